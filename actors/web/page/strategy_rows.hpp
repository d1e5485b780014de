// SPDX-License-Identifier: MIT
// The figures of each strategy of each wallet.
#pragma once

#include "actors/web/page/span_figures.hpp"
#include "messages/grade.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The grades of a wallet that have the same strategy or, without one, the same type.
struct strategy_row {
  /// The name of the user's strategy, `ARB`, `99C_CAPTURE`, `DIRECTIONAL` or `NO_TRADE`.
  std::string strategy;
  watched_wallet wallet;
  /// As in `span_figures`: the rows add up to the span's.
  totals settled;
  totals unsettled;
  performance money;
  /// Average sum of both entries, by the pairs of each window; nothing: no pairs were
  /// bought.
  std::optional<price> pair_cost;
  /// P/L divided by the bought shares, settled and provisional.
  std::optional<price> edge;
  /// Median of the time between the first buys of the two sides.
  std::optional<std::chrono::seconds> between_legs;
  /// Windows whose bought sides were all bought as maker, in tenths of a percent of those
  /// whose roles are known. Nothing: none is known.
  std::optional<std::int64_t> maker_share;
  /// The lowest P/L of a window; nothing: none is graded.
  std::optional<usdc> worst;
  /// Losses in a row at the end.
  std::int64_t losing_streak = 0;

  totals all() const;
};

/// Groups grades.
class strategy_tally {
public:
  /// Grades must be added in the order of their window ends.
  void add(const grade& graded);

  /// The rows with a graded window or money in them, by strategy, then by wallet.
  std::vector<strategy_row> rows() const;

private:
  struct group {
    strategy_row row;
    shares pairs;
    usdc pair_cost;
    shares bought;
    std::vector<std::chrono::seconds> legs;
    std::int64_t as_maker = 0;
    std::int64_t roles_known = 0;
  };
  static strategy_row finished(const group& sums);

  std::map<std::pair<std::string, std::string>, group> groups_;
};

/// Reads the rows of a span.
ledger_result<std::vector<strategy_row>>
read_strategies(report_source& source, const page_reading& reading, page_span span);

/// The sums of all rows.
strategy_row sum_of(const std::vector<strategy_row>& rows);

} // namespace tracker
