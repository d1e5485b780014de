// SPDX-License-Identifier: MIT
// Grades summed by what `--by` names.
#pragma once

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/report_query.hpp"
#include "actors/ledger/report/totals.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tracker {

/// Grades that have something in common.
struct report_group {
  /// What that is: `2026-11-24`, `2026-W48`, `btc-updown-15m`, a wallet's address,
  /// `99C_CAPTURE`, a strategy; empty for grades without a wallet or strategy.
  std::string name;
  /// The same for people: a wallet by its name or masked, `(none)`.
  std::string label;
  totals sums;

  bool operator==(const report_group&) const = default;
};

/// Sorts grades into groups: each grade is in exactly one, so that the groups add up to
/// the whole. A window of mixed trades is where its trade type says.
class report_groups {
public:
  report_groups(report_grouping by, const date::time_zone& zone) : by_{by}, zone_{zone} {}
  // It points into itself.
  report_groups(const report_groups&) = delete;
  report_groups& operator=(const report_groups&) = delete;

  /// What it must know of a grade.
  static outline_detail needs(report_grouping by);

  void add(const grade_outline& what);

  /// By time, or by name.
  std::vector<report_group> groups() const;

private:
  /// Days and trade types have a number, the others a text.
  struct key {
    std::int64_t number = 0;
    std::string text;

    auto operator<=>(const key&) const = default;
  };
  struct group {
    /// Of a wallet: the name it had last.
    std::string label;
    totals sums;
  };

  calendar_day day(timestamp at);
  group& group_of(const key& wanted);
  key key_of(const grade_outline& what);
  std::string name_of(const key& of) const;

  report_grouping by_;
  const date::time_zone& zone_;
  std::map<key, group> groups_;
  /// The group of the grade before: grades of one day come together.
  std::map<key, group>::iterator last_ = groups_.end();
  /// The day asked for last: grades come in the order of time.
  calendar_day day_{};
  time_bounds day_bounds_;
};

} // namespace tracker
