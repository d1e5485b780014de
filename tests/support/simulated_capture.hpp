// SPDX-License-Identifier: MIT
// Captures of simulated runs: made without a network, the same ones each time.
#pragma once

#include "main/config/settings.hpp"
#include "tests/simulator/market/market.hpp"

#include <cstdint>
#include <string>

namespace tracker::test {

/// What of a simulated run is recorded.
struct simulated_run {
  exchange::market_rules rules;
  /// The settings that decide; the wallets and series are those of the rules, and the
  /// ledger is new.
  settings effective;
  timestamp start{};
  timestamp end{};
};

/// How much of everything a capture has come to hold.
struct capture_size {
  std::uint64_t records = 0;
  std::uint64_t replies = 0;
  std::uint64_t bytes = 0;
};

/// Runs the tracker against the simulator in virtual time and writes what its fetcher and
/// its clock would have recorded to `file`. Throws std::runtime_error when the run fails.
capture_size write_simulated_capture(const simulated_run& run, const std::string& file);

} // namespace tracker::test
