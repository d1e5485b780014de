// SPDX-License-Identifier: MIT
#pragma once

#include "main/commands/cli/cli.hpp"
#include "messages/time.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* run_summary = "observe until told to stop (the default)";

/// The options of `run`.
struct run_command_options {
  /// One pass over the windows that have ended, instead of watching.
  bool once = false;
  /// How long to watch; nothing: until a signal.
  std::optional<timespan> limit;

  bool operator==(const run_command_options&) const = default;
};

/// Parses `[--once | --for=DURATION]`; a duration is from 1s to 8760h.
std::variant<run_command_options, cli_text>
parse_run(const std::vector<std::string>& arguments);

std::vector<option_row> run_option_rows();

} // namespace tracker
