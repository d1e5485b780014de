// SPDX-License-Identifier: MIT
// Health, and the heartbeat that depends on it. Pure.
#pragma once

#include "messages/time.hpp"

#include <optional>
#include <string>

namespace tracker {

/// The figures that health depends on, by the steady clock.
struct health_figures {
  std::optional<steady_point> last_tick;
  std::optional<steady_point> last_ledger_answer;
};

/// Why the tracker is not healthy: the clock's last tick is at least 5 s old, or the
/// ledger has not answered for 10 s. Nothing: it is healthy.
std::optional<std::string> health_problem(const health_figures& figures,
                                          steady_point now);

/// Decides when a heartbeat is due: every minute while the tracker is healthy.
class heartbeat {
public:
  static constexpr timespan interval = std::chrono::minutes{1};

  /// True when a heartbeat must be sent now.
  bool is_due(const health_figures& figures, steady_point now);

private:
  std::optional<steady_point> last_;
};

} // namespace tracker
