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

/// Writes the rows that `query` asks for on `out`. Every name in its filter exists.
/// Returns why the ledger could not be read.
std::optional<ledger_error> write_report_rows(const report_query& query,
                                              report_source& source,
                                              const report_setting& setting,
                                              std::ostream& out);

/// Writes what `query` asks for on `out`, and its picture into its file. Every name in
/// its filter exists. Returns why it could not be done; nothing: it is done.
std::optional<std::string> write_report(const report_query& query, report_source& source,
                                        const report_setting& setting, std::ostream& out);

/// The parts of a plot.
enum class plot_picture : std::uint8_t {
  /// The curves and the calendar of `report --plot`.
  equity,
  calendar,
  /// P/L a window by hour and weekday.
  hours,
  /// How P/L is spread over windows.
  spread,
};

/// A picture for the query's filter, and grouping in the case of curves, as SVG.
ledger_result<std::string> draw_report(const report_query& query, report_source& source,
                                       const report_setting& setting, plot_picture part);

} // namespace tracker
