// SPDX-License-Identifier: MIT
// The answer to a report's query: the same for the command and for /api/v1.
#pragma once

#include "actors/ledger/output/report_setting.hpp"
#include "actors/ledger/report/report_query.hpp"
#include "actors/ledger/report/report_source.hpp"

#include <iosfwd>
#include <optional>
#include <string>

namespace tracker {

/// Checks the names in a filter against those of the ledger and of the configuration.
/// Returns the first one that does not exist; nothing when all exist.
ledger_result<std::optional<option_fault>> resolve_filter(report_filter& filter,
                                                          report_source& source,
                                                          const report_setting& setting);

/// Writes what `query` asks for on `out`, and its picture into its file. Every name in
/// its filter exists. Returns why it could not be done; nothing: it is done.
std::optional<std::string> write_report(const report_query& query, report_source& source,
                                        const report_setting& setting, std::ostream& out);

/// The parts of a plot.
enum class plot_picture : std::uint8_t { equity, calendar };

/// A part of the picture of `report --plot` for the query's filter and grouping, as SVG.
ledger_result<std::string> draw_report(const report_query& query, report_source& source,
                                       const report_setting& setting, plot_picture part);

} // namespace tracker
