// SPDX-License-Identifier: MIT
// `report`: its options, and its answer from a source of rows.
#pragma once

#include "actors/ledger/output/report_run.hpp"
#include "actors/ledger/report/report_query.hpp"
#include "actors/ledger/report/report_source.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/commands/cli/cli.hpp"

#include <date/tz.h>

#include <iosfwd>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* report_summary = "graded windows and their totals";

/// Parses the options of `report`; `parse_report_query` checks their values.
std::variant<report_options, cli_text>
parse_report(const std::vector<std::string>& arguments);

std::vector<option_row> report_option_rows();

/// Refuses the value of an option of `command`, with the nearest allowed one.
cli_text refuse_option(const option_fault& fault, const std::string& command = "report");

/// Answers a query on `out`, or says on `err` why not. Returns the exit code of the
/// contract: 2 where a filter names a series, wallet or strategy that does not exist.
int run_report(const report_query& query, report_source& source,
               const report_setting& setting, std::ostream& out, std::ostream& err);

/// The columns of a terminal, or `COLUMNS` where it does not report them; 0: not a
/// terminal.
std::size_t terminal_width(int descriptor);

/// True where `log.color` of the settings lets standard output show colours.
bool shows_colours(const settings& effective);

} // namespace tracker
