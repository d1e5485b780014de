// SPDX-License-Identifier: MIT
// Grades for reports, made from trades and a winner.
#pragma once

#include "actors/window/grade/accounting.hpp"
#include "messages/grade.hpp"
#include "tests/actors/ledger/report/report_times.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"

#include <rapidcheck.h>

#include <optional>
#include <string>
#include <vector>

namespace tracker::test {

inline const std::string main_address = std::string{"0x"}.append(40, 'a');
inline const std::string side_address = std::string{"0x"}.append(40, 'b');

/// The grade of the 15m window that starts at `start`, for the wallet "main".
inline grade grade_at(std::int64_t start, const std::vector<activity_event>& events,
                      std::optional<settlement> winner,
                      std::optional<grade_status> status = std::nullopt) {
  const auto listed = market_at(start);
  grade result;
  result.window = {listed.slug, listed.start, listed.end};
  result.series = "btc-updown-15m";
  result.wallet = {"main", main_address};
  result.winner = winner;
  result.status = status                         ? *status
                  : !winner                      ? grade_status::pending
                  : *winner == settlement::split ? grade_status::void_settled
                                                 : grade_status::final;
  result.figures = account(listed, std::nullopt, events, winner);
  result.graded_at = listed.end + std::chrono::seconds{50};
  if (winner)
    result.resolved_at = listed.end + std::chrono::seconds{40};
  return result;
}

/// Any grade of one of 400 windows, four series and two wallets. The accounting computes
/// its figures.
inline grade any_grade() {
  std::vector<activity_event> events;
  const auto any_size = [] { return std::to_string(*rc::gen::inRange(1, 400)); };
  const auto any_price = [] { return "0." + std::to_string(*rc::gen::inRange(10, 100)); };
  if (*rc::gen::arbitrary<bool>())
    events.push_back(trades.buy_up(any_size(), any_price()));
  if (*rc::gen::arbitrary<bool>())
    events.push_back(trades.buy_down(any_size(), any_price()));
  if (*rc::gen::inRange(0, 3) == 0)
    events.push_back(trades.sell_up(any_size(), any_price()));
  const auto winner = *rc::gen::element<std::optional<settlement>>(
      std::nullopt, settlement::up, settlement::down, settlement::split);
  auto result = grade_at(september + 900 * *rc::gen::inRange(0, 400), {}, winner);
  result.figures = account(trades.market, std::nullopt, events, winner);
  if (winner && *winner != settlement::split)
    result.status = *rc::gen::element(grade_status::provisional, grade_status::final,
                                      grade_status::amended);
  result.series = *rc::gen::element<std::string>("btc-updown-15m", "eth-updown-15m",
                                                 "sol-updown-15m", "xrp-updown-15m");
  result.wallet = *rc::gen::element(watched_wallet{"main", main_address},
                                    watched_wallet{"", side_address});
  result.strategy = *rc::gen::element<std::string>("", "pairs", "late");
  return result;
}

inline std::vector<grade> any_grades() {
  std::vector<grade> result(*rc::gen::inRange<std::size_t>(0, 40));
  for (auto& graded : result)
    graded = any_grade();
  return result;
}

} // namespace tracker::test
