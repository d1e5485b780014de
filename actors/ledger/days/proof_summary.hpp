// SPDX-License-Identifier: MIT
// The proofs of several days: their sum, for the page, the alerts and the metrics, and
// their rows in `report --proof`, `reconcile` and /api/v1/reconcile. Pure.
#pragma once

#include "actors/ledger/report/report_query.hpp"
#include "messages/proof.hpp"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Days of one wallet, or of several. A day counts in exactly one of `proven`, `near`,
/// `accepted`, `differ` and `open`.
struct proof_summary {
  /// All figures are equal.
  std::size_t proven = 0;
  /// Proven, but the P/L only within what is not certain about open positions (≈).
  std::size_t near = 0;
  /// Days that differ, for a reason that the user has given.
  std::size_t accepted = 0;
  std::size_t differ = 0;
  /// Days of which a figure of the platform is unavailable.
  std::size_t open = 0;
  /// Of the days in `differ`: the sum of their amounts, zero or more, so that no day
  /// hides another one; and of their numbers of fills. See `day_difference`.
  usdc amount{};
  std::uint64_t fills = 0;
  /// The first day in `differ`, and its `proof_text`.
  std::optional<timestamp> first_day{};
  std::string first_text{};
  /// When a day was last compared that is not open; nothing: none was.
  std::optional<timestamp> compared_at{};

  /// Adds a day; days must be added by time.
  void add(const day_proof& proof);

  /// Days with all figures of both sides. Without one, no difference is known.
  std::size_t compared() const { return proven + near + accepted + differ; }

  bool operator==(const proof_summary&) const = default;
};

proof_summary summarize_proofs(const std::vector<day_proof>& proofs);

/// True for a day that differs and is not accepted.
bool is_unexplained(const day_proof& proof);

/// `difference $0.00, 6 days proven, 2 near (≈), 1 accepted, 1 open`; `differs by $1.20
/// since 2026-11-26, …`; `differs in 2 fills since …`; without a compared day `not
/// available` or `not available, 2 days open`.
std::string summary_text(const proof_summary& summary);

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
