// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/capture_tally.hpp"
#include "actors/fetcher/policy/backoff.hpp"
#include "actors/fetcher/policy/budget.hpp"
#include "actors/fetcher/policy/host_health.hpp"
#include "actors/fetcher/transport/network_options.hpp"
#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// How long before the deadline of a shutdown a fetcher cancels its open requests, so
/// that its answer arrives in time.
inline constexpr timespan fetcher_drain_margin = std::chrono::milliseconds{100};

struct fetcher_options {
  std::string gamma_url = "https://gamma-api.polymarket.com";
  std::string data_url = "https://data-api.polymarket.com";
  std::string clob_url = "https://clob.polymarket.com";
  /// Of one attempt; a request's own deadline applies to all its attempts.
  timespan timeout = std::chrono::seconds{5};
  timespan connect_timeout = std::chrono::seconds{3};
  /// Connections to one host, and concurrent attempts.
  std::size_t max_connections_per_host = 4;
  /// Bytes after decompression.
  std::size_t max_response_size = 8UL * 1024 * 1024;
  std::string user_agent = "PerformanceTracker/" TRACKER_VERSION;
  network_options network{};
  /// Requests that may be open; further ones are refused and counted.
  std::size_t max_open_requests = 256;
  /// Attempts of one request.
  std::uint32_t max_attempts = 5;
  backoff_limits backoff;
  breaker_limits breaker;
  /// Empty: no limits.
  std::vector<rate_limit> limits = published_limits(data_dialect::v2);
  /// Makes the pauses between attempts reproducible.
  std::optional<std::uint64_t> jitter_seed;
  /// Receives every exchange; null: no recording.
  capture_actor recorder{};
  capture_limits recording{};
  /// Required. Places a `Retry-After` date when the host sends no `Date`.
  wall_clock now;
};

/// Spawns the fetcher, detached: libcurl's loop needs a thread. It is the only actor that
/// connects to hosts; it sends nothing but GET, and only to the three base URLs.
///
/// - Every request is answered once, by its deadline: with the reply or a typed error.
/// - Identical requests that are open at the same time share one transfer.
/// - With a recorder, every answered exchange is sent to it. A recorder that falls behind
///   the limits receives `end_capture`; the fetcher never waits for it.
/// - `shutdown`: new requests are `cancelled`, open ones may finish until just before the
///   shutdown's deadline and are then `cancelled` too; the fetcher logs its totals,
///   answers, and ends.
///
/// The caller must have called curl_global_init. Throws std::invalid_argument when a base
/// URL is invalid (`base_url_problem`) or `now` is empty.
fetcher_actor spawn_fetcher(caf::actor_system& system, fetcher_options options,
                            log_port log);

} // namespace tracker
