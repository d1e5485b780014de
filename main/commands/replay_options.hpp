// SPDX-License-Identifier: MIT
// The options of `replay`, and the configuration of a replay. Pure.
#pragma once

#include "actors/capture/capture_record.hpp"
#include "main/commands/cli/cli.hpp"
#include "main/config/config.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* replay_summary =
    "run the same actors on recorded replies and their recorded time";

/// The options of `replay`.
struct replay_options {
  std::string capture;
  /// How many times faster than real time; 0: as fast as it goes.
  std::uint32_t speed = 0;
  /// Empty: one that is removed at the end.
  std::string ledger;
  bool lenient = false;
  /// Serve the page meanwhile, and until a signal after it.
  bool web = false;
  /// The ledger to compare with; empty: the configured one; nothing: no comparison.
  std::optional<std::string> compare;

  bool operator==(const replay_options&) const = default;
};

/// Parses `CAPTURE [--speed=max|60|1] [--ledger=FILE] [--lenient] [--web]
/// [--compare[=LEDGER]]`.
std::variant<replay_options, cli_text>
parse_replay(const std::vector<std::string>& arguments);

std::vector<option_row> replay_option_rows();

/// The configuration of a replay: settings that influence grades come from the capture
/// unless the command line sets them; nothing but the ledger is written.
config_request replay_request(const config_request& asked, const capture_header& header,
                              const std::string& ledger_file);

} // namespace tracker
