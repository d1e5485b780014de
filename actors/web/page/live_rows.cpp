// SPDX-License-Identifier: MIT
#include "actors/web/page/live_rows.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// What `tokens` pay if their side wins: a dollar each.
usdc payout_of(shares tokens) {
  return usdc::from_micros(tokens.micros());
}

} // namespace

live_row live_row_of(const grade& pending) {
  const auto& figures = pending.figures;
  live_row row;
  row.window = pending.window;
  row.series = pending.series;
  row.wallet = pending.wallet;
  row.up = figures.up.held;
  row.down = figures.down.held;
  row.up_entry = figures.up.average_entry;
  row.down_entry = figures.down.average_entry;
  row.pairs = std::min(row.up, row.down);
  row.one_sided = std::max(row.up, row.down) - row.pairs;
  row.locked = figures.arb.pnl + payout_of(row.pairs);
  const auto cash = figures.proceeds + figures.payout - figures.cost;
  row.if_up = cash + payout_of(row.up);
  row.if_down = cash + payout_of(row.down);
  row.fills = figures.fills;
  row.up_role = figures.up.role;
  row.down_role = figures.down.role;
  return row;
}

ledger_result<std::vector<live_row>> read_live_rows(report_source& source,
                                                    const page_reading& reading) {
  report_filter filter;
  filter.begin = reading.now - std::chrono::hours{1};
  filter.wallets = reading.wallets;
  filter.statuses = {grade_status::pending};
  filter.kinds = {trade_kind::arb, trade_kind::capture, trade_kind::directional};
  std::vector<live_row> rows;
  if (auto error = source.each_grade(filter, [&](const grade_row& row) {
        if (row.graded.window.start <= reading.now)
          rows.push_back(live_row_of(row.graded));
      }))
    return *error;
  return rows;
}

} // namespace tracker
