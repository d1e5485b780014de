// SPDX-License-Identifier: MIT
#pragma once

#include "actors/backfill/span_work.hpp"
#include "main/config/config_reload.hpp"
#include "main/config/settings.hpp"

#include <caf/fwd.hpp>

#include <functional>
#include <optional>

namespace tracker {

/// Runs the tracker until it receives a stop signal. Returns the exit code of the
/// contract; ends the process itself with 3 if an actor does not drain, because nothing
/// may wait for that actor.
///
/// `config` carries CAF's own options, `reload` reads the configuration again on SIGHUP.
/// `limit`: it stops by itself after that time; nothing: only with a signal.
int run_tracker(const settings& effective, caf::actor_system_config& config,
                std::function<reloaded_config()> reload,
                std::optional<timespan> limit = std::nullopt);

/// Grades the windows of a span, with the same actors on the same folders, and ends when
/// each is settled or given up, or with a signal. `report` is called on this thread, for
/// each series about once a second and at its end. The exit code tells only whether
/// everything drained, or why the run did not start.
int run_backfill(const settings& effective, caf::actor_system_config& config,
                 const window_span& span,
                 const std::function<void(const span_progress&)>& report);

} // namespace tracker
