// SPDX-License-Identifier: MIT
#include "actors/fetcher/transport/url.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace tracker {

namespace {

constexpr std::size_t longest_path = 8192;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

/// RFC 3986: pchar, `/` and `?`, without the percent sign.
bool is_path_character(char c) {
  constexpr std::string_view others = "-._~!$&'()*+,;=:@/?";
  return is_letter(c) || is_digit(c) || others.find(c) != std::string_view::npos;
}

/// A number of `text` in `base`, when all of it is one.
std::optional<unsigned> number(std::string_view text, int base = 10) {
  unsigned value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc{} || stop != end)
    return {};
  return value;
}

/// The byte that `%xy` at the start of `text` stands for.
std::optional<char> percent_decoded(std::string_view text) {
  if (text.size() < 3)
    return {};
  const auto value = number(text.substr(1, 2), 16);
  if (!value)
    return {};
  return static_cast<char>(*value);
}

bool is_loopback_ipv4(std::string_view name) {
  if (name.substr(0, 4) != "127.")
    return false;
  auto parts = 0;
  for (;;) {
    const auto dot = name.find('.');
    const auto part = name.substr(0, dot);
    const auto value = number(part);
    // A leading zero means octal to some and decimal to others.
    if (!value || *value > 255 || (part.size() > 1 && part.front() == '0'))
      return false;
    ++parts;
    if (dot == std::string_view::npos)
      return parts == 4;
    name.remove_prefix(dot + 1);
  }
}

bool is_loopback(std::string_view name) {
  return name == "localhost" || name == "[::1]" || is_loopback_ipv4(name);
}

bool is_host_name(std::string_view name) {
  if (name.empty() || name.size() > 253)
    return false;
  if (name.front() == '[')
    return name.back() == ']' &&
           name.find_first_not_of("0123456789abcdefABCDEF:.", 1) == name.size() - 1;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '.';
  });
}

bool is_port(std::string_view text) {
  const auto value = number(text);
  return value && *value >= 1 && *value <= 65535;
}

std::optional<std::string> authority_problem(std::string_view authority, bool encrypted) {
  if (authority.find('@') != std::string_view::npos)
    return "credentials are not allowed";
  const auto name_end = authority.find(
      ':', authority.substr(0, 1) == "[" ? std::min(authority.find(']'), authority.size())
                                         : 0);
  const auto name = authority.substr(0, name_end);
  if (!is_host_name(name))
    return "it needs a host name or address";
  if (name_end != std::string_view::npos && !is_port(authority.substr(name_end + 1)))
    return "the port must be 1 to 65535";
  if (!encrypted && !is_loopback(name))
    return "it must begin with https:// (http:// is for loopback addresses only)";
  return {};
}

} // namespace

std::optional<std::string> base_url_problem(std::string_view text) {
  constexpr std::string_view https = "https://";
  constexpr std::string_view http = "http://";
  const auto encrypted = text.substr(0, https.size()) == https;
  if (!encrypted && text.substr(0, http.size()) != http)
    return "it must begin with https://";
  const auto rest = text.substr(encrypted ? https.size() : http.size());
  if (rest.find_first_of("?#") != std::string_view::npos)
    return "a query or fragment is not allowed";
  const auto slash = rest.find('/');
  if (auto problem = authority_problem(rest.substr(0, slash), encrypted))
    return problem;
  return slash == std::string_view::npos ? std::nullopt
                                         : path_problem(rest.substr(slash));
}

std::optional<std::string> path_problem(std::string_view path) {
  if (path.empty() || path.front() != '/')
    return "a path begins with /";
  if (path.size() > longest_path)
    return "the path is longer than 8192 bytes";
  std::string decoded;
  decoded.reserve(path.size());
  while (!path.empty()) {
    const auto encoded = path.front() == '%';
    if (!encoded && !is_path_character(path.front()))
      return "the path has a character that must be percent-encoded";
    const auto byte = encoded ? percent_decoded(path) : path.front();
    if (!byte)
      return "the path has a % without two hex digits";
    if (is_control(*byte))
      return "the path has a control byte";
    decoded += *byte;
    path.remove_prefix(encoded ? 3 : 1);
  }
  if (decoded.find("..") != std::string::npos)
    return "the path has ..";
  return {};
}

std::string join_url(std::string_view base, std::string_view path) {
  while (!base.empty() && base.back() == '/')
    base.remove_suffix(1);
  std::string url{base};
  url += path;
  return url;
}

} // namespace tracker
