// SPDX-License-Identifier: MIT
// Whether the tracker works: the condition of the service manager's watchdog and of the
// heartbeat; its limits are those of /health, too. Pure.
#pragma once

#include "messages/time.hpp"

#include <optional>
#include <string>

namespace tracker {

struct health_limits {
  /// The age of the clock's last tick from which on the clock counts as stuck.
  timespan tick_age = std::chrono::seconds{5};
  /// How long the ledger may take for an answer.
  timespan ledger_answer = std::chrono::seconds{10};
};

/// The limits for a clock of this interval: a tick is late after three intervals, and
/// never before five seconds.
health_limits limits_for(timespan clock_interval);

/// Notes ticks and answers and decides about health. All times are of the steady clock,
/// which stands still while the machine sleeps.
class service_health {
public:
  /// `start`: a clock that has not ticked yet is stuck `tick_age` after it.
  service_health(health_limits limits, steady_point start)
      : limits_{limits}, last_tick_{start} {}

  void note_tick(steady_point now);
  /// A request to the ledger is on its way; ignored while an earlier one is.
  void note_request(steady_point now);
  bool awaits_ledger() const { return asked_at_.has_value(); }
  void note_answer();
  /// The ledger has ended: it will not answer.
  void note_ledger_end() { ledger_ended_ = true; }

  /// True once the clock has ticked and the ledger has answered: the start is over.
  bool is_ready() const { return ticked_ && answered_; }
  /// Why the tracker does not work: `the clock's last tick was 7 s ago`. Nothing: it
  /// works.
  std::optional<std::string> find_fault(steady_point now) const;

private:
  health_limits limits_;
  steady_point last_tick_;
  bool ticked_ = false;
  bool answered_ = false;
  bool ledger_ended_ = false;
  std::optional<steady_point> asked_at_;
};

} // namespace tracker
