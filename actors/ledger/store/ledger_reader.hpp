// SPDX-License-Identifier: MIT
// Read-only access to the ledger file, for reports on a running or a stopped tracker.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/query/report_filter.hpp"
#include "messages/alert.hpp"
#include "messages/ledger.hpp"
#include "messages/proof.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// One run of the tracker.
struct recorded_run {
  std::string version;
  timestamp started{};
  /// Nothing: it is running, or ended without a drain.
  std::optional<timestamp> ended;

  bool operator==(const recorded_run&) const = default;
};

/// Owns a read-only connection. All results come from one snapshot, taken when the reader
/// was opened. Failures are returned as values. Current grades are as `grade_notes` says.
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

  /// Every row that is not booked, in the order of the wallets' addresses.
  ledger_result<std::vector<wallet_doubt>> doubtful_rows();
  /// Visits the events of all wallets and markets that match the wallets and the time of
  /// the filter (after `begin`, at or before `end`), market by market, then the sums of
  /// account-level events. Memory stays bounded.
  failure each_event(const report_filter& filter,
                     const std::function<void(const event_row&)>& visit);

  /// The names of all series and wallets and, if `with_strategies`, of all strategies,
  /// which reads every grade.
  ledger_result<known_names> names(bool with_strategies);

  /// The strategies that tagged the grades, as `rules_text`; nothing: none were applied.
  ledger_result<std::optional<std::string>> tagging_rules();

  /// A window with market, grades and events; nothing when the ledger does not have it.
  ledger_result<std::optional<remembered_window>> find(const std::string& slug);
  /// What the platform says of the wallets with a grade in the window.
  ledger_result<std::vector<window_note>> notes(const std::string& slug);
  /// Earlier revisions of the grades of a window, ordered by wallet and revision.
  ledger_result<std::vector<grade>> revisions(const std::string& slug);
  /// The markets without a recorded window that have rows since the day of `since`.
  ledger_result<std::vector<other_market>> other_markets(timestamp since);
  /// The runs of the tracker, the newest first.
  ledger_result<std::vector<recorded_run>> runs(std::size_t limit);

  /// The proofs of all wallets from `first_day` on, by day, then by wallet.
  ledger_result<std::vector<day_proof>> proofs(timestamp first_day);

  /// Checks every page; returns a line that describes the damage, empty when sound. Takes
  /// seconds per gigabyte.
  ledger_result<std::string> check();

private:
  class state;
  explicit ledger_reader(std::unique_ptr<state> opened);
  std::unique_ptr<state> state_;
};

struct alert_history {
  /// Those that fire, and those that opened or closed since a time, by their opening.
  std::vector<alert_record> alerts;
  /// Every channel that has a bit.
  std::vector<alert_channel> channels;
  /// The times of buys and sells since then by wallet, ascending, each second once.
  std::vector<std::pair<watched_wallet, timestamp>> fills;
};

/// Reads it from a ledger file, without changing the file.
ledger_result<alert_history> read_alert_history(const std::string& ledger_file,
                                                timestamp since);

} // namespace tracker
