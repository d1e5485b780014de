// SPDX-License-Identifier: MIT
#include "actors/ledger/query/report_filter.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// True when nothing is asked for, or `value` is.
template <class T>
bool fits(const std::vector<T>& wanted, const T& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

} // namespace

bool selects_window(const report_filter& by, const window& of,
                    const std::string& series) {
  return (!by.from || of.end > *by.from) && (!by.to || of.end <= *by.to) &&
         fits(by.series, series);
}

bool selects(const report_filter& by, const grade& of) {
  return selects_window(by, of.of, of.series) && fits(by.statuses, of.status) &&
         (fits(by.wallets, of.wallet.name) || fits(by.wallets, of.wallet.address)) &&
         fits(by.kinds, of.figures.kind) && fits(by.strategies, of.strategy) &&
         (fits(by.results, of.figures.arb.result) ||
          fits(by.results, of.figures.one_sided.result));
}

} // namespace tracker
