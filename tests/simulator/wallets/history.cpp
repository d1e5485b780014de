// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/history.hpp"

#include "tests/simulator/market/new_york.hpp"
#include "tests/simulator/market/plan.hpp"

#include <algorithm>

namespace tracker::exchange {

namespace {

using std::chrono::seconds;

constexpr seconds four_hours = std::chrono::hours{4};

/// The length of a series' windows; nothing when its name is none.
std::optional<seconds> length_of(const std::string& series, const market_rules& rules) {
  const auto first = find_market(series + "-0", rules);
  return first ? std::optional{name_of(*first).length} : std::nullopt;
}

/// Behind its end, a window has rows for so long.
seconds longest_tail(seconds length, const market_rules& rules) {
  const auto resolution =
      std::chrono::ceil<seconds>(rules.resolution_delay + rules.resolution_spread);
  return resolution + redemption_spread(length) + rules.wallets.block_delay + seconds{2};
}

/// Windows of 4h begin at New York's 0, 4, 8, … o'clock, all others at multiples of their
/// length.
timestamp first_start(timestamp from, seconds length) {
  const auto zone = length == four_hours ? new_york_offset(from) : std::chrono::hours{0};
  const auto local = to_unix_seconds(from + zone);
  const auto ahead = (length.count() - local % length.count()) % length.count();
  return from_unix_seconds(local + ahead) - zone;
}

/// The windows of a series that can have rows in `span`.
std::vector<window_name> windows_of(const std::string& series, const time_range& span,
                                    const market_rules& rules, timestamp now) {
  std::vector<window_name> result;
  const auto length = length_of(series, rules);
  if (!length)
    return result;
  const auto oldest = std::max({rules.wallets.since, timestamp{},
                                now - *length * rules.wallets.history_windows,
                                span.from - *length - longest_tail(*length, rules)});
  const auto newest = span.to + trading_lead(*length);
  for (auto start = first_start(oldest, *length); start <= newest;
       start = first_start(start + seconds{1}, *length))
    result.push_back(
        {series + '-' + std::to_string(to_unix_seconds(start)), start, *length});
  return result;
}

/// Before a window begins, there is nothing but its early trade.
bool may_have_rows(std::string_view wallet, const window_name& of, const time_range& span,
                   const market_rules& rules) {
  if (of.start <= span.to)
    return true;
  const auto plan = plan_of(wallet, of, rules);
  return !plan.is_idle && plan.early && *plan.early <= span.to &&
         *plan.early + rules.wallets.block_delay >= span.from;
}

/// The rows of one window that have a time in `span`, shown or not.
std::vector<history_row> rows_in(std::string_view wallet, const window_name& of,
                                 const time_range& span, const market_rules& rules) {
  std::vector<history_row> result;
  if (!may_have_rows(wallet, of, span, rules))
    return result;
  const auto market =
      std::make_shared<const simulated_market>(*find_market(of.slug, rules));
  for (auto& row : simulated_activity(wallet, *market, rules))
    result.push_back({std::move(row), market});
  if (auto row = simulated_rebate(wallet, *market, rules))
    result.push_back({std::move(*row), nullptr});
  std::erase_if(result, [&](const history_row& each) {
    return each.row.at < span.from || each.row.at > span.to;
  });
  return result;
}

} // namespace

std::vector<history_row> history_of(std::string_view wallet, time_range span,
                                    const market_rules& rules, timestamp now) {
  span.to = std::min(span.to, now);
  std::vector<history_row> result;
  for (const auto& series : rules.wallets.series)
    for (const auto& window : windows_of(series, span, rules, now))
      for (auto& each : rows_in(wallet, window, span, rules))
        if (each.row.visible <= now)
          result.push_back(std::move(each));
  std::stable_sort(
      result.begin(), result.end(),
      [](const history_row& a, const history_row& b) { return a.row.at < b.row.at; });
  return result;
}

} // namespace tracker::exchange
