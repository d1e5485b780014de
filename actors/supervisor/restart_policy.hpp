// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <cstddef>
#include <deque>
#include <optional>

namespace tracker {

/// When an actor that has crashed is started again: after 1 s, and after twice as long
/// for each further crash within a minute. The fifth crash in a minute is one too many.
class restart_policy {
public:
  static constexpr std::size_t max_crashes = 5;
  static constexpr timespan period = std::chrono::minutes{1};
  static constexpr timespan first_pause = std::chrono::seconds{1};

  /// Notes a crash at `now`. The pause before the restart; nothing: give up.
  std::optional<timespan> crashed(steady_point now);

private:
  std::deque<steady_point> recent_;
};

} // namespace tracker
