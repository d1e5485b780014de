// SPDX-License-Identifier: MIT
// The order in which the actors drain, and the share of the grace period of each stage.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

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

/// An actor that has drained.
struct drained_actor {
  /// `wallet main`, `clock`.
  std::string name;
  /// Messages it handled in its life.
  std::uint64_t handled = 0;
};

/// `clock 29, wallet main 9`, in order. More than eight of a kind are one entry with
/// their sum, where the first of them stood: `250 wallets 2250`.
std::string drained_text(const std::vector<drained_actor>& actors);

} // namespace tracker
