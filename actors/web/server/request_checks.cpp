// SPDX-License-Identifier: MIT
#include "actors/web/server/request_checks.hpp"

#include "actors/platform/ids.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

constexpr std::string_view cookie_name = "performance_tracker_token";
constexpr std::string_view bearer = "bearer ";

/// The host of a Host header, without its port and brackets; empty: it has another form.
std::string host_name(std::string_view header) {
  if (header.starts_with('[')) {
    const auto end = header.find(']');
    return end == std::string_view::npos ? "" : lower_case(header.substr(1, end - 1));
  }
  const auto colon = header.find(':');
  return header.find(':', colon + 1) != std::string_view::npos &&
                 colon != std::string_view::npos
             ? ""
             : lower_case(header.substr(0, colon));
}

/// The value of our cookie in a Cookie header; empty without it.
std::string_view cookie_value(std::string_view header) {
  while (!header.empty()) {
    const auto end = std::min(header.find(';'), header.size());
    auto pair = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    while (pair.starts_with(' '))
      pair.remove_prefix(1);
    if (pair.starts_with(cookie_name) && pair.substr(cookie_name.size()).starts_with('='))
      return pair.substr(cookie_name.size() + 1);
  }
  return {};
}

std::string_view bearer_value(std::string_view header) {
  return lower_case(header.substr(0, bearer.size())) == bearer
             ? header.substr(bearer.size())
             : std::string_view{};
}

} // namespace

bool is_own_host(std::string_view host, const listen_address& address) {
  const auto name = host_name(host);
  if (name.empty())
    return false;
  if (name == address.host)
    return true;
  return is_loopback(address) &&
         (name == "localhost" || name == "127.0.0.1" || name == "::1");
}

bool equals_secret(std::string_view given, std::string_view secret) {
  if (secret.empty())
    return false;
  volatile unsigned char difference = given.size() == secret.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i)
    difference = static_cast<unsigned char>(
        difference | (static_cast<unsigned char>(given[i]) ^
                      static_cast<unsigned char>(secret[i % secret.size()])));
  return difference == 0;
}

bool has_token(const request_origin& origin, const web_request& request,
               std::string_view token) {
  const auto* parameter = query_value(request, "token");
  return equals_secret(bearer_value(origin.authorization), token) ||
         equals_secret(cookie_value(origin.cookie), token) ||
         (parameter != nullptr && equals_secret(*parameter, token));
}

std::optional<web_reply> accept_token(const web_request& request,
                                      std::string_view token) {
  const auto* parameter = query_value(request, "token");
  if (parameter == nullptr || !equals_secret(*parameter, token))
    return std::nullopt;
  // Only the page: other endpoints are for programs, which send the header. Not the path
  // that was asked for, which could lead to another host (`//evil`).
  if (request.path != "/")
    return std::nullopt;
  web_reply reply{303, text_type, "the token is in a cookie now\n"};
  reply.headers.emplace_back("Location", "/");
  reply.headers.emplace_back(
      "Set-Cookie",
      fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000",
                  cookie_name, token));
  reply.headers.emplace_back("Cache-Control", "no-store");
  return reply;
}

std::optional<web_reply> check_origin(const request_origin& origin,
                                      const web_request& request, bool is_public,
                                      const listen_address& address,
                                      std::string_view token) {
  if (origin.host.empty())
    return refuse_request(400, "Host: missing");
  if (token.empty())
    return is_own_host(origin.host, address)
               ? std::nullopt
               : std::optional{refuse_request(
                     421, "Host: it is not ours; allowed: the address of web.listen")};
  if (is_public)
    return std::nullopt;
  if (auto reply = accept_token(request, token))
    return reply;
  if (has_token(origin, request, token))
    return std::nullopt;
  auto reply = refuse_request(401, "the token is missing or wrong; open /?token=TOKEN "
                                   "once, or send Authorization: Bearer TOKEN");
  reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  return reply;
}

} // namespace tracker
