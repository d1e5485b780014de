// SPDX-License-Identifier: MIT
#include "main/config/setting_field.hpp"

#include "actors/fetcher/transport/url.hpp"
#include "actors/platform/ids.hpp"
#include "main/config/setting_rules.hpp"
#include "main/config/syntax/config_bytes.hpp"
#include "main/config/syntax/suggest.hpp"
#include "main/config/wallets/wallets_file.hpp"
#include "messages/wallet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace tracker {

namespace {

template <class T>
constexpr const char* kind_name = "";
template <>
constexpr const char* kind_name<std::int64_t> = "a whole number";
template <>
constexpr const char* kind_name<bool> = "true or false";
template <>
constexpr const char* kind_name<timespan> = "a duration";
template <>
constexpr const char* kind_name<std::string> = "a text";

/// A field whose value is a `T` that `check` accepts.
template <class T, class Check>
setting_field simple(T settings::*member, std::string allowed, Check check) {
  auto read = [=](const config_value& value, settings& result) -> refusal {
    const auto* given = std::get_if<T>(&value.data);
    if (given == nullptr)
      return detail::wrong_kind(kind_name<T>, value);
    if (auto reason = check(*given))
      return reason;
    result.*member = *given;
    return std::nullopt;
  };
  auto show = [=](const settings& effective) { return config_value{effective.*member}; };
  return {std::move(allowed), bare_form::value, std::move(read), std::move(show)};
}

template <class T>
auto within(T min, T max) {
  return [=](T value) -> refusal {
    if (value < T{})
      return "it is negative";
    if (value < min)
      return "it is too small";
    if (value > max)
      return "it is too large";
    return std::nullopt;
  };
}

template <class T>
std::string span_of(T min, T max) {
  return fmt::format("{} to {}", to_string(config_value{min}),
                     to_string(config_value{max}));
}

std::string duration_span(timespan min, timespan max) {
  return fmt::format("a duration from {}, in ns, us, ms, s, min (or m), h or d",
                     span_of(min, max));
}

/// Reads the fields of `{ name = "…", address = "…" }`.
refusal read_wallet_table(const config_table& table, watched_wallet& wallet) {
  for (const auto& [name, value] : table) {
    const auto* text = std::get_if<std::string>(&value.data);
    if (name != "name" && name != "address")
      return fmt::format("a wallet has a name and an address, not {}", shown_name(name));
    if (text == nullptr)
      return fmt::format("the {} is not a text", name);
    if (name == "address") {
      wallet.address = *text;
      continue;
    }
    if (auto reason = check_name(*text))
      return reason;
    wallet.name = *text;
  }
  return std::nullopt;
}

refusal read_wallet(const config_value& value, watched_wallet& wallet) {
  if (const auto* address = std::get_if<std::string>(&value.data))
    wallet.address = *address;
  else if (const auto* table = std::get_if<config_table>(&value.data)) {
    if (auto reason = read_wallet_table(*table, wallet))
      return reason;
  } else
    return detail::wrong_kind("an address", value);
  if (auto reason = check_address(wallet.address))
    return reason;
  wallet.address = lower_case(wallet.address);
  return std::nullopt;
}

refusal add_wallet(const config_value& value, std::vector<watched_wallet>& wallets) {
  watched_wallet wallet;
  if (auto reason = read_wallet(value, wallet))
    return fmt::format("wallet {}: {}", wallets.size() + 1, *reason);
  for (const auto& earlier : wallets) {
    if (earlier.address == wallet.address)
      return fmt::format("the address {} is given twice", mask_address(wallet.address));
    if (!wallet.name.empty() && earlier.name == wallet.name)
      return fmt::format("two wallets are called {}", wallet.name);
  }
  wallets.push_back(std::move(wallet));
  return std::nullopt;
}

config_value show_wallet(const watched_wallet& wallet) {
  if (wallet.name.empty())
    return config_value{wallet.address};
  return config_value{config_table{{"name", config_value{wallet.name}},
                                   {"address", config_value{wallet.address}}}};
}

refusal add_series(const config_value& value, std::vector<std::string>& names) {
  const auto* name = std::get_if<std::string>(&value.data);
  if (name == nullptr)
    return detail::wrong_kind("a name", value);
  if (auto reason = check_series_name(*name))
    return fmt::format("\"{}\": {}", printable(*name), *reason);
  if (std::find(names.begin(), names.end(), *name) != names.end())
    return fmt::format("\"{}\" is given twice", *name);
  names.push_back(*name);
  return std::nullopt;
}

} // namespace

