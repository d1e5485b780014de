// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <optional>

namespace tracker {

/// How fast virtual time goes by. Pure: both times come in as arguments.
class pace {
public:
  /// A run that falls behind by more goes on from there, and does not hurry to catch up.
  static constexpr timespan most_behind = std::chrono::milliseconds{500};

  /// `speed` times real time; 0: as fast as it goes.
  explicit pace(std::uint32_t speed) : speed_{speed} {}

  /// How long to wait, in real time, until the virtual time `moment`. Not positive: it
  /// has come.
  timespan until(steady_point moment, steady_point real);

private:
  struct meeting {
    steady_point virtually;
    steady_point really;
  };

  std::uint32_t speed_;
  /// Where both times were known to agree.
  std::optional<meeting> agreed_;
};

} // namespace tracker
