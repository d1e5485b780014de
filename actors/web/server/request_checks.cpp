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

namespace {

/// The reply to a request of `/` with the right `token` parameter: sets the cookie and
/// redirects to `/` without it, so that the token is not in the address bar. Nothing for
/// any other request.
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

/// True when the request carries the token: `Authorization: Bearer TOKEN`, the cookie
/// that `accept_token` sets, or the parameter `token`.
bool has_token(const request_origin& origin, const web_request& request,
               std::string_view token) {
  const auto* parameter = query_value(request, "token");
  return equals_secret(bearer_value(origin.authorization), token) ||
         equals_secret(cookie_value(origin.cookie), token) ||
         (parameter != nullptr && equals_secret(*parameter, token));
}

} // namespace

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

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
  if (etag.empty())
    return false;
  auto rest = if_none_match;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    auto tag = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (!tag.empty() && (tag.front() == ' ' || tag.front() == '\t'))
      tag.remove_prefix(1);
    while (!tag.empty() && (tag.back() == ' ' || tag.back() == '\t'))
      tag.remove_suffix(1);
    if (tag.substr(0, 2) == "W/")
      tag.remove_prefix(2);
    if (tag == "*" || tag == etag)
      return true;
  }
  return false;
}

} // namespace tracker