namespace detail {

std::string wrong_kind(const char* wanted, const config_value& value) {
  const bool number = std::holds_alternative<std::int64_t>(value.data);
  if (number && std::string_view{wanted} == kind_name<timespan>)
    return fmt::format("a duration needs a unit, such as {}s", to_string(value));
  return fmt::format("it is {} and not {}", kind_of(value), wanted);
}

std::string join_quoted(const std::vector<std::string>& words) {
  std::string result;
  for (const auto& w : words)
    result += (result.empty() ? "" : &w == &words.back() ? " or " : ", ") + w;
  return result;
}

std::string unknown_word(const std::string& given,
                         const std::vector<std::string>& words) {
  return "it is not one of the allowed words" + suggest(given, words);
}

} // namespace detail

parsed_value parse_bare_value(const std::string& text, bare_form form) {
  if (form == bare_form::text && !text.starts_with('"'))
    return config_value{text};
  if (form == bare_form::atom && !text.starts_with('\''))
    return parse_config_value(fmt::format("'{}'", text));
  if (form != bare_form::list || text.starts_with('['))
    return parse_config_value(text);
  config_list list;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    list.push_back(config_value{std::string{rest.substr(0, comma)}});
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return config_value{std::move(list)};
}

setting_field duration(timespan settings::*member, timespan min, timespan max) {
  return simple(member, duration_span(min, max), within(min, max));
}

setting_field seconds_or_zero(timespan settings::*member, timespan min, timespan max) {
  const auto check = [=](timespan value) -> refusal {
    if (value == timespan{})
      return std::nullopt;
    if (value % std::chrono::seconds{1} != timespan{})
      return "it is not in whole seconds";
    return within(min, max)(value);
  };
  return simple(
      member,
      fmt::format("0s, or a duration in whole seconds from {}", span_of(min, max)),
      check);
}

setting_field integer(std::int64_t settings::*member, std::int64_t min,
                      std::int64_t max) {
  return simple(member, fmt::format("a whole number from {}", span_of(min, max)),
                within(min, max));
}

namespace {

/// An integer from `min` to `max`, or 0.
setting_field integer_or_zero(std::int64_t settings::*member, std::int64_t min,
                              std::int64_t max) {
  const auto check = [=](std::int64_t value) -> refusal {
    return value == 0 ? std::nullopt : within(min, max)(value);
  };
  return simple(member, fmt::format("0, or a whole number from {}", span_of(min, max)),
                check);
}

/// Reads bytes in front of a field of plain numbers.
setting_field with_size_units(setting_field field, std::string allowed) {
  field.allowed = std::move(allowed);
  field.read = [read = std::move(field.read)](const config_value& value,
                                              settings& result) {
    const auto* size = std::get_if<byte_size>(&value.data);
    return read(size == nullptr ? value : config_value{size->bytes}, result);
  };
  return field;
}

std::string size_span(std::int64_t min, std::int64_t max) {
  return fmt::format("bytes from {}, also with k, M or G", span_of(min, max));
}

} // namespace

setting_field size(std::int64_t settings::*member, std::int64_t min, std::int64_t max) {
  return with_size_units(integer(member, min, max), size_span(min, max));
}

setting_field size_or_zero(std::int64_t settings::*member, std::int64_t min,
                           std::int64_t max) {
  return with_size_units(integer_or_zero(member, min, max),
                         "0, or " + size_span(min, max));
}

