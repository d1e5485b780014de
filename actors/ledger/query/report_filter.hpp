// SPDX-License-Identifier: MIT
#pragma once

#include "messages/grade.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Which grades and windows a report covers. An empty field matches everything.
struct report_filter {
  /// A window belongs to the span of its last instant: the one from 23:45 to 00:00
  /// belongs to the day that ends with it. So a window matches when its end is after
  /// `begin` …
  std::optional<timestamp> begin;
  /// … and at or before `end`.
  std::optional<timestamp> end;
  /// Names of series.
  std::vector<std::string> series;
  /// Names of wallets, or their addresses in lower case.
  std::vector<std::string> wallets;
  std::vector<grade_status> statuses;
  std::vector<trade_kind> kinds{};
  /// Matches the result of either part of the window.
  std::vector<trade_result> results{};
  /// An empty name matches grades without a strategy.
  std::vector<std::string> strategies{};

  bool operator==(const report_filter&) const = default;
};

/// True when the window belongs between `begin` and `end`, and to one of the series.
bool selects_window(const report_filter& filter, const window& window,
                    const std::string& series);

/// True when the filter names the wallet, by name or address, or no wallet at all.
bool selects_wallet(const report_filter& filter, const watched_wallet& wallet);

/// True when the filter matches the grade.
bool selects(const report_filter& filter, const grade& graded);

/// The names that a filter can use: those in the ledger and those configured.
struct known_names {
  std::vector<std::string> series;
  std::vector<watched_wallet> wallets;
  std::vector<std::string> strategies;

  bool operator==(const known_names&) const = default;
};

} // namespace tracker
