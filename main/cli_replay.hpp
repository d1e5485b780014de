// SPDX-License-Identifier: MIT
#pragma once

#include "main/cli.hpp"

#include <cstdint>

namespace tracker {

inline constexpr const char* replay_summary =
    "run the same actors on recorded replies and their recorded time";

/// What `replay` is asked for.
struct replay_request {
  /// The recording's path, as it was typed.
  std::string capture;
  /// Recorded seconds in one of ours; nothing: as fast as it goes.
  std::optional<std::int64_t> speed;
  /// The ledger's path, as it was typed; nothing: one that is thrown away.
  std::optional<std::string> ledger;
  /// Replays what can be replayed of a damaged recording.
  bool lenient = false;
  /// Tells what would change in the recorded grades.
  bool compare = false;

  bool operator==(const replay_request&) const = default;
};

/// Reads `CAPTURE [--speed=max|60|1] [--ledger=FILE] [--lenient] [--compare]`.
std::variant<replay_request, cli_text>
parse_replay(const std::vector<std::string>& arguments);

} // namespace tracker
