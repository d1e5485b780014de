// SPDX-License-Identifier: MIT
// Completion scripts for shells, made from the tables that the parser and the help use:
// commands, their options, and the keys of the settings. Pure.
#pragma once

#include "main/commands/cli/cli.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

inline constexpr const char* completion_summary = "print a completion script for a shell";

enum class shell_kind : std::uint8_t { bash, zsh, fish };

/// Parses `bash`, `zsh` or `fish`.
std::variant<shell_kind, cli_text>
parse_completion(const std::vector<std::string>& arguments);

std::vector<option_row> completion_option_rows();

/// The script, to be evaluated by the shell (`eval "$(… completion bash)"`) or stored
/// among its completions.
std::string completion_script(shell_kind shell, const std::vector<command>& commands);

} // namespace tracker
