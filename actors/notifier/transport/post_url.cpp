// SPDX-License-Identifier: MIT
#include "actors/notifier/transport/post_url.hpp"

#include "actors/fetcher/transport/url.hpp"

namespace tracker {

namespace {

constexpr std::size_t longest_url = 2048;

/// Where the path or the query begins; the size without either.
std::size_t origin_size(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos)
    return url.size();
  const auto end = url.find_first_of("/?#", scheme + 3);
  return end == std::string_view::npos ? url.size() : end;
}

} // namespace

std::optional<std::string> post_url_problem(std::string_view text) {
  if (text.size() > longest_url)
    return "it is longer than 2048 characters";
  const auto size = origin_size(text);
  const auto origin = text.substr(0, size);
  // Credentials would be shown with the host.
  if (origin.find('@') != std::string_view::npos)
    return "it has credentials";
  if (base_url_problem(origin))
    return "it is not https://host… (http:// for a loopback address)";
  auto rest = std::string{text.substr(size)};
  if (rest.empty())
    return std::nullopt;
  if (rest.front() != '/')
    rest.insert(0, "/");
  if (path_problem(rest))
    return "its path or query has a character that is not allowed there";
  return std::nullopt;
}

std::string hide_path(std::string_view url) {
  const auto size = origin_size(url);
  auto shown = std::string{url.substr(0, size)};
  // Credentials are refused, and not shown in the refusal.
  if (const auto user = shown.find('@'); user != std::string::npos)
    shown = "…";
  return size == url.size() || size + 1 == url.size() ? shown : shown + "/…";
}

} // namespace tracker
