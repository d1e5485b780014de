// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/history.hpp"

#include "tests/simulator/market/calendar.hpp"
#include "tests/simulator/market/plan.hpp"

#include <algorithm>

namespace tracker::exchange {

namespace {

using std::chrono::seconds;

/// The length of a series' windows, the longest one of daily windows; nothing for another
/// name.
std::optional<seconds> length_of(const std::string& series, const market_rules& rules) {
  if (series.ends_with("-1d"))
    return std::chrono::hours{25};
  const auto first = find_market(series + "-0", rules, listing_rule::ignored);
  return first ? std::optional{name_of(*first).length} : std::nullopt;
}

/// A window has rows for at most this time after its end.
seconds longest_tail(seconds length, const market_rules& rules) {
  constexpr seconds longest_oracle_delay{1577};
  const auto resolution = std::max(
      std::chrono::ceil<seconds>(rules.resolution_delay + rules.resolution_spread),
      length >= std::chrono::hours{1} ? longest_oracle_delay : seconds{0});
  return resolution + redemption_spread(length) + rules.wallets.block_delay + seconds{2};
}

/// The windows of a series that can have rows in `span`.
std::vector<window_name> windows_of(const std::string& series, const time_range& span,
                                    const market_rules& rules, timestamp now) {
  const auto length = length_of(series, rules);
  if (!length)
    return {};
  const auto oldest = std::max({rules.wallets.trading_begin, timestamp{},
                                now - *length * rules.wallets.history_windows,
                                span.first - *length - longest_tail(*length, rules)});
  return windows_between(series, oldest, span.last + trading_lead(*length), rules);
}

/// Before its start, a window has at most an early trade.
bool may_have_rows(std::string_view wallet, const window_name& window,
                   const time_range& span, const market_rules& rules) {
  if (window.start <= span.last)
    return true;
  const auto plan = plan_of(wallet, window, rules);
  return !plan.is_idle && plan.early && *plan.early <= span.last &&
         *plan.early + rules.wallets.block_delay >= span.first;
}

/// The rows of one window that have a time in `span`, shown or not.
std::vector<history_row> rows_in(std::string_view wallet, const window_name& window,
                                 const time_range& span, const market_rules& rules) {
  std::vector<history_row> result;
  if (!may_have_rows(wallet, window, span, rules))
    return result;
  const auto market =
      std::make_shared<const simulated_market>(*find_market(window.slug, rules));
  for (auto& row : simulated_activity(wallet, *market, rules))
    result.push_back({std::move(row), market});
  if (auto row = simulated_rebate(wallet, *market, rules))
    result.push_back({std::move(*row), nullptr});
  std::erase_if(result, [&](const history_row& each) {
    return each.row.time < span.first || each.row.time > span.last;
  });
  return result;
}

} // namespace

std::vector<history_row> history_of(std::string_view wallet, time_range span,
                                    const market_rules& rules, timestamp now) {
  span.last = std::min(span.last, now);
  std::vector<history_row> result;
  for (const auto& series : rules.wallets.series)
    for (const auto& window : windows_of(series, span, rules, now))
      for (auto& each : rows_in(wallet, window, span, rules))
        if (each.row.visible <= now)
          result.push_back(std::move(each));
  std::stable_sort(
      result.begin(), result.end(),
      [](const history_row& a, const history_row& b) { return a.row.time < b.row.time; });
  return result;
}

} // namespace tracker::exchange
