// SPDX-License-Identifier: MIT
// `report`: its options, and its answer from whatever source of rows.
#pragma once

#include "actors/ledger/report/report_query.hpp"
#include "actors/ledger/report/report_source.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/commands/cli.hpp"

#include <date/tz.h>

#include <iosfwd>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

inline constexpr const char* report_summary = "graded windows and their totals";

/// Reads the options of `report`, not yet what they mean (`parse_report_query`).
std::variant<report_words, cli_text>
parse_report(const std::vector<std::string>& arguments);

/// `--status=FINL: allowed: …; did you mean FINAL?`: a fault of `parse_report_query`.
std::string describe_query_fault(const option_fault& fault);

/// The first name of --series or --wallet that is in `known` neither as a name nor as an
/// address, with the names that are and the nearest one; addresses are masked. Nothing:
/// every name is known.
std::optional<std::string> find_unknown_name(const report_filter& filter,
                                             const known_names& known);

/// What a report needs to know besides its rows.
struct report_setting {
  timestamp now{};
  const date::time_zone& zone;
  /// Names of the series that are watched now: their windows up to now should be there.
  std::vector<std::string> watched;
  bool colours = false;
};

/// Answers a query on `out`, or says on `err` why not. Returns the exit code of the
/// contract.
int run_report(const report_query& query, report_source& source,
               const report_setting& setting, std::ostream& out, std::ostream& err);

/// True for a terminal that may show colours: `NO_COLOR` is not set (no-color.org).
bool shows_colours(int descriptor);

} // namespace tracker
