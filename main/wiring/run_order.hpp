// SPDX-License-Identifier: MIT
// The purpose of a run, and the wait for its end.
#pragma once

#include "actors/backfill/span_work.hpp"
#include "messages/interfaces.hpp"

#include <caf/fwd.hpp>

#include <cstddef>
#include <functional>
#include <optional>

namespace tracker {

/// A span to grade, and the receiver of its progress.
struct span_order {
  window_span span;
  std::function<void(const span_progress&)> report;
};

/// The purpose of a run.
struct run_order {
  /// Empty: watch the present.
  std::optional<span_order> past{};
  /// Empty: until a signal.
  std::optional<timespan> limit{};
};

/// Waits for the supervisor's last message; ends the run earlier by the order's limit,
/// and when each of the `series` of its span is done. Throws std::runtime_error with the
/// reason when the supervisor ends without a message.
finished await_end(const caf::actor_system& system, caf::scoped_actor& self,
                   const supervisor_actor& supervisor, const run_order& order,
                   std::size_t series);

} // namespace tracker
