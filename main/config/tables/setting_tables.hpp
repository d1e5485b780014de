// SPDX-License-Identifier: MIT
// Lists of tables in the configuration, such as alerts.channels. Refusals of `read_table`
// never quote a value: it may be a secret.
#pragma once

#include "main/config/setting_field.hpp"
#include "main/config/syntax/config_bytes.hpp"
#include "main/config/syntax/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// The longest duration in a table.
inline constexpr timespan longest_table_span = std::chrono::hours{24 * 7};

/// The longest text in a table, in bytes.
inline constexpr std::size_t longest_table_text = 512;

/// `22:30` as minutes; nothing for another form.
std::optional<std::chrono::minutes> parse_minute(std::string_view text);
std::string format_minute(std::chrono::minutes minute);

refusal read_flag(const config_value& value, bool& result);

/// One member of a table that describes a `T`.
template <class T>
struct table_member {
  std::string name;
  std::function<refusal(const config_value&, T&)> read;
  /// Empty if the member has its default.
  std::function<std::optional<config_value>(const T&)> show;
};

/// A text that `check` accepts; "" is the default.
template <class T>
table_member<T> text_member(std::string name, std::string T::*member,
                            refusal (*check)(std::string_view),
                            std::string (*shown)(const std::string&)) {
  auto read = [=](const config_value& value, T& result) -> refusal {
    const auto* text = std::get_if<std::string>(&value.data);
    if (text == nullptr)
      return detail::wrong_kind("a text", value);
    if (auto reason = check(*text))
      return reason;
    result.*member = *text;
    return std::nullopt;
  };
  auto show = [=](const T& table) -> std::optional<config_value> {
    const auto& text = table.*member;
    return text.empty() ? std::nullopt : std::optional{config_value{shown(text)}};
  };
  return {std::move(name), std::move(read), std::move(show)};
}

inline std::string show_whole(const std::string& text) {
  return text;
}

template <class T, class Word>
table_member<T> word_member(std::string name, std::vector<Word> words,
                            std::function<void(T&, Word)> store,
                            std::function<std::optional<Word>(const T&)> load) {
  auto read = [=](const config_value& value, T& result) -> refusal {
    const auto* text = std::get_if<std::string>(&value.data);
    if (text == nullptr)
      return detail::wrong_kind("a text", value);
    for (const auto word : words)
      if (*text == to_string(word)) {
        store(result, word);
        return std::nullopt;
      }
    std::vector<std::string> known;
    for (const auto word : words)
      known.push_back(fmt::format("\"{}\"", to_string(word)));
    return "it is not one of " + detail::join_quoted(known);
  };
  auto show = [=](const T& table) -> std::optional<config_value> {
    const auto word = load(table);
    return word ? std::optional{config_value{std::string{to_string(*word)}}}
                : std::nullopt;
  };
  return {std::move(name), std::move(read), std::move(show)};
}

template <class T>
table_member<T> duration_member(std::string name, std::optional<timespan> T::*member) {
  auto read = [=](const config_value& value, T& result) -> refusal {
    const auto* span = std::get_if<timespan>(&value.data);
    if (span == nullptr)
      return detail::wrong_kind("a duration", value);
    if (*span < timespan{0} || *span > longest_table_span)
      return "it is not from 0s to 168h";
    result.*member = *span;
    return std::nullopt;
  };
  auto show = [=](const T& table) -> std::optional<config_value> {
    const auto& span = table.*member;
    return span ? std::optional{config_value{*span}} : std::nullopt;
  };
  return {std::move(name), std::move(read), std::move(show)};
}

/// The member of this name; null when there is none.
template <class T>
const table_member<T>* find_member(const std::vector<table_member<T>>& members,
                                   std::string_view name) {
  const auto found =
      std::find_if(members.begin(), members.end(),
                   [&](const table_member<T>& known) { return known.name == name; });
  return found == members.end() ? nullptr : &*found;
}

template <class T>
std::string refuse_unknown(const std::vector<table_member<T>>& members,
                           const std::string& name) {
  std::vector<std::string> names;
  for (const auto& known : members)
    names.push_back(known.name);
  return fmt::format("unknown member {}{}", shown_name(name), suggest(name, names));
}

template <class T>
refusal read_table(const config_value& value, const std::vector<table_member<T>>& members,
                   T& result) {
  const auto* table = std::get_if<config_table>(&value.data);
  if (table == nullptr)
    return detail::wrong_kind("a table", value);
  for (const auto& field : *table) {
    const auto* member = find_member(members, field.name);
    if (member == nullptr)
      return refuse_unknown(members, field.name);
    // Without the value, which may be a secret.
    if (auto reason = member->read(field.value, result))
      return fmt::format("{}: {}", field.name, *reason);
  }
  return std::nullopt;
}

template <class T>
config_value show_table(const T& value, const std::vector<table_member<T>>& members) {
  config_table table;
  for (const auto& member : members)
    if (auto shown = member.show(value))
      table.push_back({member.name, std::move(*shown)});
  return config_value{std::move(table)};
}

template <class T>
setting_field
table_list(std::vector<T> alert_settings::*list, const char* what, std::string T::*key,
           const std::vector<table_member<T>>& (*members)(), refusal (*check)(const T&),
           std::size_t limit, std::string allowed) {
  auto read = [=](const config_value& value, settings& result) -> refusal {
    const auto* given = std::get_if<config_list>(&value.data);
    if (given == nullptr)
      return detail::wrong_kind("a list", value);
    if (given->size() > limit)
      return "it is too long";
    std::vector<T> all;
    for (const auto& element : *given) {
      T added;
      auto reason = read_table(element, members(), added);
      if (!reason)
        reason = check(added);
      if (!reason && std::any_of(all.begin(), all.end(), [&](const T& earlier) {
            return earlier.*key == added.*key;
          }))
        reason = "its name is given twice";
      if (reason)
        return fmt::format("{} {}{}: {}", what, all.size() + 1,
                           (added.*key).empty() ? std::string{}
                                                : fmt::format(" ({})", added.*key),
                           *reason);
      all.push_back(std::move(added));
    }
    result.alerts.*list = std::move(all);
    return std::nullopt;
  };
  auto show = [=](const settings& effective) {
    config_list shown;
    for (const auto& one : effective.alerts.*list)
      shown.push_back(show_table(one, members()));
    return config_value{std::move(shown)};
  };
  return {std::move(allowed), bare_form::value, std::move(read), std::move(show)};
}

} // namespace tracker
