// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_options.hpp"
#include "actors/log_tee/log_sinks.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

namespace tracker {

/// Starts the log tee, on a thread of its own unless the options say otherwise. Open the
/// sinks before the actor system starts; spawn the tee before every other actor.
///
/// - Senders never wait. Lines below the level and droppable lines beyond the queue's
///   limit end in the sender's own thread, the latter counted.
/// - `status_request` is answered when everything sent before it is in the file; `held`
///   are the lines the console has not taken.
/// - `shutdown` is answered when both places have everything. Once the file has, a
///   console that takes nothing for a second is given up, and the file says how many
///   lines it misses. Without a file that works the console is waited for, and `shutdown`
///   stays unanswered when it has not taken its lines by the deadline.
log_tee_actor spawn_log_tee(caf::actor_system& system, log_sinks sinks,
                            const log_tee_options& options);

} // namespace tracker
