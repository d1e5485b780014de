// SPDX-License-Identifier: MIT
// Collects what the supervisor and the ledger's reader report into snapshots. Pure.
#pragma once

#include "actors/web/web_view.hpp"

#include <optional>
#include <string>

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

} // namespace tracker
