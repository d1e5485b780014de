// SPDX-License-Identifier: MIT
#include "actors/ledger/query/report_coverage.hpp"

#include "messages/exact.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

constexpr const char* unrecorded = "not in the ledger";

} // namespace

void coverage_summary::count(coverage_kind how) {
  switch (how) {
  case coverage_kind::watched:
    ++watched;
    break;
  case coverage_kind::backfilled:
    ++backfilled;
    break;
  case coverage_kind::missed:
    ++missed;
    break;
  case coverage_kind::unsupported:
    ++unsupported;
    break;
  }
}

std::int64_t coverage_summary::known_share(std::int64_t whole) const {
  return proportion(whole, watched + backfilled, windows());
}

void coverage_tally::add(const covered_window& what) {
  auto& in = tally_of(what.series);
  if (in.end > in.start)
    miss_between(in, what.series, what.start);
  in.start = what.start;
  in.end = what.end;
  if (observe_)
    observe_(what);
  switch (what.how) {
  case coverage_kind::watched:
    ++sums_.watched;
    break;
  case coverage_kind::backfilled:
    ++sums_.backfilled;
    break;
  case coverage_kind::missed:
  case coverage_kind::unsupported:
    add_gap(in, {what.series, what.start, what.end, 1, what.why, what.how});
    break;
  }
}

coverage_tally::series_tally& coverage_tally::tally_of(const std::string& series) {
  return series_[series];
}

void coverage_tally::add_gap(series_tally& in, coverage_gap gap) {
  const bool is_missed = gap.how == coverage_kind::missed;
  (is_missed ? sums_.missed : sums_.unsupported) += gap.windows;
  auto& gaps = in.gaps;
  if (gaps.empty() || gaps.back().to != gap.from || gaps.back().why != gap.why ||
      gaps.back().how != gap.how) {
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
  const auto missing = (to - in.end + in.length() / 2) / in.length();
  if (missing <= 0)
    return;
  for (std::int64_t i = 0; observe_ && i < missing; ++i) {
    const auto start = in.end + i * in.length();
    observe_({series, start, start + in.length(), coverage_kind::missed, unrecorded});
  }
  add_gap(in, {series, in.end, to, missing, unrecorded, coverage_kind::missed});
}

coverage_summary coverage_tally::finish(timestamp until,
                                        const std::vector<std::string>& watched) {
  for (auto& [name, in] : series_) {
    const auto whole = (until - in.end) / in.length();
    if (std::find(watched.begin(), watched.end(), name) != watched.end() && whole > 0)
      miss_between(in, name, in.end + whole * in.length());
    sums_.gaps.insert(sums_.gaps.end(), in.gaps.begin(), in.gaps.end());
  }
  series_.clear();
  return std::exchange(sums_, {});
}

} // namespace tracker
