// SPDX-License-Identifier: MIT
#pragma once

#include "main/commands/doctor_checks.hpp"
#include "main/config/settings.hpp"

#include <functional>
#include <iosfwd>
#include <vector>

namespace tracker {

inline constexpr const char* doctor_summary =
    "hosts reachable, clock skew, ledger, disk, permissions: one line each";

/// Hands out each line as soon as it is known. Asks the three hosts and for every wallet
/// once; changes nothing.
std::vector<diagnosis> examine(const settings& of,
                               const std::function<void(const diagnosis&)>& tell);

/// `doctor`: examines, writes a line each to `out`, and returns the exit code.
int doctor_command(const settings& of, std::ostream& out);

} // namespace tracker
