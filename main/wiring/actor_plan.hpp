// SPDX-License-Identifier: MIT
// The actors of a run and their options, from the settings: the same for live and virtual
// runs.
#pragma once

#include "actors/backfill/span_work.hpp"
#include "actors/fetcher/fetcher_actor.hpp"
#include "actors/ledger/store/ledger_store.hpp"
#include "actors/log_tee/log_options.hpp"
#include "actors/proof/proof_actor.hpp"
#include "actors/supervisor/supervisor_actor.hpp"
#include "main/config/settings.hpp"

#include <caf/actor.hpp>
#include <caf/fwd.hpp>

#include <date/tz.h>

#include <functional>
#include <optional>

namespace tracker {

/// The differences between a live and a virtual run: the sources of time and bytes, and
/// the threads that may block on a disk.
struct actor_context {
  wall_clock now;
  /// Empty: the run is not recorded.
  std::function<capture_actor(log_port)> spawn_capture;
  /// The recorder is an empty handle if the run is not recorded.
  std::function<fetcher_actor(capture_actor, log_port)> spawn_fetcher;
  std::function<clock_actor(log_port)> spawn_clock;
  /// Empty: no service manager waits for messages.
  std::function<service_actor(ledger_actor, log_port)> spawn_service{};
  thread_of runs_on = thread_of::own;
};

/// How connections are made, for the fetcher and the doctor.
network_options network_of(const settings& effective);

/// The options of the live fetcher.
fetcher_options fetcher_options_of(const settings& effective);

/// The log tee's options; `now` stamps the lines.
log_tee_options log_options(const settings& effective, wall_clock now);

/// Past windows to grade instead of the present ones.
struct past_order {
  window_span span;
  /// Receives `span_progress` of each series.
  caf::actor listener;
  /// Present: compare these days with the platform's figures instead.
  std::optional<day_span> days{};
};

/// The window and wallet actors of the settings, at the start and after a reload.
watch_plan plan_watched(caf::actor_system& system, const settings& effective,
                        const wall_clock& now, const log_tee_actor& tee,
                        const std::optional<past_order>& past = std::nullopt);

/// The actors to start. `store` was opened before, so that a bad place is reported
/// before an actor starts; it must live until the ledger actor is started. `started` is
/// the start of the run. Without `past` the run watches the present.
actor_plan plan_actors(caf::actor_system& system, const settings& effective,
                       const actor_context& context, const log_tee_actor& tee,
                       ledger_store& store, timestamp started,
                       const std::optional<past_order>& past = std::nullopt);

} // namespace tracker
