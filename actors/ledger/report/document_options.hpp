// SPDX-License-Identifier: MIT
// The options of `report` that choose a document: --statement, --lots, --journal.
#pragma once

#include "actors/ledger/report/report_query.hpp"

#include <date/tz.h>

namespace tracker {

/// Reads `--statement`, `--lots`, `--open`, `--journal` and `--output` into `query`,
/// whose other options have been read. At most one document, with the options that it can
/// have. Throws the first option_fault.
void read_document(const report_options& options, const date::time_zone& zone,
                   report_query& query);

} // namespace tracker
