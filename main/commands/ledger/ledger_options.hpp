// SPDX-License-Identifier: MIT
// The command line of `ledger`. Pure.
#pragma once

#include "actors/ledger/report/report_query.hpp"
#include "main/commands/cli/cli.hpp"

#include <date/tz.h>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* ledger_summary =
    "back up, verify, restore or export the ledger";

enum class ledger_action : std::uint8_t { backup, verify, restore, export_rows };

/// The words of `ledger_action`, in its order: backup, verify, restore, export.
std::vector<std::string> ledger_action_names();

enum class export_format : std::uint8_t { csv, json_lines };

/// The options of `ledger`, checked except for the names of wallets.
struct ledger_arguments {
  ledger_action action = ledger_action::verify;
  /// Of backup: where to; of verify: what; both may be empty. Of restore: from where.
  std::string file;
  bool events = false;
  bool grades = false;
  export_format format = export_format::csv;
  /// Of export: a file, or a folder for both tables; empty: standard output.
  std::string output;
  /// Of export: the span and the wallets.
  report_filter filter;
};

std::variant<ledger_arguments, cli_text>
parse_ledger(const std::vector<std::string>& arguments, timestamp now,
             const date::time_zone& zone);

std::vector<option_row> ledger_option_rows();

} // namespace tracker
