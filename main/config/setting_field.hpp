// SPDX-License-Identifier: MIT
// The kinds of setting: how to read a value into `settings`, check it, and show it.
#pragma once

#include "main/config/setting_rules.hpp"
#include "main/config/settings.hpp"
#include "main/config/syntax/config_value.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// How to read an unquoted value of the command line, where shells remove the quotes.
enum class bare_form : std::uint8_t {
  /// In the configuration file's syntax.
  value,
  /// A text, or a text in double quotes.
  text,
  /// Texts with commas between them, or a list in brackets.
  list,
  /// A word, or one in single quotes.
  atom,
};

/// Reads a value of the command line.
parsed_value parse_bare_value(const std::string& text, bare_form form);

/// How to read and show the value of one key.
struct setting_field {
  /// What is allowed, for messages.
  std::string allowed;
  bare_form bare = bare_form::value;
  /// Checks a value and stores it in the settings, which a refusal leaves unchanged.
  std::function<refusal(const config_value&, settings&)> read;
  /// The effective value.
  std::function<config_value(const settings&)> show;
  /// The member if it is a path; its `~` is expanded after all sources have been read.
  std::string settings::*path = nullptr;
  /// Whether two values are the same; set where `show` hides what may be a secret.
  std::function<bool(const settings&, const settings&)> is_same = nullptr;
};

/// A duration from `min` to `max`.
setting_field duration(timespan settings::*member, timespan min, timespan max);
/// Whole seconds from `min` to `max`, or 0s.
setting_field seconds_or_zero(timespan settings::*member, timespan min, timespan max);
setting_field integer(std::int64_t settings::*member, std::int64_t min, std::int64_t max);
/// A number of bytes from `min` to `max`, plain or as `64M`.
setting_field size(std::int64_t settings::*member, std::int64_t min, std::int64_t max);
/// A number of bytes from `min` to `max`, or 0.
setting_field size_or_zero(std::int64_t settings::*member, std::int64_t min,
                           std::int64_t max);
setting_field boolean(bool settings::*member);
/// A text that `check` accepts.
setting_field text(std::string settings::*member, std::string allowed,
                   std::function<refusal(std::string_view)> check);
/// A path; and a path or "".
setting_field path(std::string settings::*member);
setting_field path_or_empty(std::string settings::*member);
setting_field base_url(std::string settings::*member);
/// A price above 0 and up to 1, written as a text to stay exact.
setting_field price_text(price settings::*member);
/// At least one name of a series.
setting_field series_list(std::vector<std::string> settings::*member);
/// Addresses, or tables of an address and a name.
setting_field wallet_list(std::vector<watched_wallet> settings::*member);

namespace detail {
/// The refusal of a value that is not of the `wanted` kind.
std::string wrong_kind(const char* wanted, const config_value& value);
std::string join_quoted(const std::vector<std::string>& words);
/// The refusal of a text that differs from every word, with the nearest one.
std::string unknown_word(const std::string& given, const std::vector<std::string>& words);
} // namespace detail

/// One of several words, each with its meaning.
template <class T>
setting_field word(T settings::*member, std::vector<std::pair<std::string, T>> meanings) {
  std::vector<std::string> names;
  std::vector<std::string> words;
  for (const auto& [name, meaning] : meanings) {
    names.push_back(name);
    words.push_back("\"" + name + "\"");
  }
  const auto allowed = detail::join_quoted(words);
  auto read = [=](const config_value& value, settings& result) -> refusal {
    const auto* given = std::get_if<std::string>(&value.data);
    if (given == nullptr)
      return detail::wrong_kind("a text", value);
    for (const auto& [name, meaning] : meanings)
      if (name == *given) {
        result.*member = meaning;
        return std::nullopt;
      }
    return detail::unknown_word(*given, names);
  };
  auto show = [=](const settings& effective) {
    for (const auto& [name, meaning] : meanings)
      if (meaning == effective.*member)
        return config_value{name};
    return config_value{std::string{}};
  };
  return {allowed, bare_form::text, std::move(read), std::move(show)};
}

} // namespace tracker
