// SPDX-License-Identifier: MIT
#pragma once

#include "actors/capture/capture_file.hpp"
#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <variant>

namespace tracker {

/// Spawns the recorder, detached: the disk may be slow, and it is the only one to wait
/// for it. It owns the file.
///
/// - What it is sent is in the file, whole and in the order of arrival, when it answers a
///   `capture_mark`.
/// - Whatever goes wrong ends the capture with one warning and never the tracker: the
///   file ends with its last whole record, and what comes after is ignored.
/// - `shutdown`: it logs its totals, answers, and ends.
///
/// With a `capture_failure` the capture has ended before it began.
capture_actor spawn_capture(caf::actor_system& system,
                            std::variant<capture_file, capture_failure> opened,
                            log_port log);

} // namespace tracker
