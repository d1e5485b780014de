// SPDX-License-Identifier: MIT
// What `explain SLUG` says: the events behind a grade, its arithmetic line by line, where
// the winner came from, and what is missing. Pure.
#pragma once

#include "actors/ledger/report/report_table.hpp"
#include "actors/window/grade/accounting.hpp"
#include "messages/ledger.hpp"

#include <date/tz.h>

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// A grade, and everything that is known of how it came about.
struct explanation {
  grade current;
  /// Nothing: gamma did not say yet.
  std::optional<market> market_details;
  std::optional<window_coverage> coverage;
  /// The wallet's, of this window, by time.
  std::vector<activity_event> events;
  /// What the grade was before, the oldest first.
  std::vector<grade> before;
};

/// One for each grade of the window. `revisions` are what its grades were before.
std::vector<explanation> explanations_of(const remembered_window& remembered,
                                         const std::vector<grade>& revisions);

/// The explanation in lines, times in `zone`. Each figure stands beside the terms that it
/// should be the sum of, with ✓ where it is and ✗ where it is not; `rules` are those that
/// windows are graded by.
std::vector<std::string> explain_lines(const explanation& explained,
                                       const accounting_rules& rules,
                                       const date::time_zone& zone,
                                       const report_style& style);

} // namespace tracker