setting_field boolean(bool settings::*member) {
  return simple(member, "true or false", [](bool) { return refusal{}; });
}

setting_field text(std::string settings::*member, std::string allowed,
                   std::function<refusal(std::string_view)> check) {
  auto result = simple(member, std::move(allowed), std::move(check));
  result.bare = bare_form::text;
  return result;
}

setting_field path(std::string settings::*member) {
  auto result = text(member, "a path in double quotes; ~ is the home folder", check_path);
  result.path = member;
  return result;
}

setting_field path_or_empty(std::string settings::*member) {
  auto result = text(member, "a path in double quotes, ~ is the home folder; or \"\"",
                     [](std::string_view path) {
                       return path.empty() ? std::nullopt : check_path(path);
                     });
  result.path = member;
  return result;
}

setting_field base_url(std::string settings::*member) {
  auto field = text(member,
                    "https://HOST[:PORT][/PATH] in double quotes, http:// for a "
                    "loopback host",
                    base_url_problem);
  field.read = [member, read = std::move(field.read)](const config_value& value,
                                                      settings& result) {
    auto reason = read(value, result);
    if (!reason && (result.*member).ends_with('/'))
      (result.*member).pop_back();
    return reason;
  };
  return field;
}

setting_field price_text(price settings::*member) {
  auto read = [=](const config_value& value, settings& result) -> refusal {
    const auto* given = std::get_if<std::string>(&value.data);
    if (given == nullptr)
      return detail::wrong_kind("a text", value);
    return read_price(*given, result.*member);
  };
  auto show = [=](const settings& effective) { return show_decimal(effective.*member); };
  return {"a decimal above 0 and up to 1 in double quotes, such as \"0.95\"",
          bare_form::text, std::move(read), std::move(show)};
}

setting_field series_list(std::vector<std::string> settings::*member) {
  auto read = [=](const config_value& value, settings& result) -> refusal {
    const auto* given = std::get_if<config_list>(&value.data);
    if (given == nullptr)
      return detail::wrong_kind("a list", value);
    if (given->empty() || given->size() > max_series)
      return given->empty() ? "it has no series to watch" : "it is too long";
    std::vector<std::string> names;
    for (const auto& element : *given)
      if (auto reason = add_series(element, names))
        return reason;
    result.*member = std::move(names);
    return std::nullopt;
  };
  auto show = [=](const settings& effective) {
    config_list names;
    for (const auto& name : effective.*member)
      names.push_back(config_value{name});
    return config_value{std::move(names)};
  };
  return {
      "a list of 1 to 64 names in double quotes: \"btc-5m\", \"btc-15m\", \"btc-1h\", "
      "\"btc-4h\", \"btc-1d\", \"all-5m\", \"btc-all\", or {asset}-updown-{5m,15m,4h}",
      bare_form::list, std::move(read), std::move(show)};
}

setting_field wallet_list(std::vector<watched_wallet> settings::*member) {
  auto read = [=](const config_value& value, settings& result) -> refusal {
    const auto* given = std::get_if<config_list>(&value.data);
    if (given == nullptr)
      return detail::wrong_kind("a list", value);
    if (given->size() > max_watched_wallets)
      return "it is too long";
    std::vector<watched_wallet> wallets;
    for (const auto& element : *given)
      if (auto reason = add_wallet(element, wallets))
        return reason;
    result.*member = std::move(wallets);
    return std::nullopt;
  };
  auto show = [=](const settings& effective) {
    config_list wallets;
    for (const auto& wallet : effective.*member)
      wallets.push_back(show_wallet(wallet));
    return config_value{std::move(wallets)};
  };
  return {"a list of up to 10000 of \"0x\" with 40 hex digits or { name = \"main\", "
          "address = \"0x…\" }",
          bare_form::list, std::move(read), std::move(show)};
}

} // namespace tracker
