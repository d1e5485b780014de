// SPDX-License-Identifier: MIT
// Whether the ledger's grades are what its events come to, for the doctor.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "actors/window/grade/recompute.hpp"
#include "main/commands/doctor_checks.hpp"
#include "main/config/settings.hpp"

#include <cstdint>
#include <variant>
#include <vector>

namespace tracker {

/// What recomputing the grades of a ledger has found.
struct recomputed_grades {
  /// Grades with a winner whose market and events are kept.
  std::uint64_t count = 0;
  std::vector<grade_difference> differences;
};

/// Recomputes the grades of the watched series and wallets whose windows ended in the
/// `recompute_span` before `now`: those that a start of the tracker looks at. About 0.2
/// ms a window.
std::variant<recomputed_grades, ledger_error> recompute_ledger(const settings& of,
                                                               timestamp now);

/// `5,800 of the last 30 days recomputed, 1 differs: …`. `runs_now`: a tracker holds the
/// data directory.
diagnosis check_grades(const recomputed_grades& found, bool runs_now);

} // namespace tracker
