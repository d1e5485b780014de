// SPDX-License-Identifier: MIT
// Sums grades by the grouping of `--by`.
#pragma once

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/report_query.hpp"
#include "actors/ledger/report/totals.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tracker {

/// The sums of a group of grades.
struct report_group {
  /// The name for scripts: `14` (an hour), `2026-11-24`, `Tuesday`, `2026-W48`,
  /// `2026-11`, `btc-updown-15m`, a wallet's address, `99C_CAPTURE`, a strategy; empty
  /// for grades without a wallet or strategy.
  std::string name;
  /// The label in tables: a wallet by its name or masked address, `(none)` when empty.
  std::string label;
  totals sums;

  bool operator==(const report_group&) const = default;
};

/// The key of a group: a number for times and trade types, a text otherwise. Groups are
/// ordered by key.
struct group_key {
  std::int64_t number = 0;
  std::string text;

  // clang-tidy 14 takes the comparison's literal zero for a pointer.
  auto operator<=>(const group_key&) const = default; // NOLINT(modernize-use-nullptr)
};

/// Maps grades to groups and groups to names. A window belongs to the group of its last
/// instant.
class group_keys {
public:
  group_keys(report_grouping grouping, const date::time_zone& zone)
      : grouping_{grouping}, zone_{zone} {}

  report_grouping grouping() const { return grouping_; }
  group_key key_of(const grade_outline& outline);
  /// The name for scripts.
  std::string name_of(const group_key& key) const;
  /// The label in tables, `(none)` without a name. For wallets it is the address.
  std::string label_of(const group_key& key) const;

private:
  calendar_day day(timestamp instant);

  report_grouping grouping_;
  const date::time_zone& zone_;
  /// The last requested day: grades arrive in time order.
  calendar_day day_{};
  time_bounds day_bounds_;
};

/// Assigns each grade to exactly one group, so that the groups add up to the totals. A
/// window with mixed trades belongs to the group of its trade type.
class report_groups {
public:
  report_groups(report_grouping grouping, const date::time_zone& zone)
      : keys_{grouping, zone} {}

  /// The outline fields that a grouping needs.
  static outline_detail needs(report_grouping grouping);

  void add(const grade_outline& outline);

  /// Ordered by time or by name.
  std::vector<report_group> groups() const;

private:
  struct group {
    /// For a wallet: its latest name.
    std::string label;
    totals sums;
  };

  group_keys keys_;
  std::map<group_key, group> groups_;
};

} // namespace tracker
