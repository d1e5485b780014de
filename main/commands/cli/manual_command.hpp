// SPDX-License-Identifier: MIT
// Manual pages in the man(7) macros, made from the tables that the parser and the help
// use. Pure.
#pragma once

#include "main/commands/cli/cli.hpp"

#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* manual_summary = "print a manual page, for man -l -";

enum class manual_page : std::uint8_t {
  /// performance_tracker(1)
  program,
  /// tracker.conf(5)
  configuration,
};

/// Parses `[PAGE]`: `performance_tracker` (the default) or `tracker.conf`.
std::variant<manual_page, cli_text>
parse_manual(const std::vector<std::string>& arguments);

std::vector<option_row> manual_option_rows();

/// The codes that the program ends with and their meaning; README.md has the same table.
std::vector<option_row> exit_code_rows();

/// The page; it names the version and the date of the sources, not of the build.
std::string manual_text(manual_page page, const std::vector<command>& commands);

} // namespace tracker
