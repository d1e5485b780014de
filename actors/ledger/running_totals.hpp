// SPDX-License-Identifier: MIT
// The totals that a running tracker shows: today and since
// the start. Pure.
#pragma once

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/totals.hpp"
#include "actors/ledger/store/ledger_store.hpp"
#include "messages/grade.hpp"

#include <cstdint>
#include <functional>
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

  /// Replaces `before`, if any, by `after`.
  void book(const std::optional<grade>& before, const grade& after);
};

/// True when the last instant of `window` is in the span.
bool is_in_span(const window& window, const time_bounds& span);

class running_totals {
public:
  /// Reads the grades of a span; nothing where they cannot be read.
  using grade_source =
      std::function<std::optional<std::vector<grade>>(const time_bounds&)>;

  /// Counts the settled grades of a span that are not final, because the ledger lacks
  /// fills of their windows; nothing where that cannot be read.
  using not_final_source = std::function<std::optional<std::int64_t>(const time_bounds&)>;

  /// The session begins with the windows that are open at `started`.
  running_totals(timestamp started, const date::time_zone& zone);

  /// Begins the session and the day with what `read` returns.
  void begin(timestamp now, const grade_source& read);
  /// Restarts the session at `now` if it began later: the clock was ahead at the start.
  void follow_clock(timestamp now, const grade_source& read);
  /// Begins the day of `now` unless it is the current one. Here and above, the totals
  /// stay as they are where `read` fails.
  void follow_day(timestamp now, const grade_source& read);
  void book(const std::optional<grade>& before, const grade& after);
  /// Books a recorded grade that is current; other facts have no effect.
  void book(const ledger_entry& fact, const booked& result);
  /// Lines of totals when a winner became known since the last call, with the numbers
  /// that reports show; otherwise none. Called once per tick, so that the wallets of a
  /// window and windows that end together share one line.
  std::vector<std::string> take_lines(const not_final_source& count_not_final);

  const span_totals& today() const { return today_; }
  const span_totals& session() const { return session_; }

private:
  const date::time_zone& zone_;
  span_totals today_;
  span_totals session_;
  bool is_news_ = false;
};

} // namespace tracker
