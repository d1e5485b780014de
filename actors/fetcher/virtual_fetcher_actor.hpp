// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/reply_source.hpp"
#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <cstddef>
#include <memory>

namespace tracker {

struct virtual_fetcher_options {
  /// Requests that may be open; further ones are refused and counted.
  std::size_t max_open_requests = 256;
  /// Required. The wall clock of the virtual run.
  wall_clock now;
};

/// The fetcher of virtual runs, with the interface and promises of the live one. Delivers
/// the answers of `replies` when they are due by CAF's clock, without thread and sockets.
///
/// - Every request is answered once, by its deadline: with the answer of `replies`, or
///   `timeout` where that would be later.
/// - `shutdown`: new requests are `cancelled`, open ones may finish until just before the
///   shutdown's deadline and are then `cancelled` too.
fetcher_actor spawn_virtual_fetcher(caf::actor_system& system,
                                    std::shared_ptr<reply_source> replies,
                                    virtual_fetcher_options options, log_port log);

} // namespace tracker
