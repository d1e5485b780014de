// SPDX-License-Identifier: MIT
// The life of a series' windows: announced, open, ended, resolved. Pure: time and replies
// come in, events and questions come out.
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
  /// A market is asked for this long before its window starts, or a whole length if that
  /// is shorter.
  timespan lead = std::chrono::minutes{1};
  /// Questions under way at once, of each source.
  std::size_t max_requests = 8;
  /// Windows kept at once; beyond it the oldest is given up, counted and named.
  std::size_t max_windows = 10'000;
  /// Windows of the past: the pauses between looks stay those of one that has just ended.
  bool hurried = false;
};

/// A question to one of the three sources about one window. Each source has its own host:
/// the data host is asked for `/v2/resolutions`.
struct source_request {
  tracker::window window;
  host source = host::gamma;
  std::string endpoint;
  std::string path;
  /// It is about gamma's list of the series and about no window.
  bool of_listing = false;
};

/// A window's trading has begun.
struct window_opened {
  tracker::window window;
};

/// A window has come and gone unseen: it is looked up afterwards.
struct window_passed {
  tracker::window window;
};

/// A window's market is known; it is not asked for again before the window's end.
struct market_found {
  tracker::market market;
};

/// A look at one source brought no valid answer.
struct look_failed {
  tracker::window window;
  host source = host::gamma;
  std::string reason;
  /// The trouble is the host's and not the window's, or the host does not have
  /// `/v2/resolutions`: the fetcher reports hosts, once.
  bool host_away = false;
  /// The same happened at an earlier look at this source for this window.
  bool repeated = false;
  /// The sources that name the winner, `gamma, clob`; empty: none does.
  std::string graded_by;
  /// Pause until the next look.
  timespan next_look{};
};

/// The platform says something of a window that this program does not know: it has no
/// grade until a later program does. Said once for each reason; the window is looked at
/// again rarely, and the others are not concerned.
struct window_unsupported {
  tracker::window window;
  /// The source, the field, what is known and what was found.
  std::string reason;
  /// Pause until the next look.
  timespan next_look{};
};

/// Gamma's list of the series could not be read.
struct listing_failed {
  std::string reason;
  /// The trouble is the host's: the fetcher reports hosts, once.
  bool host_away = false;
  /// The reading before failed too.
  bool repeated = false;
};

/// The platform never listed the window: gamma's whole list of its day, read after its
/// end, does not have it, and neither does its slug, where the formula gives one.
struct window_not_offered {
  tracker::window window;
  /// What was asked, and when.
  std::string reason;
};

/// A reply about an ended window came from a cache, without a winner; the next look asks
/// under another address.
struct reply_cached {
  tracker::window window;
  std::chrono::seconds age{};
};

/// What the sources say of a window's winner has changed.
struct window_resolved {
  tracker::market market;
  /// Nothing: no source names one now, or they disagree.
  std::optional<settlement> winner;
  /// Two sources agree; nothing more is asked.
  bool confirmed = false;
  /// All that they say, in the order of `winner_source`.
  std::vector<source_report> reports;
};

/// Two sources name different winners. Said once of the same words.
struct sources_disagree {
  tracker::window window;
  /// `gamma says UP, clob says DOWN`.
  std::string text;
  /// Two sources agree against a third.
  bool confirmed = false;
  /// Pause until the next look.
  timespan next_look{};
};

/// Windows that will have no grade: more had to be kept than the bound allows.
struct windows_given_up {
  window oldest;
  std::uint64_t count = 0;
};

/// So many looks brought no winner that two sources agree on.
struct unresolved_window {
  tracker::window window;
  /// What is missing and why: `clob names no winner`.
  std::string reason;
};

/// The wall clock went back: windows that have not begun by it were dropped, and are
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
/// window's end: 2 s, doubling up to 60 s in the first hour, growing to 15 minutes behind
/// it.
timespan look_pause(std::uint32_t looks, timespan since_end);

