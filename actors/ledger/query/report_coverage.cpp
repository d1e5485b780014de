// SPDX-License-Identifier: MIT
#include "actors/ledger/query/report_coverage.hpp"

#include "messages/money.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

constexpr const char* unrecorded = "not in the ledger";

} // namespace

window_coverage merge_coverage(const window_coverage& known,
                               const window_coverage& news) {
  const auto is_seen = [](coverage_kind how) {
    return how == coverage_kind::watched || how == coverage_kind::backfilled;
  };
  if (news.how == coverage_kind::not_offered)
    return is_seen(known.how) ? known : news;
  if (known.how == coverage_kind::not_offered)
    return is_seen(news.how) ? news : known;
  if (known.how == coverage_kind::unsupported || news.how == coverage_kind::unsupported)
    return news;
  if (known.how != news.how)
    return known.how > news.how ? known : news;
  return {news.how, std::min(known.from, news.from), std::max(known.to, news.to),
          news.why};
}

void coverage_summary::count(coverage_kind kind) {
  switch (kind) {
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
  case coverage_kind::not_offered:
    ++not_offered;
    break;
  }
}

std::int64_t coverage_summary::known_share(std::int64_t whole) const {
  return proportion(whole, watched + backfilled, windows());
}

void coverage_tally::add(const covered_window& window) {
  auto& tally = series_[window.series];
  if (tally.end > tally.start)
    miss_between(tally, window.series, window.start);
  tally.start = window.start;
  tally.end = window.end;
  if (observe_)
    observe_(window);
  if (window.how == coverage_kind::watched || window.how == coverage_kind::backfilled)
    sums_.count(window.how);
  else
    add_gap(tally, {window.series, window.start, window.end, 1, window.why, window.how});
}

void coverage_tally::add_gap(series_tally& tally, coverage_gap gap) {
  auto& count = gap.how == coverage_kind::missed        ? sums_.missed
                : gap.how == coverage_kind::not_offered ? sums_.not_offered
                                                        : sums_.unsupported;
  count += gap.windows;
  auto& gaps = tally.gaps;
  if (gaps.empty() || gaps.back().end != gap.start || gaps.back().why != gap.why ||
      gaps.back().how != gap.how) {
    gaps.push_back(std::move(gap));
    return;
  }
  gaps.back().end = gap.end;
  gaps.back().windows += gap.windows;
}

/// Rounded to the nearest number of windows: a four-hour window is an hour longer or
/// shorter on nights when New York's clocks change.
void coverage_tally::miss_between(series_tally& tally, const std::string& series,
                                  timestamp end) {
  const auto missing = (end - tally.end + tally.length() / 2) / tally.length();
  if (missing <= 0)
    return;
  for (std::int64_t i = 0; observe_ && i < missing; ++i) {
    const auto start = tally.end + i * tally.length();
    observe_({series, start, start + tally.length(), coverage_kind::missed, unrecorded});
  }
  add_gap(tally, {series, tally.end, end, missing, unrecorded, coverage_kind::missed});
}

coverage_summary coverage_tally::finish(timestamp until,
                                        const std::vector<std::string>& watched) {
  for (auto& [name, tally] : series_) {
    const bool is_watched =
        std::find(watched.begin(), watched.end(), name) != watched.end();
    const auto whole = tally.end > tally.start ? (until - tally.end) / tally.length() : 0;
    if (is_watched && whole > 0)
      miss_between(tally, name, tally.end + whole * tally.length());
    sums_.gaps.insert(sums_.gaps.end(), tally.gaps.begin(), tally.gaps.end());
  }
  series_.clear();
  return std::exchange(sums_, {});
}

} // namespace tracker
