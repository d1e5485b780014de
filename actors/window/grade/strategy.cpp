// SPDX-License-Identifier: MIT
#include "actors/window/grade/strategy.hpp"

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

} // namespace tracker
