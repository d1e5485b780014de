// SPDX-License-Identifier: MIT
// Proofs of days as `report --proof`, `reconcile` and /api/v1/reconcile show them.
#pragma once

#include "actors/ledger/report/report_query.hpp"
#include "messages/proof.hpp"

#include <iosfwd>
#include <vector>

namespace tracker {

/// Writes proofs: as text all figures of each day, the oldest first, and how many are
/// proven; as CSV and JSON a row per day with exact decimals, null where the platform's
/// figure is unavailable.
void write_proofs(const std::vector<day_proof>& proofs, report_format format,
                  std::ostream& out);

/// The proofs that match the time of the filter, by the start of the day, and its
/// wallets, given by name or address.
std::vector<day_proof> select_proofs(const std::vector<day_proof>& all,
                                     const report_filter& filter);

/// `7 days: 5 proven, 1 near (≈), 1 differ (1 of them accepted), 0 open`.
std::string count_proofs(const std::vector<day_proof>& proofs);

/// Whether every day is proven or its difference accepted.
bool are_settled(const std::vector<day_proof>& proofs);

} // namespace tracker
