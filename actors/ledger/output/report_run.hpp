// SPDX-License-Identifier: MIT
// The answer to a report's query: the same for the command and for /api/v1.
#pragma once

#include "actors/ledger/report/report_query.hpp"
#include "actors/ledger/report/report_source.hpp"
#include "messages/time.hpp"
#include "messages/wallet.hpp"

#include <date/tz.h>

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// The input of a report besides its rows.
struct report_setting {
  timestamp now{};
  const date::time_zone& zone;
  /// Names of the series that are watched now: their windows up to now are expected.
  std::vector<std::string> watched;
  bool colours = false;
  /// Columns of the terminal; 0: not a terminal, lines have any length.
  std::size_t width = 0;
  /// Configured now: filters may name them before they have a grade.
  std::vector<watched_wallet> wallets{};
  std::vector<std::string> strategies{};
};

/// What the wallets of the filter have traded in series that are not `watched`, a line
/// for each wallet: `Not watched : main also trades eth-1h; …`. Of the filter's span, and
/// of the last month at most; nothing where the filter names series.
ledger_result<std::vector<std::string>>
other_series_lines(report_source& source, const report_filter& filter,
                   const std::vector<std::string>& watched, timestamp now);

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
