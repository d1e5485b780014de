// SPDX-License-Identifier: MIT
#pragma once

#include "actors/polls/poll_turns.hpp"
#include "main/config/settings.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// The speed of virtual time. Pure: both times are arguments.
class pace {
public:
  /// A run that is further behind continues from there without catching up.
  static constexpr timespan most_behind = std::chrono::milliseconds{500};

  /// `speed` times real time; 0: as fast as possible.
  explicit pace(std::uint32_t speed) : speed_{speed} {}

  /// The real time to wait until the virtual time `moment`. Not positive: it has passed.
  timespan until(steady_point moment, steady_point real);

private:
  struct anchor {
    steady_point virtual_time;
    steady_point real_time;
  };

  std::uint32_t speed_;
  /// A moment in both times.
  std::optional<anchor> anchor_;
};

/// The interval at which each wallet can be read when all are due. They share the data
/// host's budget, so with many wallets it is longer than `tracker.poll-interval`.
timespan wallet_round(const settings& effective);

/// Whether the wallets take turns: there are more than may request on their own.
bool takes_turns(const settings& effective);

/// The turns of the wallets within the data host's budget.
turn_rules turn_rules_of(const settings& effective);

/// `1,000 wallets on this address: each every 150 s, …`; empty: each wallet is read as
/// often as configured.
std::string pace_text(const settings& effective);

} // namespace tracker
