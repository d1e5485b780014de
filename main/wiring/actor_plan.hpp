// SPDX-License-Identifier: MIT
// The tracker as data, from its settings: the same for live and for virtual runs.
#pragma once

#include "actors/backfill/span_work.hpp"
#include "actors/ledger/store/ledger_store.hpp"
#include "actors/log_tee/log_options.hpp"
#include "actors/supervisor/supervisor_actor.hpp"
#include "main/config/settings.hpp"

#include <caf/actor.hpp>
#include <caf/fwd.hpp>

#include <date/tz.h>

#include <functional>
#include <optional>

namespace tracker {

/// What differs between a live run and a virtual one: where time and bytes come from, and
/// who may wait for a disk.
struct actor_context {
  wall_clock now;
  /// Empty: nothing is recorded.
  std::function<capture_actor(log_port)> spawn_capture;
  /// The recorder is no actor where nothing is recorded.
  std::function<fetcher_actor(capture_actor, log_port)> spawn_fetcher;
  std::function<clock_actor(log_port)> spawn_clock;
  thread_of runs_on = thread_of::own;
};

/// The log tee's options by the settings; times are stamped by `now`.
log_tee_options log_options(const settings& of, wall_clock now);

/// Windows of the past that are graded instead of those of the present.
struct past_order {
  window_span span;
  /// Hears of each series how far it is: `span_progress`.
  caf::actor listener;
};

/// Who is started, and how. `ledger` was opened before the actors start, so that a bad
/// place ends the start with a word; it must live until the ledger is started. The run
/// began at `started`; without `past` it is about the present.
actor_plan plan_actors(caf::actor_system& system, const settings& of,
                       const actor_context& in, const log_tee_actor& tee,
                       ledger_store& ledger, timestamp started,
                       const std::optional<past_order>& past = std::nullopt);

/// The exit code of the contract for a ledger that can not be opened: a place that can
/// not be written is a wrong setting, a full or busy one is not.
int exit_code_of(const ledger_error& error);

} // namespace tracker
