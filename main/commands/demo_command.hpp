// SPDX-License-Identifier: MIT
#pragma once

#include "main/commands/cli.hpp"

#include <iosfwd>

namespace tracker {

inline constexpr const char* demo_summary =
    "three simulated windows in under a minute, no network, nothing left behind";

/// `demo`: the tracker on a simulated platform at 60 times real time, on the console, its
/// ledger in a temporary folder; then the report, and where to go next. Returns the exit
/// code of the contract.
int demo_command(const command_line& line, std::ostream& out, std::ostream& err);

} // namespace tracker
