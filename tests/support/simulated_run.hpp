// SPDX-License-Identifier: MIT
// Unattended runs against the simulator: their settings, and captures of them, made
// without a network and the same each time.
#pragma once

#include "main/config/settings.hpp"
#include "tests/simulator/market/market.hpp"

#include <csignal>
#include <cstdint>
#include <string>
#include <vector>

namespace tracker::test {

/// Restores the signal mask and SIGPIPE, which a virtual run changes.
class restored_signals {
public:
  restored_signals() { pthread_sigmask(SIG_SETMASK, nullptr, &before_); }
  ~restored_signals() {
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    std::signal(SIGPIPE, SIG_DFL);
  }
  restored_signals(const restored_signals&) = delete;
  restored_signals& operator=(const restored_signals&) = delete;

private:
  sigset_t before_{};
};

/// A series of each of the platform's eight assets: `btc-updown-15m`, … for `15m`.
std::vector<std::string> series_of_all_assets(const std::string& length);

/// The default settings with the wallets and series of the rules, a new ledger and no
/// log.
settings unwatched_settings(const exchange::market_rules& rules,
                            const std::string& ledger_file);

/// A simulated run that is recorded.
struct simulated_run {
  exchange::market_rules rules;
  /// The settings that decide; the wallets and series are those of the rules, and the
  /// ledger is new.
  settings effective;
  timestamp start{};
  timestamp end{};
};

/// The content of a capture in numbers.
struct capture_size {
  std::uint64_t records = 0;
  std::uint64_t replies = 0;
  std::uint64_t bytes = 0;
};

/// Runs the tracker against the simulator in virtual time and writes to `file` what its
/// fetcher and clock would have recorded. Throws std::runtime_error when the run fails.
capture_size write_simulated_capture(const simulated_run& run, const std::string& file);

} // namespace tracker::test
