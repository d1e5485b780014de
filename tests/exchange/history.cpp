// SPDX-License-Identifier: MIT
#include "tests/exchange/history.hpp"

#include "tests/exchange/new_york.hpp"
#include "tests/exchange/strategies.hpp"

#include <algorithm>

namespace tracker::exchange {

namespace {

using std::chrono::seconds;

constexpr seconds four_hours = std::chrono::hours{4};

/// The length of a series' windows; nothing when its name is none.
std::optional<seconds> length_of(const std::string& series, const market_rules& rules) {
  const auto first = find_market(series + "-0", rules);
  return first ? std::optional{std::chrono::duration_cast<seconds>(first->end -
                                                                   first->start)}
               : std::nullopt;
}

/// Behind its end, a window has rows for so long.
seconds longest_tail(seconds length, const market_rules& rules) {
  const auto resolution =
      std::chrono::ceil<seconds>(rules.resolution_delay + rules.resolution_spread);
  return resolution + length / 5 + rules.wallets.block_delay + seconds{3};
}

/// Windows of 4h begin at New York's 0, 4, 8, … o'clock, all others at multiples of their
/// length.
timestamp first_start(timestamp from, seconds length) {
  const auto zone = length == four_hours ? new_york_offset(from) : std::chrono::hours{0};
  const auto local = to_unix_seconds(from + zone);
  const auto ahead = (length.count() - local % length.count()) % length.count();
  return from_unix_seconds(local + ahead) - zone;
}

void append_markets(std::vector<simulated_market>& to, const std::string& series,
                    const history_span& span, const market_rules& rules, timestamp now) {
  const auto length = length_of(series, rules);
  if (!length)
    return;
  const auto oldest = std::max({rules.wallets.since, timestamp{},
                                now - *length * rules.wallets.history_windows,
                                span.from - *length - longest_tail(*length, rules)});
  const auto newest = std::min(span.to, now) + trading_lead(*length);
  for (auto start = first_start(oldest, *length); start <= newest;
       start = first_start(start + seconds{1}, *length))
    if (auto market =
            find_market(series + '-' + std::to_string(to_unix_seconds(start)), rules))
      to.push_back(std::move(*market));
}

} // namespace

std::vector<simulated_market> markets_in(const history_span& span,
                                         const market_rules& rules, timestamp now) {
  std::vector<simulated_market> result;
  for (const auto& series : rules.wallets.series)
    append_markets(result, series, span, rules, now);
  return result;
}

std::vector<history_row> history_of(std::string_view wallet, const history_span& span,
                                    const market_rules& rules, timestamp now) {
  std::vector<history_row> result;
  const auto add = [&](simulated_row row,
                       const std::shared_ptr<const simulated_market>& of) {
    if (row.visible <= now && row.at >= span.from && row.at <= span.to)
      result.push_back({std::move(row), of});
  };
  for (auto& market : markets_in(span, rules, now)) {
    const auto of = std::make_shared<const simulated_market>(std::move(market));
    for (auto& row : simulated_activity(wallet, *of, rules))
      add(std::move(row), of);
    if (auto row = simulated_rebate(wallet, *of, rules))
      add(std::move(*row), nullptr);
  }
  std::stable_sort(
      result.begin(), result.end(),
      [](const history_row& a, const history_row& b) { return a.row.at < b.row.at; });
  return result;
}

} // namespace tracker::exchange
