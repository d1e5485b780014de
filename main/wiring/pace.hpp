// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/settings.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <optional>

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

} // namespace tracker
