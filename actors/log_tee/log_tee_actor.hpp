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
///   is the number of lines that the console has not accepted.
/// - `shutdown` is answered when both outputs are complete. Once the file is, a console
///   that accepts nothing for a second is abandoned, and the file says how many lines the
///   console lacks. Without a working file, `shutdown` stays unanswered when the console
///   has not accepted its lines by the deadline.
log_tee_actor spawn_log_tee(caf::actor_system& system, log_sinks sinks,
                            const log_tee_options& options);

} // namespace tracker
