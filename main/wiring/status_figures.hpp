// SPDX-License-Identifier: MIT
// Figures of the ledger for the status screen and for the service manager.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/report/totals.hpp"
#include "main/config/settings.hpp"
#include "messages/grade.hpp"

#include <optional>
#include <string>

namespace tracker {

struct status_figures {
  /// Of the windows that end today in the configured zone.
  totals today;
  /// The grade made last; nothing: none in the last day.
  std::optional<grade> last;
};

/// Reads the figures of the ledger: some milliseconds for a day.
ledger_result<status_figures> read_status_figures(const settings& effective,
                                                  const date::time_zone& zone,
                                                  timestamp now);

/// The line of `systemctl status`: `last btc-updown-15m-1795585662 | UP | main +$2.14 |
/// … | FINAL; today +$4.10 net; coverage today 56 of 57 windows`.
std::string service_status_text(const status_figures& figures,
                                const coverage_summary& coverage);

/// Reads the ledger and writes that line; the error, where it cannot be read.
std::string service_status_line(const settings& effective);

} // namespace tracker
