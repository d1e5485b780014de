// SPDX-License-Identifier: MIT
// Checks the names in a report filter.
#pragma once

#include "actors/ledger/report/report_query.hpp"
#include "messages/wallet.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Replaces a wallet's masked address (`0x12345678…abcdef`, as reports show it) by the
/// address. Returns the first name that does not exist, with those that do; nothing when
/// all exist.
std::optional<option_fault> resolve_names(report_filter& filter,
                                          const known_names& known);

/// Describes the filter without its span, for the plot title: `wallet main`, `the last 20
/// rows`. Addresses are masked.
std::vector<std::string> describe_filter(const report_query& query);

} // namespace tracker
