// SPDX-License-Identifier: MIT
// The life of a series' windows: announced, open, ended, resolved. Pure: time and replies
// come in, events and questions come out.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/fetch.hpp"
#include "messages/money.hpp"
#include "messages/window.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

struct watch_rules {
  /// Wait after a window's end before the first look for its winner.
  timespan grade_delay = std::chrono::seconds{3};
  /// A market is asked for this long before its window starts, or a whole length if that
  /// is shorter.
  timespan lead = std::chrono::minutes{1};
  /// Questions under way at once.
  std::size_t max_questions = 8;
  /// Windows kept at once; beyond it the oldest is given up, counted and named.
  std::size_t max_windows = 10'000;
  /// Windows of the past: the pauses between looks stay those of one that has just ended.
  bool hurried = false;
};

/// A question to one of the two sources about one window.
struct question {
  window of;
  host source = host::gamma;
  std::string endpoint;
  std::string path;
};

/// A window's trading has begun.
struct window_opened {
  window of;
};

/// A window has come and gone unseen: it is looked up afterwards.
struct window_passed {
  window of;
};

/// A window's market is known; it is not asked for again before the window's end.
struct market_found {
  market what;
};

/// A look at the sources brought no valid answer from one of them.
struct look_failed {
  window of;
  std::string reason;
  /// The host could not be asked at all (the fetcher reports that once for everybody).
  bool host_away = false;
  /// Pause until the next look.
  timespan next_look{};
};

/// The platform says something of a window that this program does not know: it has no
/// grade until a later program does. Said once for each reason; the window is looked at
/// again rarely, and the others are not concerned.
struct window_unsupported {
  window of;
  /// The source, the field, what is known and what was found.
  std::string reason;
  /// Pause until the next look.
  timespan next_look{};
};

/// A reply about an ended window came from a cache, without a winner; the next look asks
/// under another address.
struct reply_cached {
  window of;
  std::chrono::seconds age{};
};

/// A source names the winner of a window, or a second one agrees.
struct window_resolved {
  market what;
  settlement winner = settlement::up;
  /// Both sources agree; nothing more is asked.
  bool confirmed = false;
};

/// Windows that will have no grade: more had to be kept than the bound allows.
struct windows_given_up {
  window oldest;
  std::uint64_t count = 0;
};

/// So many looks brought no winner that both sources agree on.
struct window_let_go {
  window of;
  /// What the last look brought.
  std::string reason;
};

using watch_event =
    std::variant<window_opened, window_passed, market_found, look_failed, reply_cached,
                 window_resolved, windows_given_up, window_unsupported>;

/// The pause after look number `looks` (from 0) for a winner, `since_end` after the
/// window's end: 2 s, doubling up to 60 s in the first hour, growing to 15 minutes behind
/// it.
timespan look_pause(std::uint32_t looks, timespan since_end);

/// Watches the windows of one series.
class series_watch {
public:
  series_watch(series of, watch_rules rules) : series_{std::move(of)}, rules_{rules} {}

  /// Takes up a window that an earlier run has opened and not resolved for certain.
  void resume(const window& of, const std::optional<market>& known, timestamp now);
  /// `last` is the youngest window that was seen before: those behind it are watched, or
  /// looked up where they have passed. Before the first `advance` only.
  void resume_after(const window& last) { last_announced_ = last; }

  /// Moves on to `now`: which windows have come and opened.
  std::vector<watch_event> advance(timestamp now);

  /// The questions due at `now`. Each wants one `answer`.
  std::vector<question> questions(timestamp now);

  /// Takes the answer to a question.
  std::vector<watch_event> answer(const question& asked, const fetch_result& result,
                                  timestamp now);

  /// Looks no further at windows that had `looks` of them and still have no winner that
  /// both sources agree on, nor a question under way.
  std::vector<window_let_go> let_go(std::uint32_t looks);

  /// Takes over another wait before the first look, for windows that have not ended.
  void set_grade_delay(timespan delay) { rules_.grade_delay = delay; }

  /// The window that is open at `now`, and its market once that is known.
  struct open_window {
    window of;
    const market* known = nullptr;
  };
  std::optional<open_window> current(timestamp now) const;
  /// What is watched and what is still wanted, one line for people.
  std::string summary(timestamp now) const;

  const series& of() const { return series_; }
  std::size_t open_questions() const { return open_questions_; }

private:
  struct watched {
    window of;
    std::optional<market> known;
    bool opened = false;
    bool resolved = false;
    /// The look under way has brought something new.
    bool progressed = false;
    std::optional<settlement> by_gamma;
    std::optional<settlement> by_clob;
    timestamp next_look{};
    /// Looks since the last change of what is known: they lengthen the pause.
    std::uint32_t looks = 0;
    std::uint32_t all_looks = 0;
    /// Questions to gamma so far: they choose its address, because caches answer by
    /// address.
    std::uint32_t gamma_questions = 0;
    std::uint32_t open_questions = 0;
    /// What went wrong in the look under way.
    std::optional<look_failed> failure;
    /// Why it is unsupported, as said last; empty: it is not.
    std::string unsupported;
    bool starved = false;
  };

  void announce(const window& next, timestamp now);
  void keep_within_bound(std::vector<watch_event>& events);
  std::vector<question> look(watched& at, timestamp now);
  std::optional<decode_error> take_gamma(watched& at, const fetch_reply& reply,
                                         timestamp now, std::vector<watch_event>& events);
  std::optional<decode_error> take_clob(watched& at, const fetch_reply& reply);
  void conclude(watched& at, timestamp now, std::vector<watch_event>& events);
  void note_unsupported(watched& at, const question& asked, const decode_error& refused,
                        std::vector<watch_event>& events);
  void judge(watched& at, std::vector<watch_event>& events);
  void wake_starved(timestamp now);

  series series_;
  watch_rules rules_;
  /// By start.
  std::map<timestamp, watched> windows_;
  std::optional<window> last_announced_;
  std::size_t open_questions_ = 0;
};

} // namespace tracker
