// SPDX-License-Identifier: MIT
// The output of `explain SLUG`: the events of a grade, its
// arithmetic line by line, the sources of the winner, and missing data. Pure.
#pragma once

#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/report/report_table.hpp"
#include "actors/window/grade/accounting.hpp"
#include "messages/ledger.hpp"

#include <date/tz.h>

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// A grade and the data that it was made from.
struct explanation {
  grade current;
  /// Nothing: no reply from gamma yet.
  std::optional<market> market_details;
  std::optional<window_coverage> coverage;
  /// The events of the wallet in this window, in time order.
  std::vector<activity_event> events;
  /// Earlier revisions of the grade, oldest first.
  std::vector<grade> before;
  /// What the platform says of the wallet in this window.
  window_note note{};
};

/// One explanation per grade of the window. `revisions` are its earlier grades.
std::vector<explanation> explanations_of(const remembered_window& remembered,
                                         const std::vector<grade>& revisions,
                                         const std::vector<window_note>& notes = {});

/// Formats the explanation as lines, with times local to `zone`. Each figure is shown
/// with the terms that it should be the sum of, marked ✓ when they match and ✗ otherwise;
/// `rules` are the rules of the grading.
std::vector<std::string> explain_lines(const explanation& explained,
                                       const accounting_rules& rules,
                                       const date::time_zone& zone,
                                       const report_style& style);

} // namespace tracker
