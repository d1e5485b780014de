// SPDX-License-Identifier: MIT
// The fetcher's own decisions (budgets, retries, breaker) in virtual time, over the
// simulated platform in place of sockets.
#pragma once

#include "actors/fetcher/transport/transfer.hpp"
#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"
#include "tests/exchange/fault.hpp"
#include "tests/simulator/routes.hpp"

#include <caf/fwd.hpp>

#include <array>
#include <functional>
#include <memory>
#include <vector>

namespace tracker::test {

/// How one attempt ends, and after how long.
struct attempt_end {
  timespan latency{};
  transfer_result result;
};

/// The `good` reply of the platform as it reaches the tracker at the platform's `now`.
using network_model = std::function<attempt_end(
    const exchange::request& request, const exchange::reply& good, timestamp now)>;

/// What happened at one host, by the platform's clock, in order.
struct host_record {
  /// The tracker's actors requested something of it.
  std::vector<timestamp> requests;
  /// An attempt began or ended.
  std::vector<timestamp> attempts;
};
using network_record = std::array<host_record, 3>;

struct simulated_network {
  exchange::market_rules rules;
  /// The platform's time when the fetcher starts; it goes on with the steady clock,
  /// whatever the tracker's wall clock is set to.
  timestamp start{};
  network_model model;
  std::uint64_t jitter_seed = 1;
  /// Null: not recorded.
  std::shared_ptr<network_record> record;
  /// CPU time that the platform's replies took, added up; null: not measured.
  std::shared_ptr<timespan> platform_time{};
};

/// The reply as the live transport delivers it.
http_answer answer_of(const exchange::reply& reply);

/// Attempts that meet the faults of `rule`, what `misbehave` makes of them included, and
/// no longer than `timeout`.
network_model scheduled_faults(exchange::market_rules rules, exchange::fault_rule rule,
                               timespan timeout, std::uint64_t seed);

/// The fetcher of a virtual run (`virtual_run_options::spawn_fetcher`).
fetcher_actor spawn_simulated_fetcher(caf::actor_system& system,
                                      simulated_network network, wall_clock wall,
                                      log_port log);

} // namespace tracker::test
