// SPDX-License-Identifier: MIT
#include "actors/ledger/query/report_filter.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// True when `wanted` is empty or contains `value`.
template <class T>
bool fits(const std::vector<T>& wanted, const T& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

} // namespace

bool selects_window(const report_filter& filter, const window& window,
                    const std::string& series) {
  return (!filter.begin || window.end > *filter.begin) &&
         (!filter.end || window.end <= *filter.end) && fits(filter.series, series);
}

bool selects_wallet(const report_filter& filter, const watched_wallet& wallet) {
  return fits(filter.wallets, wallet.name) || fits(filter.wallets, wallet.address);
}

bool selects(const report_filter& filter, const grade& graded) {
  return selects_window(filter, graded.window, graded.series) &&
         fits(filter.statuses, graded.status) && selects_wallet(filter, graded.wallet) &&
         fits(filter.kinds, graded.figures.kind) &&
         fits(filter.strategies, graded.strategy) &&
         (fits(filter.results, graded.figures.arb.result) ||
          fits(filter.results, graded.figures.one_sided.result));
}

} // namespace tracker
