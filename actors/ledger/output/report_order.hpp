// SPDX-License-Identifier: MIT
// The order of a report's rows.
#pragma once

#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/query/report_filter.hpp"
#include "actors/ledger/report/report_groups.hpp"
#include "actors/ledger/report/report_query.hpp"

#include <algorithm>

namespace tracker {

inline bool comes_before(const report_query& query, usdc left, usdc right) {
  return query.descending ? right < left : left < right;
}

/// The amount that a row is sorted by. Without a winner the P/L is not known yet.
inline usdc amount_of(report_order order, const grade& row) {
  switch (order) {
  case report_order::pnl:
    return row.winner ? row.figures.pnl : usdc{};
  case report_order::fees:
    return row.figures.fees;
  case report_order::volume:
    return traded_volume(row.figures);
  case report_order::time:
    break;
  }
  return {};
}

inline usdc amount_of(report_order order, const totals& sums) {
  switch (order) {
  case report_order::pnl:
    return sums.net.pnl;
  case report_order::fees:
    return sums.fees();
  case report_order::volume:
    return sums.volume;
  case report_order::time:
    break;
  }
  return {};
}

inline const grade& sorted_by(const grade_row& row) {
  return row.graded;
}
inline const totals& sorted_by(const report_group& row) {
  return row.sums;
}

/// Sorts rows from the order of time into the requested one.
template <class Rows>
void put_in_order(Rows& rows, const report_query& query) {
  if (query.order == report_order::time) {
    if (query.descending)
      std::reverse(rows.begin(), rows.end());
    return;
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& left, const auto& right) {
    return comes_before(query, amount_of(query.order, sorted_by(left)),
                        amount_of(query.order, sorted_by(right)));
  });
}

} // namespace tracker
