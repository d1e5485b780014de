// SPDX-License-Identifier: MIT
// `explain SLUG`: the events and the arithmetic behind a window's grades.
#pragma once

#include "actors/ledger/report/report_source.hpp"
#include "actors/window/grade/accounting.hpp"
#include "main/commands/cli.hpp"
#include "main/commands/report_command.hpp"

#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* explain_summary =
    "the events and the arithmetic behind one grade";

/// Reads `SLUG`: the window's.
std::variant<std::string, cli_text>
parse_explain(const std::vector<std::string>& arguments);

/// Explains the grades of the window `slug` on `out`, one for each wallet, or says on
/// `err` why not; `rules` are those that windows are graded by. Returns the exit code of
/// the contract: 1 also for a window that is not known.
int run_explain(const std::string& slug, report_source& source,
                const accounting_rules& rules, const report_setting& setting,
                std::ostream& out, std::ostream& err);

} // namespace tracker
