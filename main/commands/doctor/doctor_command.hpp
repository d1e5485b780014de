// SPDX-License-Identifier: MIT
#pragma once

#include "main/commands/cli/cli.hpp"
#include "main/commands/doctor/doctor_checks.hpp"
#include "main/config/settings.hpp"

#include <functional>
#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* doctor_summary =
    "hosts reachable, clock skew, ledger, disk, permissions: one line each";

struct doctor_options {
  /// Only what kept replies of the platform have that is not known, as `alerts --drift`.
  bool drift = false;

  bool operator==(const doctor_options&) const = default;
};

/// Parses `[--drift]`.
std::variant<doctor_options, cli_text>
parse_doctor(const std::vector<std::string>& arguments);

std::vector<option_row> doctor_option_rows();

/// Reports each result to `listener` as soon as it is there. Sends one request to each of
/// the three hosts and one for each wallet; changes nothing.
std::vector<diagnosis> examine(const settings& effective,
                               const std::function<void(const diagnosis&)>& listener);

/// `doctor`: examines, prints a line each to `out`, and returns the exit code.
int doctor_command(const settings& effective, std::ostream& out, bool colours = false);

} // namespace tracker
