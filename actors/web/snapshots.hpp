// SPDX-License-Identifier: MIT
// Makes snapshots of what the supervisor and the reader of the ledger report, and derives
// the events of /events from two of them. Pure.
#pragma once

#include "actors/web/server/event_stream.hpp"
#include "actors/web/web_view.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

class snapshot_maker {
public:
  void add_screen(const status_screen& screen, steady_point now);
  void add_news(const ledger_news& news);
  void set_ledger_problem(std::string problem) {
    current_.ledger_problem = std::move(problem);
  }

  /// `wall`: the wall clock; nothing: that of the latest screen.
  web_snapshot make(std::optional<timestamp> wall, steady_point now) const;

private:
  web_snapshot current_;
  /// The clock's number of ticks.
  std::int64_t ticks_ = -1;
};

/// The events that follow from a new snapshot; `before` is the previous one, null at the
/// start. Called once a second. An event with an id is kept for clients that reconnect
/// with Last-Event-ID; ids ascend.
std::vector<stream_event> stream_events(const web_context& context,
                                        const web_snapshot* before,
                                        const web_snapshot& now);

} // namespace tracker
