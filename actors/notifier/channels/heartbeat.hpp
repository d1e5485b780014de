// SPDX-License-Identifier: MIT
// Health, and the heartbeat that depends on it. Pure.
#pragma once

#include "messages/time.hpp"

#include <optional>
#include <string>

namespace tracker {

/// What health depends on, by the steady clock.
struct health_figures {
  std::optional<steady_point> last_tick;
  std::optional<steady_point> last_ledger_answer;
};

/// Why the tracker is not healthy: the clock's last tick is 5 s old or older, or the
/// ledger has not answered for 10 s. Nothing: it is healthy.
std::optional<std::string> health_problem(const health_figures& figures,
                                          steady_point now);

/// `https://hc-ping.com/uuid/fail`: the URL of an ordered stop.
std::string fail_url_of(const std::string& heartbeat_url);

/// When a heartbeat is due: every minute while healthy.
class heartbeat {
public:
  static constexpr timespan interval = std::chrono::minutes{1};

  /// True when one must be sent now.
  bool is_due(const health_figures& figures, steady_point now);

private:
  std::optional<steady_point> last_;
};

} // namespace tracker
