// SPDX-License-Identifier: MIT
// The figures that the rules read: grades, coverage, fills and proofs of the last days.
// Pure.
#pragma once

#include "actors/ledger/days/proof_summary.hpp"
#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/totals.hpp"
#include "messages/alert.hpp"
#include "messages/grade.hpp"
#include "messages/ledger.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace tracker {

/// The span of drawdown, usual gaps and losing streaks.
inline constexpr timespan figure_span = std::chrono::hours{7 * 24};

/// A window without a winner.
struct pending_window {
  std::string slug;
  timestamp end{};

  bool operator==(const pending_window&) const = default;
};

/// A grade as the rules need it.
struct known_grade {
  grade_outline outline;
  std::string slug;
  /// Rows that the accounting cannot use, and micro-dollars that its parts lack.
  std::uint64_t unexplained = 0;
  std::int64_t residual = 0;
  /// Two sources name different winners.
  bool conflict = false;

  bool operator==(const known_grade&) const = default;
};

/// Times at which a wallet trades.
struct fill_times {
  timestamp last{};
  /// The 99th percentile of the gaps between fills; nothing below 20 gaps.
  std::optional<timespan> usual_gap;
  bool is_watched = true;
};

/// How long a proven or open day is kept; a day that differs is kept until it is
/// accepted.
inline constexpr timespan proof_span = figure_span + 2 * day_length;

/// Grades, coverage and fills of the last 7 days, and proofs, kept up to date.
class alert_figures {
public:
  explicit alert_figures(const date::time_zone& zone) : zone_{&zone} {}

  void book(const grade& graded);
  /// True when the window counts as missed now and did not before.
  bool book(const record_coverage& coverage);
  /// Whether the coverage of a window of the last 7 days is known.
  bool knows_coverage(const window& which) const {
    return coverage_.contains({which.end, which.slug});
  }
  /// Times of buys and sells of a wallet.
  void book_fill(const watched_wallet& wallet, timestamp time);
  /// The proof of a wallet's day; as in the ledger, a stored reason to accept it stays.
  void book(const day_proof& proof);
  /// Sets the wallets that can be idle; before the first call all can.
  void set_watched(const std::vector<watched_wallet>& wallets);
  /// Drops what ended before `now` - 7 days.
  void forget(timestamp now);

  /// Totals of the day of `now`, all wallets together.
  totals today(timestamp now) const;
  /// The fall of the P/L of all wallets below its peak of 7 days; zero or more.
  usdc current_fall() const;
  /// Windows lost in a row, until now, by wallet name. Zero and void are neither.
  std::map<std::string, std::int64_t> losing_streaks() const;
  /// Rows that are not explained, by wallet name; wallets with grades only.
  std::map<std::string, std::uint64_t> unexplained() const;
  /// Windows that ended at or before `now` without a winner, by end.
  std::vector<pending_window> pending(timestamp now) const;
  /// Windows with two winners.
  std::vector<std::string> conflicts() const;
  std::map<std::string, fill_times> fills() const;
  /// The summaries of the proofs, by wallet name; wallets with a proof only.
  std::map<std::string, proof_summary> proofs() const;
  /// The same of all wallets together.
  proof_summary all_proofs() const;
  /// Windows of the day of `now` that are over: watched, and all.
  std::pair<std::int64_t, std::int64_t> coverage(timestamp now) const;

private:
  /// End, slug, wallet address.
  using grade_key = std::tuple<timestamp, std::string, std::string>;

  time_bounds day_at(timestamp now) const;

  const date::time_zone* zone_;
  std::map<grade_key, known_grade> grades_;
  /// By end and slug.
  std::map<std::pair<timestamp, std::string>, window_coverage> coverage_;
  /// By wallet name; ascending.
  std::map<std::string, std::deque<timestamp>> fills_;
  /// Names of the watched wallets; nothing: all are.
  std::optional<std::set<std::string>> watched_;
  /// By day and wallet address.
  std::map<std::pair<timestamp, std::string>, day_proof> proofs_;
};

} // namespace tracker
