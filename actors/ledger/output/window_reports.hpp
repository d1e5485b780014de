// SPDX-License-Identifier: MIT
// Reports that read the events of each window: what was earned as maker and as taker, and
// what was won and is not redeemed.
#pragma once

#include "actors/ledger/output/report_run.hpp"
#include "actors/ledger/report/report_query.hpp"
#include "actors/ledger/report/report_source.hpp"

#include <iosfwd>
#include <optional>
#include <string>

namespace tracker {

/// Writes what the filter's traded windows with a winner earned by role, as table, CSV or
/// JSON. Windows whose events are no longer kept are counted and left out. Returns why it
/// could not be done; nothing: it is done.
std::optional<std::string> write_roles(const report_query& query, report_source& source,
                                       std::ostream& out);

/// Writes the winning tokens of the filter's windows that are not redeemed by the
/// ledger's events, with what the platform's positions say, and their sum.
std::optional<std::string> write_unredeemed(const report_query& query,
                                            report_source& source,
                                            const report_setting& setting,
                                            std::ostream& out);

} // namespace tracker
