// SPDX-License-Identifier: MIT
// The order in which the actors drain, and the share of the grace period of each stage.
#pragma once

#include <array>
#include <cstdint>

namespace tracker {

/// Actors that drain together.
enum class stage : std::uint8_t {
  clock,
  wallets,
  windows,
  fetcher,
  capture,
  notifier,
  ledger,
  log_tee
};

struct drain_step {
  stage current;
  /// Percentage of the grace period after which the stage must have drained. A stage that
  /// hangs thus leaves time for the following ones.
  std::int64_t share_of_grace;
};

inline constexpr std::array drain_order{
    drain_step{stage::clock, 25},   drain_step{stage::wallets, 45},
    drain_step{stage::windows, 60}, drain_step{stage::fetcher, 75},
    drain_step{stage::capture, 80}, drain_step{stage::notifier, 85},
    drain_step{stage::ledger, 90},  drain_step{stage::log_tee, 100}};

/// Percentage of the grace period after which pending requests are cancelled.
inline constexpr std::int64_t share_before_cancelling = 30;

} // namespace tracker
