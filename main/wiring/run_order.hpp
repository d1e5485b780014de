// SPDX-License-Identifier: MIT
// The purpose of a run, and the wait for its end.
#pragma once

#include "actors/backfill/span_work.hpp"
#include "actors/proof/proof_actor.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <cstddef>
#include <functional>
#include <optional>

namespace tracker {

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

/// The purpose of a run.
struct run_order {
  /// Empty: watch the present.
  std::optional<past_run> past{};
  /// Empty: until a signal.
  std::optional<timespan> limit{};
};

/// Waits for the supervisor's last message; ends the run earlier by the order's limit,
/// and when each of the `series` of its span is done (1 for a comparison of days). Throws
/// std::runtime_error with the reason when the supervisor ends without a message.
finished await_end(const caf::actor_system& system, caf::scoped_actor& self,
                   const supervisor_actor& supervisor, const run_order& order,
                   std::size_t series);

} // namespace tracker
