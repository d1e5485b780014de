// SPDX-License-Identifier: MIT
// `ledger export`: rows of the ledger as CSV or JSON lines.
#pragma once

#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/report/report_columns.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/commands/ledger/ledger_options.hpp"

#include <iosfwd>
#include <optional>
#include <string>

namespace tracker {

/// An event: times in UTC, decimals with six places, null where a field is empty.
report_columns<event_row> event_columns();

/// Writes the events or grades of the options' span and wallets, one by one. Returns why
/// it failed.
std::optional<std::string>
export_events(ledger_reader& ledger, const ledger_arguments& options, std::ostream& out);
std::optional<std::string>
export_grades(ledger_reader& ledger, const ledger_arguments& options, std::ostream& out);

/// Writes what the options ask for: to `out`, a file or two files in a folder. Returns
/// why it failed.
std::optional<std::string>
export_ledger(ledger_reader& ledger, const ledger_arguments& options, std::ostream& out);

} // namespace tracker
