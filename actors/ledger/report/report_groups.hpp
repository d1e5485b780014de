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
  /// What that is: `14` (an hour), `2026-11-24`, `Tuesday`, `2026-W48`, `2026-11`,
  /// `btc-updown-15m`, a wallet's address, `99C_CAPTURE`, a strategy; empty for grades
  /// without a wallet or strategy.
  std::string name;
  /// The same for people: a wallet by its name or masked, `(none)`.
  std::string label;
  totals sums;

  bool operator==(const report_group&) const = default;
};

/// What `--by` sorts windows and grades by: a number for times and trade types, a text
/// for the others. In the order of the keys the groups are in order.
struct group_key {
  std::int64_t number = 0;
  std::string text;

  auto operator<=>(const group_key&) const = default;
};

/// Finds the group of a grade and its name. A window belongs where its last instant is.
class group_keys {
public:
  group_keys(report_grouping grouping, const date::time_zone& zone)
      : grouping_{grouping}, zone_{zone} {}

  report_grouping grouping() const { return grouping_; }
  group_key key_of(const grade_outline& outline);
  /// The name for scripts.
  std::string name_of(const group_key& key) const;
  /// The name for people, `(none)` where there is none. Of wallets it is the address.
  std::string label_of(const group_key& key) const;

private:
  calendar_day day(timestamp instant);

  report_grouping grouping_;
  const date::time_zone& zone_;
  /// The day asked for last: grades come in the order of time.
  calendar_day day_{};
  time_bounds day_bounds_;
};

/// Sorts grades into groups: each grade is in exactly one, so that the groups add up to
/// the whole. A window of mixed trades is where its trade type says.
class report_groups {
public:
  report_groups(report_grouping grouping, const date::time_zone& zone)
      : keys_{grouping, zone} {}
  // It points into itself.
  report_groups(const report_groups&) = delete;
  report_groups& operator=(const report_groups&) = delete;

  /// What it must know of a grade.
  static outline_detail needs(report_grouping grouping);

  void add(const grade_outline& outline);

  /// By time, or by name.
  std::vector<report_group> groups() const;

private:
  struct group {
    /// Of a wallet: the name it had last.
    std::string label;
    totals sums;
  };

  group& group_of(const group_key& wanted);

  group_keys keys_;
  std::map<group_key, group> groups_;
  /// The group of the grade before: grades of one day come together.
  std::map<group_key, group>::iterator last_ = groups_.end();
};

} // namespace tracker
