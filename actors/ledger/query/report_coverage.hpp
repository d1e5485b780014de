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

/// What is known of a window when `news` joins what was `known`. The better kind stands
/// alone; of two of the same kind, the time from the first to the last look counts, and
/// the newer reason.
window_coverage merge_coverage(const window_coverage& known, const window_coverage& news);

/// A window of a watched series, and how much was seen of it.
struct covered_window {
  std::string series;
  timestamp start{};
  timestamp end{};
  coverage_kind how = coverage_kind::missed;
  /// Why it was missed or is unsupported; empty when it is neither.
  std::string why;

  bool operator==(const covered_window&) const = default;
};

/// Windows of a series, one after the other, that were missed, or are unsupported, for
/// one reason.
struct coverage_gap {
  std::string series;
  /// Start of the first one, end of the last.
  timestamp start{};
  timestamp end{};
  std::int64_t windows = 0;
  std::string why;
  /// `missed` or `unsupported`.
  coverage_kind how = coverage_kind::missed;

  bool operator==(const coverage_gap&) const = default;
};

struct coverage_summary {
  std::int64_t watched = 0;
  std::int64_t backfilled = 0;
  std::int64_t missed = 0;
  /// Series by series, by time.
  std::vector<coverage_gap> gaps;
  /// Of a version or state that the platform names and this program does not know.
  std::int64_t unsupported = 0;

  /// Counts one window, without its gap.
  void count(coverage_kind how);
  std::int64_t windows() const { return watched + backfilled + missed + unsupported; }
  /// Of all windows those that were watched or back-filled, in parts of `whole`, rounded
  /// down: the whole only when there are no others.
  std::int64_t known_share(std::int64_t whole) const;

  bool operator==(const coverage_summary&) const = default;
};

/// Counts windows and finds gaps. A window that should be between two others and was not
/// handed in is missed too: nobody even wrote down that it was.
class coverage_tally {
public:
  /// `observe` gets each window as it is counted, those that were not handed in as well.
  explicit coverage_tally(std::function<void(const covered_window&)> observe = {})
      : observe_{std::move(observe)} {}
  // It points into itself.
  coverage_tally(const coverage_tally&) = delete;
  coverage_tally& operator=(const coverage_tally&) = delete;

  /// Windows of one series come in the order of time.
  void add(const covered_window& window);

  /// What there was. Of the series that are `watched` now, windows that ended by `until`
  /// after the last one handed in are missed.
  coverage_summary finish(timestamp until, const std::vector<std::string>& watched);

private:
  struct series_tally {
    /// The window handed in last; none yet: it has no length.
    timestamp start{};
    timestamp end{};
    std::vector<coverage_gap> gaps;

    timespan length() const { return end - start; }
  };

  series_tally& tally_of(const std::string& series);
  void add_gap(series_tally& tally, coverage_gap gap);
  void miss_between(series_tally& tally, const std::string& series, timestamp end);

  std::function<void(const covered_window&)> observe_;
  coverage_summary sums_;
  std::map<std::string, series_tally> series_;
  /// The series of the window before: windows of one series come together.
  std::map<std::string, series_tally>::iterator last_ = series_.end();
};

} // namespace tracker
