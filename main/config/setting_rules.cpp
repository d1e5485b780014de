// SPDX-License-Identifier: MIT
#include "main/config/setting_rules.hpp"

#include "actors/platform/ids.hpp"
#include "main/config/syntax/config_bytes.hpp"
#include "main/config/syntax/suggest.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
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

template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
  return !text.empty() && std::all_of(text.begin(), text.end(), predicate);
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

/// `http://…@host` of `http://user:password@host`.
std::string hide_credentials(std::string_view text) {
  std::string result;
  for (auto slashes = text.find("//"); slashes != std::string_view::npos;
       slashes = text.find("//")) {
    result += text.substr(0, slashes + 2);
    text.remove_prefix(slashes + 2);
    const auto end = text.find_first_of("@/ \"'");
    if (end == std::string_view::npos || text[end] != '@')
      continue;
    result += "…";
    text.remove_prefix(end);
  }
  return result.append(text);
}

constexpr std::size_t places_kept = 6;
constexpr const char* not_decimal = "it is not a decimal with at most six places";
constexpr const char* out_of_range = "it is out of range";

constexpr auto one_dollar = price::from_micros(1'000'000);
constexpr auto most_shares = shares::from_micros(1'000'000'000'000'000);

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool is_decimal(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos)
    return all_digits(text);
  const auto places = text.substr(point + 1);
  return all_digits(text.substr(0, point)) && all_digits(places) &&
         places.size() <= places_kept;
}

std::optional<std::int64_t> read_micros(std::string_view text) {
  return is_decimal(text) ? parse_micros(text) : std::nullopt;
}

} // namespace

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

std::string hide_secrets(std::string_view raw) {
  const auto clean = hide_credentials(raw);
  std::string_view text = clean;
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

refusal read_price(std::string_view text, price& result) {
  const auto micros = read_micros(text);
  if (!micros)
    return not_decimal;
  const auto value = price::from_micros(*micros);
  if (value <= price{} || value > one_dollar)
    return out_of_range;
  result = value;
  return std::nullopt;
}

refusal read_shares(std::string_view text, shares& result) {
  const auto micros = read_micros(text);
  if (!micros)
    return not_decimal;
  const auto value = shares::from_micros(*micros);
  if (value > most_shares)
    return out_of_range;
  result = value;
  return std::nullopt;
}

} // namespace tracker
