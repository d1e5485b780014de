// SPDX-License-Identifier: MIT
// The ledger's file in the hands of whoever only looks: reports, on a running tracker or
// a stopped one.
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

/// Rewards and rebates of a wallet that belong to no market: one row of the platform, or
/// the sum of a quarter of an hour of them, once they are old.
struct account_row {
  watched_wallet wallet;
  activity_type type = activity_type::other;
  /// The platform's word, where `type` is `other`.
  std::string platform_type;
  /// Of the row; of the quarter's begin.
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
  /// Nothing: it runs, or ended without a last word.
  std::optional<timestamp> ended;

  bool operator==(const recorded_run&) const = default;
};

/// Owns a connection that only reads. All answers come from the file as it was when the
/// reader was opened. What went wrong is a value.
class ledger_reader {
public:
  static ledger_result<ledger_reader> open(const std::string& path,
                                           file_state mode = file_state::live);
  ledger_reader(ledger_reader&&) noexcept;
  ledger_reader& operator=(ledger_reader&&) noexcept;
  ~ledger_reader();

  /// Why a question could not be answered. Rows handed out before it are to be thrown
  /// away. Nothing: it was answered, be it by no rows.
  using failure = std::optional<ledger_error>;

  /// Hands out the current grades that the filter means, by the ends of their windows,
  /// then by the names of series and the addresses of wallets.
  failure each_grade(const report_filter& filter,
                     const std::function<void(const grade&)>& visit);
  /// The same with the condition ids of their markets.
  failure each_row(const report_filter& filter,
                   const std::function<void(const grade_row&)>& visit);
  /// The same of what sums need only, many times faster: by the ends of their windows,
  /// and when all is wanted in the same order.
  failure each_outline(const report_filter& filter, outline_detail detail,
                       const std::function<void(const grade_outline&)>& visit);
  /// Hands out the windows that the filter means by time and series, series by series, by
  /// their ends.
  failure each_window(const report_filter& filter,
                      const std::function<void(const covered_window&)>& visit);
  /// Hands out the account's own rows of the wallets and the time (after `from`, at or
  /// before `to`) that the filter means, by time.
  failure each_account_row(const report_filter& filter,
                           const std::function<void(const account_row&)>& visit);

  /// The names of all series and wallets, and of the grades' strategies where
  /// `with_strategies`: every grade is read for them.
  ledger_result<known_names> names(bool with_strategies);

  /// Everything of one window; nothing: it is not known.
  ledger_result<std::optional<remembered_window>> find(const std::string& slug);
  /// What the grades of one window were before, by wallet and revision.
  ledger_result<std::vector<grade>> revisions(const std::string& slug);
  /// The runs of the tracker, the newest first.
  ledger_result<std::vector<recorded_run>> runs(std::size_t limit);

  /// Reads every page; a line of what is wrong, empty when nothing is. Takes seconds for
  /// a gigabyte.
  ledger_result<std::string> check();

private:
  class state;
  explicit ledger_reader(std::unique_ptr<state> opened);
  std::unique_ptr<state> state_;
};

} // namespace tracker
