// SPDX-License-Identifier: MIT
#include "actors/ledger/report_coverage.hpp"

#include "messages/exact.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

constexpr const char* unrecorded = "not in the ledger";

} // namespace

std::int64_t coverage_summary::known_share(std::int64_t whole) const {
  return proportion(whole, watched + backfilled, windows());
}

void coverage_tally::add(const covered_window& what) {
  const auto [at, is_first] = series_.try_emplace(what.series);
  auto& in = at->second;
  if (!is_first)
    miss_between(in, what.series, what.of.start);
  in.last = what.of;
  switch (what.coverage.how) {
  case coverage_kind::watched:
    ++sums_.watched;
    break;
  case coverage_kind::backfilled:
    ++sums_.backfilled;
    break;
  case coverage_kind::missed:
    miss(in, {what.series, what.of.start, what.of.end, 1, what.coverage.why});
    break;
  }
}

void coverage_tally::miss(series_tally& in, coverage_gap gap) {
  sums_.missed += gap.windows;
  auto& gaps = in.gaps;
  if (gaps.empty() || gaps.back().to != gap.from || gaps.back().why != gap.why) {
    gaps.push_back(std::move(gap));
    return;
  }
  gaps.back().to = gap.to;
  gaps.back().windows += gap.windows;
}

/// To the nearest number of windows: four-hour ones are an hour apart, or an hour
/// shorter, in the nights when New York's clocks are changed.
void coverage_tally::miss_between(series_tally& in, const std::string& series,
                                  timestamp to) {
  const auto length = in.last.end - in.last.start;
  const auto missing = (to - in.last.end + length / 2) / length;
  if (missing > 0)
    miss(in, {series, in.last.end, to, missing, unrecorded});
}

coverage_summary coverage_tally::finish(timestamp until,
                                        const std::vector<std::string>& watched) {
  for (auto& [name, in] : series_) {
    const auto length = in.last.end - in.last.start;
    const auto whole = (until - in.last.end) / length;
    if (std::find(watched.begin(), watched.end(), name) != watched.end() && whole > 0)
      miss_between(in, name, in.last.end + whole * length);
    sums_.gaps.insert(sums_.gaps.end(), in.gaps.begin(), in.gaps.end());
  }
  series_.clear();
  return std::exchange(sums_, {});
}

} // namespace tracker
