// SPDX-License-Identifier: MIT
// The windows of a series from announcement to resolution. Pure: times and replies are
// the input, events and requests the output.
#pragma once

#include "actors/platform/json.hpp"
#include "actors/window/series/series_listing.hpp"
#include "messages/fetch.hpp"
#include "messages/grade.hpp"
#include "messages/money.hpp"
#include "messages/window.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

struct window_tracker_rules {
  /// Wait after a window's end before the first look for its winner.
  timespan grade_delay = std::chrono::seconds{3};
  /// A market is requested this long before its window starts, or the window's length
  /// before it if that is shorter.
  timespan lead = std::chrono::minutes{1};
  /// Open requests to each source.
  std::size_t max_requests = 8;
  /// Windows kept at once; beyond it the oldest is dropped, counted and reported.
  std::size_t max_windows = 10'000;
  /// For past windows: the pauses between looks are those of a window that has just
  /// ended.
  bool hurried = false;
};

/// A request to one of the three sources about one window. Each source has its own host;
/// that of `/v2/resolutions` is the data host.
struct source_request {
  tracker::window window;
  host source = host::gamma;
  std::string endpoint;
  std::string path;
  /// It is for gamma's list of the series and has no window.
  bool of_listing = false;
};

/// A window's trading has begun.
struct window_opened {
  tracker::window window;
};

/// A window has passed unwatched: it is looked up afterwards.
struct window_passed {
  tracker::window window;
};

/// A window's market is known; it is not requested again before the window's end.
struct market_found {
  tracker::market market;
};

/// A look at one source had no valid reply.
struct look_failed {
  tracker::window window;
  host source = host::gamma;
  std::string reason;
  /// The failure concerns the host and not the window, or the host does not have
  /// `/v2/resolutions`: the fetcher reports hosts, once.
  bool host_away = false;
  /// An earlier look at this source for this window failed for the same cause.
  bool repeated = false;
  /// The sources that name the winner, `gamma, clob`; empty: none does.
  std::string graded_by;
  /// Pause until the next look.
  timespan next_look{};
};

/// The platform's reply about a window has a value that this version does not support:
/// the window gets no grade. Reported once for each reason; the window is rarely looked
/// at again, and other windows are not affected.
struct window_unsupported {
  tracker::window window;
  /// The source, the field, the supported values and the value found.
  std::string reason;
  /// Pause until the next look.
  timespan next_look{};
};

/// Gamma's list of the series could not be read.
struct listing_failed {
  std::string reason;
  /// The failure concerns the host: the fetcher reports hosts, once.
  bool host_away = false;
  /// The previous reading failed too.
  bool repeated = false;
};

/// The platform never listed the window: gamma's complete list of its day, read after its
/// end, does not have it, and gamma does not know its slug, where the formula gives one.
struct window_not_offered {
  tracker::window window;
  /// What was requested, and when.
  std::string reason;
};

/// A reply about an ended window came from a cache, without a winner; the next look uses
/// another address.
struct reply_cached {
  tracker::window window;
  std::chrono::seconds age{};
};

/// The reports about a window's winner have changed.
struct window_resolved {
  tracker::market market;
  /// Nothing: no source names one now, or they disagree.
  std::optional<settlement> winner;
  /// Two sources agree; no more requests are sent.
  bool confirmed = false;
  /// All reports, in the order of `winner_source`.
  std::vector<source_report> reports;
};

/// Two sources name different winners. The same reports are reported once.
struct sources_disagree {
  tracker::window window;
  /// `gamma says UP, clob says DOWN`.
  std::string text;
  /// Two sources agree against a third.
  bool confirmed = false;
  /// Pause until the next look.
  timespan next_look{};
};

/// Windows that get no grade: the limit of kept windows was reached.
struct windows_given_up {
  window oldest;
  std::uint64_t count = 0;
};

/// A window without a winner that two sources agree on after all its looks.
struct unresolved_window {
  tracker::window window;
  /// What is missing and why, `clob names no winner`.
  std::string reason;
};

/// The wall clock was set back: windows that have not begun by it were dropped, and are
/// announced again in their time.
struct clock_set_back {
  timespan span{};
  std::uint64_t dropped = 0;
};

using window_event =
    std::variant<window_opened, window_passed, market_found, look_failed, reply_cached,
                 window_resolved, sources_disagree, windows_given_up, window_unsupported,
                 clock_set_back, listing_failed, window_not_offered>;

/// The pause after look number `looks` (from 0) for a winner, `since_end` after the
/// window's end: 2 s, doubling up to 60 s in the first hour, then growing to 15 minutes.
timespan look_pause(std::uint32_t looks, timespan since_end);

/// Watches the windows of one series. Gamma describes a window's market. Once that is
/// known, the winner is requested from each of the three sources, with separate pauses so
/// that a slow source does not delay the others, until two of them agree.
///
/// Of a series that gamma lists, a window opens when it is listed or its market is known.
/// Its slug is the listed one; where the list cannot be read or lacks the window, the
/// formula's.
class window_tracker {
public:
  window_tracker(series tracked_series, window_tracker_rules rules)
      : series_{std::move(tracked_series)}, rules_{rules}, listing_{series_} {}

  /// Resumes a window that an earlier run has opened and not resolved; `reports` are
  /// those of that run. Ignored where two of them agree.
  void resume(const window& window, const std::optional<market>& market, timestamp now,
              std::vector<source_report> reports = {});
  /// `last` is the latest window that an earlier run has seen: those after it are
  /// watched, or looked up where they have passed. Call it before the first `advance`
  /// only.
  void resume_after(const window& last) {
    first_announced_ = timestamp::min();
    last_announced_ = last;
  }

