// SPDX-License-Identifier: MIT
// What another way of grading makes of the same history. Pure: grades in, differences
// out.
#pragma once

#include "messages/grade.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

/// A grade that is not the same.
struct grade_difference {
  std::string slug;
  watched_wallet wallet;
  /// `pnl: 1.000000, now 2.000000`; `there is no such grade now`.
  std::vector<std::string> changes;

  bool operator==(const grade_difference&) const = default;
};

struct grade_comparison {
  std::uint64_t same = 0;
  /// Grades that one side has made or changed when the span was over: the other can not
  /// know what they came from.
  std::uint64_t later = 0;
  std::vector<grade_difference> differences;
};

/// The time that a comparison is about.
struct compared_span {
  timestamp begin{};
  timestamp end{};
};

/// Compares the grades of windows that lie within the span by the columns of a report;
/// when a grade was made, its revision and its reason do not count: they tell how it came
/// about. Those that either side has made at the span's end or later are left out.
grade_comparison compare_grades(const std::vector<grade>& before,
                                const std::vector<grade>& now, const compared_span& span);

} // namespace tracker
