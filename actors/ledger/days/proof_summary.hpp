// SPDX-License-Identifier: MIT
// What the proofs of several days come to, for the page, the alerts and the metrics.
// Pure.
#pragma once

#include "messages/proof.hpp"

#include <cstddef>
#include <cstdint>
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

} // namespace tracker
