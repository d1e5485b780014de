// SPDX-License-Identifier: MIT
// The totals that a running tracker shows: of today, and since it was started. Pure.
#pragma once

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/totals.hpp"
#include "messages/grade.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// Totals over the windows that end after `begin` and at or before `end`, kept up to
/// date.
struct span_totals {
  time_bounds span;
  totals sums;

  /// A grade takes the place of `before`; nothing: it is the first of its window.
  void book(const std::optional<grade>& before, const grade& after);
};

/// True when `window` belongs to the span: where its last instant is.
bool is_in_span(const window& window, const time_bounds& span);

class running_totals {
public:
  /// `session` begins with the windows that are open at `started`.
  running_totals(timestamp started, const date::time_zone& zone);

  /// The span whose grades must be read first, when a new day has begun at `now` and at
  /// the start; nothing: it is still the same day.
  std::optional<time_bounds> new_day(timestamp now) const;
  /// The session's span, to be begun again, when the wall clock at `now` is before its
  /// begin; nothing: it is not.
  std::optional<time_bounds> new_session(timestamp now) const;
  /// Begins the day `span` with the grades that are known of it.
  void begin_day(const time_bounds& span, const std::vector<grade>& known);
  /// Begins the session with the grades that are known of it, from an earlier run.
  void begin_session(const std::vector<grade>& known);
  void begin_session(const time_bounds& span, const std::vector<grade>& known);
  void book(const std::optional<grade>& before, const grade& after);
  /// True once when a winner has become known since the last call: the totals are news.
  /// Called once a tick, the wallets of a window and the windows that end together have
  /// one line of totals.
  bool consume_news() { return std::exchange(is_news_, false); }

  const span_totals& today() const { return today_; }
  const span_totals& session() const { return session_; }

private:
  const date::time_zone& zone_;
  span_totals today_;
  span_totals session_;
  bool is_news_ = false;
};

} // namespace tracker
