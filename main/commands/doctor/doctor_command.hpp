// SPDX-License-Identifier: MIT
#pragma once

#include "main/commands/doctor/doctor_checks.hpp"
#include "main/config/settings.hpp"

#include <functional>
#include <iosfwd>
#include <vector>

namespace tracker {

inline constexpr const char* doctor_summary =
    "hosts reachable, clock skew, ledger, disk, permissions: one line each";

/// Reports each result to `listener` as soon as it is there. Sends one request to each of
/// the three hosts and one for each wallet; changes nothing.
std::vector<diagnosis> examine(const settings& effective,
                               const std::function<void(const diagnosis&)>& listener);

/// `doctor`: examines, prints a line each to `out`, and returns the exit code.
int doctor_command(const settings& effective, std::ostream& out, bool colours = false);

} // namespace tracker
