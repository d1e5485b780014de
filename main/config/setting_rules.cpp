// SPDX-License-Identifier: MIT
#include "main/config/setting_rules.hpp"

#include "actors/platform/ids.hpp"
#include "main/config/config_bytes.hpp"
#include "main/config/suggest.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <vector>

namespace tracker {

namespace {

constexpr std::string_view address_prefix = "0x";
constexpr std::size_t address_length = 42;
constexpr std::size_t secret_length = 64;
constexpr std::ptrdiff_t shortest_secret = 32;
constexpr std::size_t max_path_length = 4095;
constexpr std::size_t max_name_length = 32;
constexpr std::size_t max_series_length = 64;

bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_alphanumeric(char c) {
  return is_letter(c) || is_digit(c);
}

template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
  return !text.empty() && std::all_of(text.begin(), text.end(), predicate);
}

/// The number that `text` is, digits only; nothing beyond `limit`.
std::optional<int> number_up_to(std::string_view text, int limit) {
  int number = 0;
  const auto end = text.data() + text.size();
  if (!all(text, is_digit) || std::from_chars(text.data(), end, number).ptr != end ||
      number > limit)
    return std::nullopt;
  return number;
}

bool is_ipv4_loopback(std::string_view host) {
  int parts = 0;
  for (; parts < 4; ++parts) {
    const auto dot = parts < 3 ? host.find('.') : host.size();
    if (dot == std::string_view::npos)
      return false;
    const auto part = number_up_to(host.substr(0, dot), 255);
    if (!part || (parts == 0 && *part != 127))
      return false;
    host.remove_prefix(std::min(dot + 1, host.size()));
  }
  return true;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || is_ipv4_loopback(host);
}

/// Takes `host` or `[v6]` off `authority`, which keeps the port with its colon.
std::string_view take_host(std::string_view& authority) {
  const auto bracket = authority.starts_with('[') ? authority.find(']') : 0;
  const auto end = bracket == 0 ? authority.find(':') : bracket + 1;
  const auto host = authority.substr(0, end);
  authority.remove_prefix(host.size());
  return host;
}

bool is_host(std::string_view host) {
  if (host.starts_with('['))
    return host.size() > 2 && host.ends_with(']') &&
           all(host.substr(1, host.size() - 2),
               [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; });
  return is_alphanumeric(host.empty() ? '.' : host.front()) &&
         all(host, [](char c) { return is_alphanumeric(c) || c == '.' || c == '-'; });
}

bool is_port(std::string_view port) {
  return port.empty() ||
         (port.front() == ':' && number_up_to(port.substr(1), 65535).value_or(0) > 0);
}

bool is_url_path(std::string_view path) {
  return path.find("//") == std::string_view::npos &&
         path.find("..") == std::string_view::npos &&
         std::all_of(path.begin(), path.end(), [](char c) {
           return is_alphanumeric(c) || c == '/' || c == '-' || c == '_' || c == '.' ||
                  c == '~';
         });
}

/// Length of the address at the beginning of `text`; 0 without one.
std::size_t address_at(std::string_view text) {
  if (!text.starts_with(address_prefix))
    return 0;
  const auto digits = text.substr(address_prefix.size());
  const auto end = std::find_if_not(digits.begin(), digits.end(), is_hex_digit);
  const auto length =
      address_prefix.size() + static_cast<std::size_t>(end - digits.begin());
  return length == address_length ? length : 0;
}

/// `america/new york` as `america/new_york`.
std::string folded_zone(std::string_view name) {
  auto result = lower_case(name);
  std::replace(result.begin(), result.end(), ' ', '_');
  return result;
}

/// The zone that a wrong name stands for: another case, a city alone, or a few letters.
std::string nearest_zone(std::string_view name) {
  const auto wanted = folded_zone(name);
  std::vector<std::string> names;
  std::vector<std::string> folded_names;
  for (const auto& zone : date::get_tzdb().zones) {
    names.push_back(zone.name());
    folded_names.push_back(folded_zone(zone.name()));
  }
  const auto original = [&](auto found) {
    return names[static_cast<std::size_t>(found - folded_names.begin())];
  };
  if (const auto found = std::find(folded_names.begin(), folded_names.end(), wanted);
      found != folded_names.end())
    return original(found);
  if (const auto found = std::find_if(
          folded_names.begin(), folded_names.end(),
          [&](const auto& folded) { return folded.ends_with("/" + wanted); });
      found != folded_names.end())
    return original(found);
  const auto near = nearest_name(wanted, folded_names);
  const auto found = std::find(folded_names.begin(), folded_names.end(), near);
  return found == folded_names.end() ? near : original(found);
}

/// `; did you mean Europe/Berlin?`
std::string suggest_zone(std::string_view name) {
  if (name.empty() || name.size() > max_series_length)
    return {};
  try {
    const auto zone = nearest_zone(name);
    return zone.empty() ? zone : fmt::format("; did you mean {}?", zone);
  } catch (const std::exception&) {
    // Without the database, locate_zone() gives the reason.
    return {};
  }
}

} // namespace

