// SPDX-License-Identifier: MIT
// In which order the actors drain, and how much of the grace each stage may take.
#pragma once

#include <array>
#include <cstdint>

namespace tracker {

/// The stages of the drain, in their order.
enum class stage : std::uint8_t {
  clock,
  wallets,
  windows,
  fetcher,
  capture,
  ledger,
  log_tee
};

inline constexpr std::array drain_order{stage::clock,   stage::wallets, stage::windows,
                                        stage::fetcher, stage::capture, stage::ledger,
                                        stage::log_tee};

/// The hundredths of the grace that may have passed when a stage must have drained: a
/// stage that hangs leaves time for those behind it.
constexpr std::int64_t share_of_grace(stage at) {
  switch (at) {
  case stage::clock:
    return 25;
  case stage::wallets:
    return 45;
  case stage::windows:
    return 60;
  case stage::fetcher:
    return 75;
  case stage::capture:
    return 80;
  case stage::ledger:
    return 90;
  case stage::log_tee:
    return 100;
  }
  return 100;
}

/// Questions that have not come back when this share of the grace has passed are
/// cancelled.
inline constexpr std::int64_t share_before_cancelling = 30;

} // namespace tracker
