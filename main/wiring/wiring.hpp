// SPDX-License-Identifier: MIT
#pragma once

#include "actors/backfill/span_work.hpp"
#include "actors/proof/proof_actor.hpp"
#include "main/config/settings.hpp"
#include "messages/control.hpp"

#include <caf/fwd.hpp>

#include <functional>
#include <optional>

namespace tracker {

/// Runs the tracker until it receives a stop signal. Returns the exit code of the
/// contract; ends the process itself with 3 if an actor does not drain, because nothing
/// may wait for that actor.
///
/// `config` carries CAF's own options, `reload` reads the configuration again on SIGHUP.
int run_tracker(const settings& effective, caf::actor_system_config& config,
                std::function<reload_request()> reload);

/// What a run does instead of watching the present.
struct past_run {
  /// The windows to grade.
  window_span span;
  /// Present: the days to compare with the platform's figures instead.
  std::optional<day_span> days;
  /// Receives the progress, on the calling thread, for each series about once a second
  /// and at its end.
  std::function<void(const span_progress&)> report;
};

/// Grades the windows of a span or compares days, with the same actors on the same
/// folders, and ends when each is settled or given up, or with a signal. The exit code
/// tells only whether everything drained, or why the run did not start.
int run_past(const settings& effective, caf::actor_system_config& config, past_run order);

} // namespace tracker
