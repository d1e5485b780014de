// SPDX-License-Identifier: MIT
// The doctor's check of the ledger's grades against its events.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "actors/window/grade/recompute.hpp"
#include "main/commands/doctor/doctor_checks.hpp"
#include "main/config/settings.hpp"

#include <cstdint>
#include <variant>
#include <vector>

namespace tracker {

/// Result of recomputing the grades of a ledger.
struct recomputed_grades {
  /// Grades with a winner whose market and events are kept.
  std::uint64_t count = 0;
  std::vector<grade_difference> differences;
};

/// Recomputes the grades of the watched series and wallets whose windows ended in the
/// `recompute_span` before `now`: those that a start of the tracker recomputes. About
/// 0.2 ms per window.
std::variant<recomputed_grades, ledger_error> recompute_ledger(const settings& effective,
                                                               timestamp now);

/// `5,800 of the last 30 days recomputed, 1 differs: …`. `runs_now`: a tracker holds
/// the data directory.
diagnosis check_grades(const recomputed_grades& found, bool runs_now);

} // namespace tracker
