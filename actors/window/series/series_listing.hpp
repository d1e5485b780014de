// SPDX-License-Identifier: MIT
// The platform's own list of a series: which windows of a day exist, by their starts.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/fetch.hpp"
#include "messages/window.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// One page of `/events/keyset`: the windows of the series in it, and where to continue.
struct listing_page {
  std::vector<window> windows;
  /// Events of other forms or series; they are ignored.
  std::size_t others = 0;
  /// Empty: the list ends here.
  std::string next_cursor;
};

/// Reads a page. An event counts where its market has the bounds of a window of `series`
/// and a slug of its form; an odd one harms only itself.
decoded<listing_page> decode_listing(std::string_view body, const series& series);

/// The id of the series with this slug in a reply of `/series?slug=`; refused where the
/// reply does not have it.
decoded<std::int64_t> decode_series_id(std::string_view body, std::string_view slug);

/// A request for a page of the list of a day, or for the id of the series.
struct listing_request {
  std::string endpoint;
  std::string path;
};

/// Reads the list of one series day by day: one request for a day, as many more as it has
/// hundreds of windows. At most one request is under way.
class series_listing {
public:
  explicit series_listing(series listed_series) : series_{std::move(listed_series)} {}

  /// False: the windows of the series are found by their slugs alone.
  bool is_used() const { return !series_.listing.empty(); }

  /// The day of a window that starts at `start` has to be read at or after `since`.
  void want(timestamp start, timestamp since);
  /// The next request; it wants one `apply_result`.
  std::optional<listing_request> next_request(timestamp now);
  /// Takes the answer. Returns why it is refused; nothing: it was read.
  std::optional<std::string> apply_result(const fetch_result& result, timestamp now);

  /// The platform's slug of the window that starts at `start`; null: it is not listed, as
  /// far as is known.
  const std::string* slug_of(timestamp start) const;
  /// When the reading of that day began that was completed last; nothing: none was.
  std::optional<timestamp> read_at(timestamp start) const;
  /// Whether that day lists any window.
  bool has_windows(timestamp start) const;
  /// Readings of that day that failed since the last one that did not.
  std::uint32_t failures(timestamp start) const;
  /// True when a reading of that day was tried.
  bool was_tried(timestamp start) const;
  bool has_open_request() const { return open_.has_value(); }

  /// Forgets the days before that of `start`.
  void forget_before(timestamp start);

private:
  struct listed_day {
    /// By start.
    std::map<timestamp, std::string> slugs;
    std::optional<timestamp> read_at;
    /// It has to be read at or after this.
    timestamp wanted_since{};
    bool is_wanted = false;
    std::uint32_t failures = 0;
    timestamp next_try{};
    /// The reading under way.
    std::map<timestamp, std::string> found;
    timestamp begun_at{};
    std::string cursor;
    std::size_t pages = 0;
  };

  listing_request page_request(timestamp day, const listed_day& listed) const;
  const listed_day* find(timestamp start) const;
  std::optional<std::string> take_page(listed_day& listed, listing_page page,
                                       timestamp day);

  series series_;
  /// By the beginning of the day in UTC.
  std::map<timestamp, listed_day> days_;
  std::optional<timestamp> open_;
};

} // namespace tracker