  /// Advances to `now`. Returns which windows have opened or passed, and other events.
  std::vector<window_event> advance(timestamp now);

  /// The requests due at `now`. The result of each must be passed to `apply_result`.
  std::vector<source_request> due_requests(timestamp now);

  /// Applies the result of a request.
  std::vector<window_event> apply_result(const source_request& request,
                                         const fetch_result& result, timestamp now);

  /// Drops the windows that had `looks` looks (including the one that found the market),
  /// no winner that two sources agree on, and no open request. Each source had at least
  /// one request.
  std::vector<unresolved_window> drop_unresolved(std::uint32_t looks);

  /// Sets another wait before the first look, for windows that have not ended.
  void set_grade_delay(timespan delay) { rules_.grade_delay = delay; }

  /// The window that is open at `now`, and its market once that is known.
  struct open_window {
    tracker::window window;
    const tracker::market* market = nullptr;
  };
  std::optional<open_window> current(timestamp now) const;
  /// Windows that have ended without a confirmed winner.
  std::size_t pending(timestamp now) const;
  /// The ended windows without a confirmed winner, in one line.
  std::string summary(timestamp now) const;

  std::size_t open_requests() const;

private:
  static constexpr std::size_t source_count = 3;
  template <class Value>
  using by_source = std::array<Value, source_count>;

  /// One source's looks at one window.
  struct source_looks {
    timestamp next_look{};
    /// Looks since the reports last changed: they lengthen the pause.
    std::uint32_t looks = 0;
    std::uint32_t all_looks = 0;
    /// When the open request was sent; empty: none is open.
    std::optional<timestamp> requested_at;
    /// Why the last look failed; empty: it did not.
    std::string failure;
    /// A failure that waits for the other requests of the same look, which may find a
    /// winner.
    std::optional<look_failed> unreported;
    /// Causes that were reported.
    std::vector<std::string> causes;
    /// The host could not be reached: its next reply about any window makes this look
    /// due, once until it has a reply of its own.
    bool host_failed = false;
    bool retried_early = false;
  };
  struct tracked_window {
    tracker::window window;
    std::optional<tracker::market> market;
    bool opened = false;
    by_source<source_looks> sources;
    /// The reports of the sources, and those that were reported last.
    std::vector<source_report> reports;
    std::vector<source_report> reported;
    /// The last `sources_disagree`.
    std::string dispute;
    /// The first look for a winner.
    std::optional<timestamp> first_look;
    /// Requests to gamma so far: they select its address, because caches answer by
    /// address.
    std::uint32_t gamma_requests = 0;
    /// Why it is unsupported, as last reported; empty: it is supported.
    std::string unsupported;
    /// When gamma last replied that it has no market of this slug.
    std::optional<timestamp> unknown_at;
  };

  void add_window(const window& next, timestamp now);
  timespan lead() const { return std::min<timespan>(rules_.lead, series_.length); }
  clock_set_back set_back(timestamp now);
  void announce_again(timestamp now);
  void keep_within_bound(std::vector<window_event>& events);
  void drop_requests(const tracked_window& dropped);
  bool is_due(const tracked_window& tracked, host source, timestamp now) const;
  source_request start_request(tracked_window& tracked, host source, timestamp now);
  /// Why the reply is refused; nothing: it was applied.
  std::optional<decode_error> apply_reply(tracked_window& tracked, host source,
                                          const fetch_reply& reply, timestamp now,
                                          std::vector<window_event>& events);
  std::optional<decode_error> apply_gamma_reply(tracked_window& tracked,
                                                const fetch_reply& reply, timestamp now,
                                                std::vector<window_event>& events);
  void schedule(tracked_window& tracked, host source, bool progressed, timestamp now);
  void report_changes(tracked_window& tracked, timestamp now,
                      std::vector<window_event>& events);
  void report_unsupported(tracked_window& tracked, std::string reason,
                          std::vector<window_event>& events);
  static void report_winner(tracked_window& tracked, timestamp now,
                            std::vector<window_event>& events);
  static void report_failures(tracked_window& tracked, timestamp now,
                              std::vector<window_event>& events);
  std::string missing_text(const tracked_window& tracked) const;
  void retry_after_failure(host source, timestamp now);

  // Windows of a series that gamma lists (window_tracker_listing.cpp).
  bool is_offered(const tracked_window& tracked) const;
  bool waits_for_listing(const tracked_window& tracked) const;
  void want_listings(timestamp now);
  std::optional<source_request> start_listing_request(timestamp now);
  std::vector<window_event> apply_listing(const fetch_result& result, timestamp now);
  void rename_windows();
  void drop_not_offered(timestamp now, std::vector<window_event>& events);
  std::string not_offered_reason(const tracked_window& tracked, timestamp now) const;

  series series_;
  window_tracker_rules rules_;
  series_listing listing_;
  /// The last reading of the list failed.
  bool listing_broken_ = false;
  /// By start.
  std::map<timestamp, tracked_window> windows_;
  std::optional<window> last_announced_;
  by_source<std::size_t> open_requests_{};
  /// All windows from here to `last_announced_` were announced, but for those skipped.
  timestamp first_announced_ = timestamp::max();
  struct skipped_windows {
    /// The last one announced before them, and the start of the first one after them.
    window before;
    timestamp end{};
  };
  std::optional<skipped_windows> skipped_;
  std::optional<timestamp> last_advance_;
};

} // namespace tracker
