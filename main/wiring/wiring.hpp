// SPDX-License-Identifier: MIT
#pragma once

#include "actors/backfill/span_work.hpp"
#include "main/config/settings.hpp"
#include "messages/control.hpp"

#include <caf/fwd.hpp>

#include <functional>

namespace tracker {

/// Runs the tracker until it is told to stop. Returns the exit code of the contract; ends
/// the process itself with 3 when an actor would not drain, since nothing may wait for
/// it.
///
/// `config` carries CAF's own options, `reload` reads the configuration again on SIGHUP.
int run_tracker(const settings& effective, caf::actor_system_config& config,
                std::function<reload_request()> reload);

/// Grades the windows of a span, with the same actors on the same folders, and ends when
/// each is settled or left, or when a signal stops it. `heard` is called on this thread,
/// for each series about once a second and at its end. The exit code says only whether
/// everything drained, or why nothing ran.
int run_backfill(const settings& effective, caf::actor_system_config& config,
                 const window_span& span,
                 const std::function<void(const span_progress&)>& heard);

} // namespace tracker
