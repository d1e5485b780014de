// SPDX-License-Identifier: MIT
// The commands about the ledger, of a running tracker or a stopped one, and `strategies`.
#pragma once

#include "actors/backfill/span_work.hpp"
#include "main/config/settings.hpp"

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// The effective settings; nothing: the reason has been printed.
using settings_source = std::function<std::optional<settings>()>;

/// `report`: returns the exit code of the contract.
int report_command(const std::vector<std::string>& arguments,
                   const settings_source& load);

/// `ledger ACTION`: returns the exit code of the contract.
int ledger_command(const std::vector<std::string>& arguments,
                   const settings_source& load);

/// `explain WINDOW`: returns the exit code of the contract.
int explain_command(const std::vector<std::string>& arguments,
                    const settings_source& load);

inline constexpr const char* strategies_summary =
    "tag the recorded grades with tracker.strategies";

/// `strategies`: tags every grade of the ledger, as a start of the tracker does. Returns
/// the exit code of the contract: 4 while a tracker uses the ledger.
int strategies_command(const settings& effective, std::ostream& out, std::ostream& err);

/// The names of the wallets without a trade in the windows of the span; empty as well
/// where the ledger cannot be read.
std::vector<std::string> find_idle_wallets(const settings& effective,
                                           const window_span& span);

} // namespace tracker