/// Watches the windows of one series. Gamma describes a window's market; once that is
/// known, each of the three sources is asked for the winner with pauses of its own, so
/// that one that is stuck holds up no other, until two of them agree.
///
/// Of a series that gamma lists, a window opens when it is listed or its market is known.
/// Its slug is the listed one; where the list cannot be read or lacks the window, the
/// formula's.
class window_tracker {
public:
  window_tracker(series tracked_series, window_tracker_rules rules)
      : series_{std::move(tracked_series)}, rules_{rules}, listing_{series_} {}

  /// Takes up a window that an earlier run has opened and not resolved for certain;
  /// `reports` is what the sources said then. Where two agree, nothing is left to ask.
  void resume(const window& window, const std::optional<market>& market, timestamp now,
              std::vector<source_report> reports = {});
  /// `last` is the youngest window that was seen before: those behind it are watched, or
  /// looked up where they have passed. Before the first `advance` only.
  void resume_after(const window& last) {
    first_announced_ = timestamp::min();
    last_announced_ = last;
  }

  /// Moves on to `now`: which windows have come and opened.
  std::vector<window_event> advance(timestamp now);

  /// The questions due at `now`. Each wants one `apply_result`.
  std::vector<source_request> due_requests(timestamp now);

  /// Takes the answer to a question.
  std::vector<window_event> apply_result(const source_request& request,
                                         const fetch_result& result, timestamp now);

  /// Looks no further at windows that had `looks` of them (the one that finds the market
  /// included), no winner that two sources agree on, and no question under way. Each
  /// source was asked at least once.
  std::vector<unresolved_window> drop_unresolved(std::uint32_t looks);

  /// Takes over another wait before the first look, for windows that have not ended.
  void set_grade_delay(timespan delay) { rules_.grade_delay = delay; }

  /// The window that is open at `now`, and its market once that is known.
  struct open_window {
    tracker::window window;
    const tracker::market* market = nullptr;
  };
  std::optional<open_window> current(timestamp now) const;
  /// Windows that have ended without a confirmed winner.
  std::size_t pending(timestamp now) const;
  /// What is watched and what is still wanted, one line for people.
  std::string summary(timestamp now) const;

  std::size_t open_requests() const;

private:
  static constexpr std::size_t source_count = 3;
  template <class Value>
  using by_source = std::array<Value, source_count>;

  /// One source's looks at one window.
  struct source_looks {
    timestamp next_look{};
    /// Looks since the last change of what is known: they lengthen the pause.
    std::uint32_t looks = 0;
    std::uint32_t all_looks = 0;
    /// A question is under way since then.
    std::optional<timestamp> requested_at;
    /// Why the last look failed; empty: it did not.
    std::string failure;
    /// Waits for the other questions of the same look, which may bring a winner.
    std::optional<look_failed> unreported;
    /// Causes that were reported.
    std::vector<std::string> causes;
    /// The host could not be reached: its next reply about any window wakes this one,
    /// once until it has an answer of its own.
    bool host_failed = false;
    bool retried_early = false;
  };
  struct tracked_window {
    tracker::window window;
    std::optional<tracker::market> market;
    bool opened = false;
    by_source<source_looks> sources;
    /// What the sources say, and what of it was reported last.
    std::vector<source_report> reports;
    std::vector<source_report> reported;
    /// The last `sources_disagree`.
    std::string dispute;
    /// The first look for a winner.
    std::optional<timestamp> first_look;
    /// Questions to gamma so far: they choose its address, because caches answer by
    /// address.
    std::uint32_t gamma_requests = 0;
    /// Why it is unsupported, as said last; empty: it is not.
    std::string unsupported;
    /// Gamma last answered then that it has no market of this slug.
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
  /// Nothing, or why the reply is refused.
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
    /// The last one announced before them, and the start of the first one behind them.
    window before;
    timestamp end{};
  };
  std::optional<skipped_windows> skipped_;
  std::optional<timestamp> last_advance_;
};

} // namespace tracker
