// SPDX-License-Identifier: MIT
#pragma once

#include "messages/grade.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Which grades and windows a report is about. What is left out fits everything.
struct report_filter {
  /// A window belongs where its last instant is: the one from 23:45 to 00:00 to the day
  /// that ends with it. So it is meant when its end is after `begin`, …
  std::optional<timestamp> begin;
  /// … and at or before `end`.
  std::optional<timestamp> end;
  /// Names of series.
  std::vector<std::string> series;
  /// Names of wallets, or their addresses in lower case.
  std::vector<std::string> wallets;
  std::vector<grade_status> statuses;
  std::vector<trade_kind> kinds{};
  /// Of one of the window's parts.
  std::vector<trade_result> results{};
  /// Names; empty: grades without a strategy.
  std::vector<std::string> strategies{};

  bool operator==(const report_filter&) const = default;
};

/// True when the window belongs between `begin` and `end`, and to one of the series.
bool selects_window(const report_filter& filter, const window& window,
                    const std::string& series);

/// True when the filter means this grade.
bool selects(const report_filter& filter, const grade& graded);

/// What a filter can name: what the ledger has, and what is configured.
struct known_names {
  std::vector<std::string> series;
  std::vector<watched_wallet> wallets;
  std::vector<std::string> strategies;

  bool operator==(const known_names&) const = default;
};

/// A grade, and its market where that is known.
struct grade_row {
  grade graded;
  /// `0x` and 64 hex digits; empty: not known.
  std::string condition_id;

  bool operator==(const grade_row&) const = default;
};

} // namespace tracker
