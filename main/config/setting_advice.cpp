// SPDX-License-Identifier: MIT
#include "main/config/setting_advice.hpp"

#include "actors/platform/ids.hpp"
#include "main/config/syntax/config_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace tracker {

namespace {

/// A longer value was not meant as a word or a number.
constexpr std::size_t longest_value = 200;

std::optional<config_value> parse(std::string_view text) {
  auto parsed = parse_config_value(text);
  if (auto* value = std::get_if<config_value>(&parsed))
    return std::move(*value);
  return std::nullopt;
}

bool is_in(std::string_view word, const std::array<std::string_view, 5>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::optional<config_value> read_boolean(std::string_view text) {
  const auto word = lower_case(text);
  if (is_in(word, {"yes", "on", "y", "true", "1"}))
    return config_value{true};
  if (is_in(word, {"no", "off", "n", "false", "0"}))
    return config_value{false};
  return std::nullopt;
}

/// `1.5s` as 1500ms: the fraction in the smaller units, if it is whole there.
std::optional<config_value> read_fraction(std::string_view text) {
  const auto point = text.find('.');
  const auto end = std::find_if(text.begin(), text.end(), is_letter);
  const auto unit = text.substr(static_cast<std::size_t>(end - text.begin()));
  auto digits = std::string{text.substr(0, text.size() - unit.size())};
  if (unit.empty() || point >= digits.size() ||
      digits.find_first_not_of("0123456789", point + 1) != std::string::npos ||
      digits.find_first_not_of("0123456789") != point)
    return std::nullopt;
  std::int64_t divisor = 1;
  for (auto place = point + 1; place < digits.size(); ++place)
    divisor *= 10;
  digits.erase(point, 1);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  constexpr std::size_t most_digits = 9;
  if (digits.empty() || digits.size() > most_digits || point > most_digits)
    return std::nullopt;
  const auto scaled = parse(digits + std::string{unit});
  const auto* duration = scaled ? std::get_if<timespan>(&scaled->data) : nullptr;
  if (duration == nullptr || duration->count() % divisor != 0)
    return std::nullopt;
  return config_value{*duration / divisor};
}

/// `64MB`, `64 MiB`, `5 min`: without the blank before the unit and the letters of
/// "bytes".
std::optional<config_value> read_spaced_unit(std::string_view text) {
  const auto number = text.substr(0, text.find_first_not_of("0123456789"));
  const auto unit = trim(text.substr(number.size()));
  if (number.empty() || unit.empty() || !std::all_of(unit.begin(), unit.end(), is_letter))
    return std::nullopt;
  auto compact = std::string{number} + std::string{unit};
  for (const std::string_view suffix : {"iB", "B"})
    if (compact.ends_with(suffix)) {
      compact.resize(compact.size() - suffix.size());
      break;
    }
  return compact == text ? std::nullopt : parse(compact);
}

/// A list of the words between commas, brackets and quotes aside.
std::optional<config_value> read_words(std::string_view text) {
  if (text.starts_with('[') != text.ends_with(']'))
    return std::nullopt;
  if (text.starts_with('['))
    text = text.substr(1, text.size() - 2);
  config_list list;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    auto word = trim(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (word.size() > 1 && word.starts_with('"') && word.ends_with('"'))
      word = word.substr(1, word.size() - 2);
    if (word.find_first_of("\"[]{}'=;#") != std::string_view::npos ||
        std::none_of(word.begin(), word.end(), is_letter))
      return std::nullopt;
    list.push_back(config_value{std::string{word}});
  }
  return config_value{std::move(list)};
}

/// The text between quotes of one kind; empty if `raw` is of another form.
std::string_view between_quotes(std::string_view raw) {
  const bool quoted = raw.size() > 2 && raw.front() == raw.back() &&
                      (raw.front() == '"' || raw.front() == '\'');
  return quoted ? raw.substr(1, raw.size() - 2) : std::string_view{};
}

} // namespace

std::string advise(std::string_view raw, bare_form form,
                   const std::function<refusal(const config_value&)>& check) {
  if (raw.empty() || raw.size() > longest_value || find_binary(raw) ||
      raw.find_first_of("\\\n") != std::string_view::npos)
    return {};
  const auto inner = between_quotes(raw);
  const bool bare = raw.find_first_of("\"'[{") == std::string_view::npos;
  const auto text = inner.empty() ? raw : inner;
  std::vector<std::optional<config_value>> candidates{
      read_boolean(text), read_fraction(text), read_spaced_unit(text), parse(text)};
  if (bare || !inner.empty()) {
    candidates.emplace_back(config_value{std::string{text}});
    candidates.emplace_back(config_value{lower_case(text)});
    candidates.emplace_back(parse("'" + std::string{text} + "'"));
  }
  const auto words = read_words(raw);
  candidates.push_back(words);
  if (!inner.empty())
    candidates.push_back(read_words(inner));
  for (const auto& candidate : candidates)
    if (candidate && !check(*candidate)) {
      const bool quoted = bare && std::holds_alternative<std::string>(candidate->data);
      return "write " + to_string(*candidate) + (quoted ? " in double quotes" : "");
    }
  if (bare && form == bare_form::text)
    return check(config_value{std::string{raw}}).value_or("");
  if (form == bare_form::list && words)
    return check(*words).value_or("");
  return {};
}

std::string advise_on_path(std::string_view path) {
  for (const std::string_view home : {"$HOME", "${HOME}"})
    if (path.starts_with(home))
      return fmt::format("variables are not expanded; write \"~{}\"",
                         printable(path.substr(home.size())));
  if (path.starts_with('$'))
    return "variables are not expanded; write the path itself, from / or ~/";
  return fmt::format("the path is relative; write it from /, or from the home folder: "
                     "\"~/{}\"",
                     printable(path.starts_with("./") ? path.substr(2) : path));
}

} // namespace tracker
