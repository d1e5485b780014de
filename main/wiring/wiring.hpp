// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/config_reload.hpp"
#include "main/config/settings.hpp"
#include "main/wiring/run_order.hpp"

#include <caf/fwd.hpp>

#include <functional>
#include <optional>

namespace tracker {

/// Runs the tracker until it receives a stop signal. Returns the exit code of the
/// contract; ends the process itself with 3 if an actor does not drain, because nothing
/// may wait for that actor.
///
/// `config` carries CAF's own options, `reload` reads the configuration again on SIGHUP.
/// `limit`: it stops by itself after that time; empty: only with a signal.
int run_tracker(const settings& effective, caf::actor_system_config& config,
                std::function<reloaded_config()> reload,
                std::optional<timespan> limit = std::nullopt);

/// Grades the windows of a span or compares days, with the same actors on the same
/// folders, and ends when each is settled or given up, after `limit`, or with a signal.
/// The exit code tells only whether everything drained, or why the run did not start.
int run_past(const settings& effective, caf::actor_system_config& config, past_run order,
             std::optional<timespan> limit = std::nullopt);

} // namespace tracker