refusal check_base_url(std::string_view url) {
  constexpr std::string_view https = "https://";
  constexpr std::string_view http = "http://";
  const bool is_https = url.starts_with(https);
  if (!is_https && !url.starts_with(http))
    return "it does not begin with https://";
  if (url.find('@') != std::string_view::npos)
    return "credentials do not belong in it";
  if (url.find_first_of("?#") != std::string_view::npos)
    return "a query or fragment does not belong in it";
  auto authority = url.substr(is_https ? https.size() : http.size());
  const auto path = authority.substr(std::min(authority.find('/'), authority.size()));
  authority.remove_suffix(path.size());
  const auto host = take_host(authority);
  if (!is_host(host))
    return "it names no host";
  if (!is_port(authority))
    return "the port is not a number from 1 to 65535";
  if (!is_url_path(path))
    return "its path has characters that need no path here";
  if (!is_https && !is_loopback(host))
    return "http is for loopback hosts only";
  return std::nullopt;
}

refusal check_address(std::string_view address) {
  if (address_at(address) == address.size() && !address.empty())
    return std::nullopt;
  const auto digits = address.starts_with(address_prefix)
                          ? address.substr(address_prefix.size())
                          : address;
  if (digits.size() == secret_length && all(digits, is_hex_digit))
    return "this has the length of a private key or a hash, not of an address";
  if (!address.starts_with(address_prefix))
    return "the address does not begin with 0x";
  if (!all(digits, is_hex_digit))
    return "the address has characters that are not hex digits";
  return fmt::format("the address has {} hex digits instead of 40", digits.size());
}

refusal check_timezone(std::string_view name) {
  const bool plausible = all(name, [](char c) {
    return is_alphanumeric(c) || c == '/' || c == '_' || c == '-' || c == '+';
  });
  const std::string unknown = "it is not in the time zone database";
  if (!plausible)
    return unknown + suggest_zone(name);
  try {
    date::locate_zone(std::string{name});
    return std::nullopt;
  } catch (const std::exception& error) {
    const auto suggestion = suggest_zone(name);
    return suggestion.empty() ? printable(error.what()) : unknown + suggestion;
  }
}

refusal check_name(std::string_view name) {
  const auto fits = [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == ' ';
  };
  if (name.size() > max_name_length || !all(name, fits))
    return "a name has 1 to 32 letters, digits, spaces or any of - _ .";
  return std::nullopt;
}

refusal check_series_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-';
  };
  if (name.size() > max_series_length || !all(name, fits))
    return all(lower_case(name), fits) && name.size() <= max_series_length
               ? "slugs are lower case: " + lower_case(name)
               : "a slug has lower-case letters, digits and -";
  return std::nullopt;
}

refusal check_path(std::string_view path) {
  if (path.empty())
    return "the path is empty";
  if (path.size() > max_path_length)
    return "the path is longer than 4095 bytes";
  if (find_binary(path) || path.find_first_of("\t\r\n") != std::string_view::npos)
    return "the path has control characters";
  if (path.front() == '~' && path.size() > 1 && path[1] != '/')
    return "~ stands for your own home folder only";
  return std::nullopt;
}

bool may_be_secret(std::string_view text) {
  return hide_secrets(text) != text;
}

std::string hide_secrets(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto* digits = std::find_if(text.begin(), text.end(), is_hex_digit);
    const auto* end = std::find_if_not(digits, text.end(), is_hex_digit);
    const bool hidden = end - digits >= shortest_secret;
    result.append(text.begin(), hidden ? digits : end);
    result += hidden ? "…" : "";
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  }
  return result;
}

std::optional<std::string> expand_home(std::string_view path, std::string_view home) {
  if (!path.starts_with('~'))
    return std::string{path};
  if (home.empty())
    return std::nullopt;
  return std::string{home} + std::string{path.substr(1)};
}

} // namespace tracker
