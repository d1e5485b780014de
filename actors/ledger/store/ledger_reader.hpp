// SPDX-License-Identifier: MIT
// Read-only access to the ledger file, for reports on a
// running or a stopped tracker.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/query/report_filter.hpp"
#include "actors/ledger/query/totals_outline.hpp"
#include "messages/ledger.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Rewards and rebates of a wallet outside any market: one row of the platform or, once
/// they are old, the sum of a quarter of an hour.
struct account_row {
  watched_wallet wallet;
  activity_type type = activity_type::other;
  /// The platform's type, where `type` is `other`.
  std::string platform_type;
  /// Time of the row, or start of the quarter.
  timestamp time{};
  std::uint64_t events = 1;
  shares size;
  usdc cash;

  bool operator==(const account_row&) const = default;
};

/// One run of the tracker.
struct recorded_run {
  std::string version;
  timestamp started{};
  /// Nothing: it is running, or ended without a drain.
  std::optional<timestamp> ended;

  bool operator==(const recorded_run&) const = default;
};

/// Owns a read-only connection. All results come from one snapshot, taken when the reader
/// was opened. Failures are returned as values.
class ledger_reader {
public:
  static ledger_result<ledger_reader> open(const std::string& path,
                                           file_state mode = file_state::live);
  ledger_reader(ledger_reader&&) noexcept;
  ledger_reader& operator=(ledger_reader&&) noexcept;
  ~ledger_reader();

  /// Why a query failed; rows visited before must be discarded. Nothing on success, with
  /// or without rows.
  using failure = std::optional<ledger_error>;

  /// Visits the current grades that match the filter, ordered by window end, series name
  /// and wallet address.
  failure each_grade(const report_filter& filter,
                     const std::function<void(const grade&)>& visit);
  /// Like `each_grade`, with the condition ids of the markets.
  failure each_row(const report_filter& filter,
                   const std::function<void(const grade_row&)>& visit);
  /// Visits only the fields that sums need, many times faster; ordered by window end and,
  /// unless `detail` is `sums`, in the order of `each_grade`.
  failure each_outline(const report_filter& filter, outline_detail detail,
                       const std::function<void(const grade_outline&)>& visit);
  /// Visits the windows that match the time and series of the filter, ordered by series,
  /// then by end.
  failure each_window(const report_filter& filter,
                      const std::function<void(const covered_window&)>& visit);
  /// Visits the account-level rows that match the wallets and the time of the filter
  /// (after `begin`, at or before `end`), in time order.
  failure each_account_row(const report_filter& filter,
                           const std::function<void(const account_row&)>& visit);

  /// The names of all series and wallets and, if `with_strategies`, of all strategies,
  /// which reads every grade.
  ledger_result<known_names> names(bool with_strategies);

  /// A window with market, grades and events; nothing when the ledger does not have it.
  ledger_result<std::optional<remembered_window>> find(const std::string& slug);
  /// Earlier revisions of the grades of a window, ordered by wallet and revision.
  ledger_result<std::vector<grade>> revisions(const std::string& slug);
  /// The markets without a recorded window that have rows since the day of `since`.
  ledger_result<std::vector<other_market>> other_markets(timestamp since);
  /// The runs of the tracker, the newest first.
  ledger_result<std::vector<recorded_run>> runs(std::size_t limit);

  /// Checks every page; returns a line that describes the damage, empty when sound. Takes
  /// seconds per gigabyte.
  ledger_result<std::string> check();

private:
  class state;
  explicit ledger_reader(std::unique_ptr<state> opened);
  std::unique_ptr<state> state_;
};

} // namespace tracker
