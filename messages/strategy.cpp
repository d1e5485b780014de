// SPDX-License-Identifier: MIT
#include "messages/strategy.hpp"

#include <algorithm>

namespace tracker {

namespace {

bool sides_fit(side_count wanted, bool up, bool down) {
  switch (wanted) {
  case side_count::any:
    return true;
  case side_count::one:
    return up != down;
  case side_count::both:
    return up && down;
  }
  return false;
}

bool entry_fits(const closed_range<price>& range, const side_figures& side) {
  return !side.average_entry || range.contains(*side.average_entry);
}

timestamp first_buy(const side_figures& up, const side_figures& down) {
  return std::min(up.first_bought.value_or(timestamp::max()),
                  down.first_bought.value_or(timestamp::max()));
}

} // namespace

bool matches(const strategy& pattern, std::string_view series, const window& window,
             const window_figures& figures) {
  const auto& up = figures.up;
  const auto& down = figures.down;
  if (!up.first_bought && !down.first_bought)
    return false;
  const auto before_end =
      std::chrono::floor<std::chrono::seconds>(window.end - first_buy(up, down));
  return (pattern.series.empty() || pattern.series == series) &&
         sides_fit(pattern.sides, up.first_bought.has_value(),
                   down.first_bought.has_value()) &&
         entry_fits(pattern.entry, up) && entry_fits(pattern.entry, down) &&
         pattern.size.contains(std::max(up.bought, down.bought)) &&
         pattern.before_end.contains(before_end);
}

std::string match_strategy(const std::vector<strategy>& strategies,
                           std::string_view series, const window& window,
                           const window_figures& figures) {
  const auto found =
      std::find_if(strategies.begin(), strategies.end(), [&](const strategy& pattern) {
        return matches(pattern, series, window, figures);
      });
  return found == strategies.end() ? std::string{} : found->name;
}

std::string rules_text(const std::vector<strategy>& strategies) {
  std::string result;
  const auto add = [&](std::int64_t number) { result += std::to_string(number) + ','; };
  const auto add_text = [&](const std::string& text) {
    add(static_cast<std::int64_t>(text.size()));
    result += text + ',';
  };
  const auto add_range = [&](const auto& range, const auto& count) {
    for (const auto& bound : {range.min, range.max})
      bound ? add(count(*bound)) : add_text("");
    result += ';';
  };
  for (const auto& one : strategies) {
    add_text(one.name);
    add_text(one.series);
    add(static_cast<std::int64_t>(one.sides));
    const auto micros = [](const auto& value) { return value.micros(); };
    add_range(one.entry, micros);
    add_range(one.size, micros);
    add_range(one.before_end, [](const auto& span) { return span.count(); });
    result += '\n';
  }
  return result;
}

} // namespace tracker
