// SPDX-License-Identifier: MIT
// The documents of `report`: --statement, --lots and --journal.
#pragma once

#include "actors/ledger/report/report_query.hpp"
#include "actors/ledger/report/report_source.hpp"

#include <date/tz.h>

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

struct document_setting {
  timestamp now{};
  const date::time_zone& zone;
  /// Names of the series that are watched now.
  std::vector<std::string> watched;
};

/// Writes the document that `query` names on `out`, and on `notes` what a reader of it
/// has to know. Every name in its filter exists. Returns why it could not be written.
std::optional<std::string> write_document(const report_query& query,
                                          report_source& source,
                                          const document_setting& setting,
                                          std::ostream& out, std::ostream& notes);

} // namespace tracker
