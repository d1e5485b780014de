// SPDX-License-Identifier: MIT
#pragma once

#include "actors/service/service_health.hpp"

#include <optional>

namespace tracker {

/// Decides when a heartbeat is due: every minute while the tracker is healthy, which is
/// the condition of the watchdog. Pure.
class heartbeat {
public:
  static constexpr timespan interval = std::chrono::minutes{1};

  explicit heartbeat(const service_health& health) : health_{health} {}

  service_health& health() { return health_; }

  /// True when a heartbeat must be sent now.
  bool is_due(steady_point now) {
    if (!health_.is_ready() || health_.find_fault(now) ||
        (last_ && now - *last_ < interval))
      return false;
    last_ = now;
    return true;
  }

private:
  service_health health_;
  std::optional<steady_point> last_;
};

} // namespace tracker
