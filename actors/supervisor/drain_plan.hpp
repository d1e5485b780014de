// SPDX-License-Identifier: MIT
// In which order the actors drain, and how much of the grace each stage may take.
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
  ledger,
  log_tee
};

struct drain_step {
  stage who;
  /// The hundredths of the grace that may have passed when it must have drained: a stage
  /// that hangs leaves time for those behind it.
  std::int64_t share_of_grace;
};

inline constexpr std::array drain_order{
    drain_step{stage::clock, 25},   drain_step{stage::wallets, 45},
    drain_step{stage::windows, 60}, drain_step{stage::fetcher, 75},
    drain_step{stage::capture, 80}, drain_step{stage::ledger, 90},
    drain_step{stage::log_tee, 100}};

/// Questions that have not come back when this share of the grace has passed are
/// cancelled.
inline constexpr std::int64_t share_before_cancelling = 30;

} // namespace tracker
