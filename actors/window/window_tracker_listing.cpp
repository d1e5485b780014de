// SPDX-License-Identifier: MIT
// Windows of a series that gamma lists: which of them exist, under which slug, and which
// were not offered.
#include "actors/text/time_text.hpp"
#include "actors/window/series/series.hpp"
#include "actors/window/source_replies.hpp"
#include "actors/window/window_tracker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

/// Whether the window is known to exist, as all windows of a series without a list are.
bool window_tracker::is_offered(const tracked_window& tracked) const {
  return !listing_.is_used() || tracked.market ||
         listing_.slug_of(tracked.window.start) != nullptr;
}

/// The slug of the formula is requested once a reading of the list was tried. A window
/// with a placeholder slug can only be found in the list.
bool window_tracker::waits_for_listing(const tracked_window& tracked) const {
  return listing_.is_used() && (!listing_.was_tried(tracked.window.start) ||
                                has_placeholder_slug(series_, tracked.window));
}

/// A day is read for its first window, and again at the start and after the end of a
/// window that its list lacks.
void window_tracker::want_listings(timestamp now) {
  if (!listing_.is_used() || windows_.empty())
    return;
  listing_.forget_before(std::min(windows_.begin()->first, now));
  for (const auto& [start, tracked] : windows_) {
    if (is_offered(tracked))
      continue;
    const auto since = now >= tracked.window.end ? tracked.window.end
                       : now >= start            ? start
                                                 : timestamp{};
    listing_.want(start, since);
  }
}

std::optional<source_request> window_tracker::start_listing_request(timestamp now) {
  auto wanted = listing_.next_request(now);
  if (!wanted)
    return std::nullopt;
  return source_request{
      {}, host::gamma, std::move(wanted->endpoint), std::move(wanted->path), true};
}

std::vector<window_event> window_tracker::apply_listing(const fetch_result& result,
                                                        timestamp now) {
  std::vector<window_event> events;
  const auto* error = std::get_if<fetch_error>(&result.value);
  if (auto reason = listing_.apply_result(result, now)) {
    events.emplace_back(listing_failed{std::move(*reason),
                                       error != nullptr && is_host_trouble(*error),
                                       listing_broken_});
    listing_broken_ = true;
    return events;
  }
  listing_broken_ = false;
  rename_windows();
  drop_not_offered(now, events);
  return events;
}

/// The platform's slugs replace those of the formula.
void window_tracker::rename_windows() {
  for (auto& [start, tracked] : windows_)
    if (const auto* slug = tracked.market ? nullptr : listing_.slug_of(start))
      tracked.window.slug = *slug;
}

void window_tracker::drop_not_offered(timestamp now, std::vector<window_event>& events) {
  if (!listing_.is_used())
    return;
  for (auto entry = windows_.begin(); entry != windows_.end();) {
    const auto& tracked = entry->second;
    auto reason = not_offered_reason(tracked, now);
    if (reason.empty()) {
      ++entry;
      continue;
    }
    events.emplace_back(window_not_offered{tracked.window, std::move(reason)});
    entry = windows_.erase(entry);
  }
}

/// Empty: it may exist.
std::string window_tracker::not_offered_reason(const tracked_window& tracked,
                                               timestamp now) const {
  const auto& [slug, start, end] = tracked.window;
  const auto read_at = listing_.read_at(start);
  if (now < end || is_offered(tracked) || !read_at || *read_at < end ||
      tracked.sources[index_of(host::gamma)].requested_at)
    return {};
  if (has_placeholder_slug(series_, tracked.window)) {
    // A list without any window may be that of another series.
    if (!listing_.has_windows(start))
      return {};
    return fmt::format("gamma's list of {}, read at {}, does not have it",
                       series_.listing, format_utc(*read_at));
  }
  if (!tracked.unknown_at || *tracked.unknown_at < end)
    return {};
  return fmt::format(
      "gamma's list of {}, read at {}, does not have it, and gamma does not "
      "know {}",
      series_.listing, format_utc(*read_at), slug);
}

} // namespace tracker
