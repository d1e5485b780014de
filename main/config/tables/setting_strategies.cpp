// SPDX-License-Identifier: MIT
#include "main/config/tables/setting_strategies.hpp"

#include "main/config/setting_rules.hpp"
#include "main/config/setting_table.hpp"
#include "main/config/syntax/config_bytes.hpp"
#include "main/config/tables/setting_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;

constexpr std::size_t max_strategies = 32;
constexpr seconds longest_before_end = 168h;

/// One member of a strategy's table; shown unless it is left out.
using strategy_member = table_member<strategy>;

// -- the kinds of member ---------------------------------------------------

template <class T>
refusal read_text(const config_value& value, T& result,
                  refusal (*read)(std::string_view, T&)) {
  const auto* text = std::get_if<std::string>(&value.data);
  return text == nullptr ? detail::wrong_kind("a text", value) : read(*text, result);
}

refusal read_bound(const config_value& value, price& result) {
  return read_text(value, result, read_price);
}

refusal read_bound(const config_value& value, shares& result) {
  return read_text(value, result, read_shares);
}

refusal read_bound(const config_value& value, seconds& result) {
  const auto* duration = std::get_if<timespan>(&value.data);
  if (duration == nullptr)
    return detail::wrong_kind("a duration", value);
  if (*duration % 1s != 0s)
    return "it is not in whole seconds";
  if (*duration > longest_before_end || *duration < -longest_before_end)
    return "it is out of range";
  result = std::chrono::duration_cast<seconds>(*duration);
  return std::nullopt;
}

template <class Tag>
config_value show_bound(micro<Tag> quantity) {
  return show_decimal(quantity);
}

config_value show_bound(seconds duration) {
  return config_value{timespan{duration}};
}

/// One end of a range.
template <class T>
strategy_member bound(std::string name, closed_range<T> strategy::*range,
                      std::optional<T> closed_range<T>::*end) {
  auto read = [=](const config_value& value, strategy& result) {
    T given{};
    auto reason = read_bound(value, given);
    if (!reason)
      result.*range.*end = given;
    return reason;
  };
  auto show = [=](const strategy& marks) -> std::optional<config_value> {
    const auto& value = marks.*range.*end;
    return value ? std::optional{show_bound(*value)} : std::nullopt;
  };
  return {std::move(name), std::move(read), std::move(show)};
}

refusal read_sides(const config_value& value, strategy& result) {
  const auto* word = std::get_if<std::string>(&value.data);
  if (word == nullptr)
    return detail::wrong_kind("a text", value);
  if (*word != "one" && *word != "both")
    return "it is not one of the allowed words";
  result.sides = *word == "one" ? side_count::one : side_count::both;
  return std::nullopt;
}

std::optional<config_value> show_sides(const strategy& marks) {
  switch (marks.sides) {
  case side_count::any:
    return std::nullopt;
  case side_count::one:
    return config_value{std::string{"one"}};
  case side_count::both:
    return config_value{std::string{"both"}};
  }
  return std::nullopt;
}

const std::vector<strategy_member>& members() {
  static const std::vector<strategy_member> all{
      text_member("name", &strategy::name, check_name, show_whole),
      text_member("series", &strategy::series, check_series_name, show_whole),
      {"sides", read_sides, show_sides},
      bound("min-entry", &strategy::entry, &closed_range<price>::min),
      bound("max-entry", &strategy::entry, &closed_range<price>::max),
      bound("min-size", &strategy::size, &closed_range<shares>::min),
      bound("max-size", &strategy::size, &closed_range<shares>::max),
      bound("min-before-end", &strategy::before_end, &closed_range<seconds>::min),
      bound("max-before-end", &strategy::before_end, &closed_range<seconds>::max),
  };
  return all;
}

// -- one strategy ----------------------------------------------------------

refusal read_member(const config_field& field, strategy& result) {
  const auto* member = find_member(members(), field.name);
  if (member == nullptr)
    return refuse_unknown(members(), field.name);
  auto reason = member->read(field.value, result);
  if (reason)
    reason = fmt::format("{} = {}: {}", field.name, printable(to_string(field.value)),
                         *reason);
  return reason;
}

template <class T>
refusal check_order(const char* what, const closed_range<T>& range) {
  if (!range.min || !range.max || *range.min <= *range.max)
    return std::nullopt;
  return fmt::format("min-{0} = {1} is above max-{0} = {2}", what,
                     to_string(show_bound(*range.min)),
                     to_string(show_bound(*range.max)));
}

refusal check_ranges(const strategy& marks) {
  if (auto reason = check_order("entry", marks.entry))
    return reason;
  if (auto reason = check_order("size", marks.size))
    return reason;
  return check_order("before-end", marks.before_end);
}

refusal read_strategy(const config_value& value, strategy& result) {
  const auto* table = std::get_if<config_table>(&value.data);
  if (table == nullptr)
    return detail::wrong_kind("a table", value);
  for (const auto& field : *table)
    if (auto reason = read_member(field, result))
      return reason;
  if (result.name.empty())
    return "it has no name";
  return check_ranges(result);
}

/// ` (late)` if the value is a table with a name, otherwise empty.
std::string name_in(const config_value& value) {
  if (const auto* table = std::get_if<config_table>(&value.data))
    for (const auto& [name, field] : *table)
      if (const auto* text = std::get_if<std::string>(&field.data);
          text != nullptr && name == "name")
        return fmt::format(" ({})", printable(*text));
  return {};
}

refusal add_strategy(const config_value& value, std::vector<strategy>& strategies) {
  strategy added;
  if (auto reason = read_strategy(value, added))
    return fmt::format("strategy {}{}: {}", strategies.size() + 1, name_in(value),
                       *reason);
  if (std::any_of(strategies.begin(), strategies.end(),
                  [&](const auto& earlier) { return earlier.name == added.name; }))
    return fmt::format("two strategies are called {}", added.name);
  strategies.push_back(std::move(added));
  return std::nullopt;
}

} // namespace

setting_field strategy_list(std::vector<strategy> settings::*member) {
  auto read = [=](const config_value& value, settings& result) -> refusal {
    const auto* given = std::get_if<config_list>(&value.data);
    if (given == nullptr)
      return detail::wrong_kind("a list", value);
    if (given->size() > max_strategies)
      return "it is too long";
    std::vector<strategy> strategies;
    for (const auto& element : *given)
      if (auto reason = add_strategy(element, strategies))
        return reason;
    result.*member = std::move(strategies);
    return std::nullopt;
  };
  auto show = [=](const settings& effective) {
    config_list strategies;
    for (const auto& marks : effective.*member)
      strategies.push_back(show_table(marks, members()));
    return config_value{std::move(strategies)};
  };
  return {"a list of up to 32 tables of name, series, sides (\"one\" or \"both\"), "
          "min-entry and max-entry (above \"0\" and up to \"1\"), min-size and max-size "
          "(from \"0\" to \"1000000000\"), min-before-end and max-before-end (whole "
          "seconds from -168h to 168h)",
          bare_form::value, std::move(read), std::move(show)};
}

} // namespace tracker
