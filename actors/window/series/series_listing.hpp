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
  /// Ignored events: of other forms or series.
  std::size_t others = 0;
  /// Empty: the list ends here.
  std::string next_cursor;
};

/// Reads a page. An event counts where its market has the bounds of a window of `series`
/// and a slug of its form; other events are ignored.
decoded<listing_page> decode_listing(std::string_view body, const series& series);

/// The id of the series with this slug in a reply of `/series?slug=`; refused where the
/// reply does not have it.
decoded<std::int64_t> decode_series_id(std::string_view body, std::string_view slug);

/// A request for a page of the list of a day, or for the id of the series.
struct listing_request {
  std::string endpoint;
  std::string path;
};

/// Reads the list of one series day by day: one request for each hundred windows of a
/// day. At most one request is open.
class series_listing {
public:
  explicit series_listing(series listed_series) : series_{std::move(listed_series)} {}

  /// False: the windows of the series are found by their slugs alone.
  bool is_used() const { return !series_.listing.empty(); }

  /// Requires a reading, at or after `since`, of the day of the window that starts at
  /// `start`.
  void want(timestamp start, timestamp since);
  /// The next request; its result must be passed to `apply_result`.
  std::optional<listing_request> next_request(timestamp now);
  /// Applies the result. Returns why it is refused; nothing: it was read.
  std::optional<std::string> apply_result(const fetch_result& result, timestamp now);

  /// The platform's slug of the window that starts at `start`; null: it is not known to
  /// be listed.
  const std::string* slug_of(timestamp start) const;
  /// When the last complete reading of that day began; nothing: there was none.
  std::optional<timestamp> read_at(timestamp start) const;
  /// Whether that day lists any window.
  bool has_windows(timestamp start) const;
  /// Failed readings of that day since the last complete one.
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
    /// The current reading.
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
