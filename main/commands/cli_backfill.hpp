// SPDX-License-Identifier: MIT
#pragma once

#include "main/commands/cli.hpp"

namespace tracker {

inline constexpr const char* backfill_summary =
    "grade past windows from the platform's history";

/// The options of `backfill` as they were typed; times as in `report`.
struct backfill_options {
  std::string from;
  /// Nothing: up to now.
  std::optional<std::string> to;

  bool operator==(const backfill_options&) const = default;
};

/// Parses `--from T [--to T]`.
std::variant<backfill_options, cli_text>
parse_backfill(const std::vector<std::string>& arguments);

std::vector<option_row> backfill_option_rows();

} // namespace tracker
