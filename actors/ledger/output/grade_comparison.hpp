// SPDX-License-Identifier: MIT
// Compares two gradings of the same history. Pure: grades
// in, differences out.
#pragma once

#include "messages/grade.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

/// A grade that differs.
struct changed_grade {
  std::string slug;
  watched_wallet wallet;
  /// `pnl: 1.000000, now 2.000000`; `the grade is missing now`.
  std::vector<std::string> changes;

  bool operator==(const changed_grade&) const = default;
};

struct grade_comparison {
  std::uint64_t same = 0;
  /// Grades that one side made or changed after the span: the other side lacks the input
  /// for them.
  std::uint64_t later = 0;
  std::vector<changed_grade> differences;
};

/// The span that a comparison covers.
struct compared_span {
  timestamp begin{};
  timestamp end{};
};

/// Compares the grades of windows within the span by the report columns, except those
/// that describe how a grade came about: its time, revision and reason. Grades that
/// either side made at the end of the span or later are counted as `later`.
grade_comparison compare_grades(const std::vector<grade>& before,
                                const std::vector<grade>& now, const compared_span& span);

} // namespace tracker
