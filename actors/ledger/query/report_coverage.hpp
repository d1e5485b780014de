// SPDX-License-Identifier: MIT
// Which windows of a span are known, and where there are gaps.
#pragma once

#include "messages/ledger.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// Merges two reports about the same window. The better kind replaces the other; two of
/// the same kind span from the first to the last observation, with the newer reason. An
/// unsupported one on either side yields `news`; one that was not offered yields to
/// watched and back-filled only.
window_coverage merge_coverage(const window_coverage& known, const window_coverage& news);

/// A window of a watched series and its coverage.
struct covered_window {
  std::string series;
  timestamp start{};
  timestamp end{};
  coverage_kind how = coverage_kind::missed;
  /// Why it was missed, is unsupported or was not offered; empty otherwise.
  std::string why;

  bool operator==(const covered_window&) const = default;
};

/// Consecutive windows of a series that were missed, are unsupported or were not offered,
/// for the same reason.
struct coverage_gap {
  std::string series;
  /// Start of the first one, end of the last.
  timestamp start{};
  timestamp end{};
  std::int64_t windows = 0;
  std::string why;
  /// `missed`, `unsupported` or `not_offered`.
  coverage_kind how = coverage_kind::missed;

  bool operator==(const coverage_gap&) const = default;
};

struct coverage_summary {
  std::int64_t watched = 0;
  std::int64_t backfilled = 0;
  std::int64_t missed = 0;
  /// Ordered by series, then by time.
  std::vector<coverage_gap> gaps;
  /// Windows with a version or state that this program does not support.
  std::int64_t unsupported = 0;
  /// Windows that the platform never listed; not among `windows()`.
  std::int64_t not_offered = 0;

  /// Counts one window without recording a gap.
  void count(coverage_kind how);
  std::int64_t windows() const { return watched + backfilled + missed + unsupported; }
  /// The share of windows that were watched or back-filled, in parts of `whole`, rounded
  /// down: `whole` only when no other windows exist.
  std::int64_t known_share(std::int64_t whole) const;

  bool operator==(const coverage_summary&) const = default;
};

/// Counts windows and finds gaps. A window missing between two added ones counts as
/// missed, although the ledger has no record of it.
class coverage_tally {
public:
  /// `observe` receives each counted window, including those that were not added.
  explicit coverage_tally(std::function<void(const covered_window&)> observe = {})
      : observe_{std::move(observe)} {}

  /// Windows of one series must be added in time order.
  void add(const covered_window& window);

  /// Returns the result and resets the tally. For series that are `watched` now, windows
  /// that ended by `until` after the last added one count as missed.
  coverage_summary finish(timestamp until, const std::vector<std::string>& watched);

private:
  struct series_tally {
    /// The window added last; start equals end before the first one.
    timestamp start{};
    timestamp end{};
    std::vector<coverage_gap> gaps;

    timespan length() const { return end - start; }
  };

  void add_gap(series_tally& tally, coverage_gap gap);
  void miss_between(series_tally& tally, const std::string& series, timestamp end);

  std::function<void(const covered_window&)> observe_;
  coverage_summary sums_;
  std::map<std::string, series_tally> series_;
};

} // namespace tracker
