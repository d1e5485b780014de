// SPDX-License-Identifier: MIT
// Whether a grade agrees with the events of its window. Pure.
#pragma once

#include "actors/window/grade/accounting.hpp"
#include "messages/ledger.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace tracker {

/// How far back grades are recomputed at a start and by the doctor, by the windows' ends.
inline constexpr auto recompute_span = std::chrono::hours{24 * 30};

/// A grade whose money differs from that of the events of its window.
struct grade_difference {
  grade recorded;
  /// The figures of these events by the current accounting.
  window_figures recomputed;

  bool operator==(const grade_difference&) const = default;
};

/// True when the events hold money or fills that the grade has not counted; false: it
/// counted the same rows in another way.
bool has_uncounted_rows(const grade_difference& difference);

/// `btc-updown-15m-1768936500 main -4.00, events say -0.40`: profit or loss in dollars.
std::string to_string(const grade_difference& difference);

/// False when events that the grade counted are rolled up (ledger.keep-events): those in
/// `memory` have fewer fills, tokens or dollars. Such a grade is not changed.
bool has_all_events(const remembered_window& memory, const grade& recorded);

/// Recomputes the grades of `memory` that have a winner. Compares tokens, money and
/// fills, which depend on events alone, but not kinds, strategies and fees, which also
/// depend on the configuration of that day. Grades that cannot be recomputed (their
/// market is not known, or their events are rolled up) are left out.
std::vector<grade_difference> recompute_grades(const remembered_window& memory,
                                               const accounting_rules& rules);

} // namespace tracker
