// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/report/report_source.hpp"

#include <string>
#include <vector>

namespace tracker {

/// What the wallets of the filter have traded in series that are not `watched`, a line
/// for each wallet: `Not watched : main also trades eth-1h; …`. Of the filter's span, and
/// of the last month at most; nothing where the filter names series.
ledger_result<std::vector<std::string>>
other_series_lines(report_source& source, const report_filter& filter,
                   const std::vector<std::string>& watched, timestamp now);

} // namespace tracker
