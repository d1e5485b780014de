// SPDX-License-Identifier: MIT
// `explain WINDOW`: the events and the arithmetic behind a window's grades.
#pragma once

#include "actors/ledger/report/report_source.hpp"
#include "actors/window/grade/accounting.hpp"
#include "main/commands/cli/cli.hpp"
#include "main/commands/report_command.hpp"

#include <iosfwd>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* explain_summary =
    "the events and the arithmetic behind one grade";

enum class explain_format : std::uint8_t { text, json };

/// The options of `explain`.
struct explain_options {
  /// A slug, a time, a condition id or an address (`parse_window_name`).
  std::string window;
  /// `main,0x…`: only these wallets. Nothing: all.
  std::optional<std::string> wallets;
  explain_format format = explain_format::text;
  /// From the fleet's database instead of the ledger file.
  bool fleet = false;

  bool operator==(const explain_options&) const = default;
};

/// Parses `WINDOW [--wallet NAME,…] [--format text|json] [--fleet]`.
std::variant<explain_options, cli_text>
parse_explain(const std::vector<std::string>& arguments);

std::vector<option_row> explain_option_rows();

/// Explains the grades of the windows that `options` names on `out`, one for each wallet,
/// or says on `err` why not; `rules` are those that windows are graded by. Returns the
/// exit code of the contract: 1 also for a window that the ledger does not have, 2 for a
/// wallet that does not exist.
int run_explain(const explain_options& options, report_source& source,
                const accounting_rules& rules, const report_setting& setting,
                std::ostream& out, std::ostream& err);

} // namespace tracker
