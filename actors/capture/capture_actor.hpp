// SPDX-License-Identifier: MIT
#pragma once

#include "actors/capture/capture_file.hpp"
#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <variant>

namespace tracker {

/// Spawns the recorder, detached: only this actor waits for a slow disk. It owns the
/// file.
///
/// - When it answers a `capture_mark`, all records sent before are in the file, complete
///   and in the order of their arrival.
/// - Any failure ends the capture with one warning and never the tracker: the file ends
///   with its last complete record, and later records are ignored.
/// - `shutdown`: it logs its totals, answers, and ends.
///
/// With a `capture_failure` the capture has ended from the start.
capture_actor spawn_capture(caf::actor_system& system,
                            std::variant<capture_file, capture_failure> opened,
                            log_port log);

} // namespace tracker
