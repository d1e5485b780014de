// SPDX-License-Identifier: MIT
// A day of trading with one window of each kind, for reports.
#pragma once

#include "tests/actors/ledger/report/report_grades.hpp"

#include <vector>

namespace tracker::test {

/// Eight windows from 15:30 in Los Angeles on 2026-09-20 on, a quarter of an hour each.
inline std::vector<grade> a_day() {
  const std::vector<activity_event> pair{trades.buy_up("10", "0.49"),
                                         trades.buy_down("10", "0.47")};
  auto doubtful =
      grade_at(september + 900, pair, settlement::down, grade_status::provisional);
  doubtful.reason = "one source so far";
  auto mixed = grade_at(september + 2700,
                        {trades.buy_up("10", "0.49"), trades.buy_down("8", "0.47")},
                        settlement::down, grade_status::amended);
  mixed.reason = "late row";
  mixed.revision = 3;
  return {
      // 10.00 for 4.90 + 4.70.
      grade_at(september, pair, settlement::up),
      doubtful,
      // A capture with its taker's fee, 100 * 0.07 * 0.97 * 0.03 = 0.2037.
      grade_at(september + 1800, {trades.buy_up("100", "0.97", "97.2037")},
               settlement::up),
      // 8 pairs earn 8.00 - 3.92 - 3.76, 2 Up lose their 0.98.
      mixed,
      grade_at(september + 3600, {}, settlement::up),
      grade_at(september + 4500, {trades.buy_up("10", "0.4")}, settlement::split),
      grade_at(september + 5400, {trades.buy_up("20", "0.49")}, std::nullopt),
      grade_at(september + 6300, {}, std::nullopt),
  };
}

} // namespace tracker::test
