// SPDX-License-Identifier: MIT
// Sample proofs of days.
#pragma once

#include "messages/proof.hpp"

namespace tracker::test {

/// 2026-11-28.
inline const timestamp proof_day = from_unix_seconds(1'795'824'000);

/// 12 fills and $3.00 by both sides, checked an hour after the end of the day.
inline day_proof proven_day(const watched_wallet& wallet, timestamp day) {
  day_proof proof;
  proof.wallet = wallet;
  proof.day = day;
  proof.ours.fills = 12;
  proof.ours.pnl = proof.ours.pnl_low = proof.ours.pnl_high =
      usdc::from_micros(3'000'000);
  proof.platform.fills = 12;
  proof.platform.pnl.emplace();
  proof.platform.pnl->realized = proof.platform.pnl->position = proof.ours.pnl;
  proof.checked_at = day + day_length + std::chrono::hours{1};
  proof.checks = 1;
  return proof;
}

/// The platform's P/L is `micros` higher.
inline day_proof different_day(const watched_wallet& wallet, timestamp day,
                               std::int64_t micros) {
  auto proof = proven_day(wallet, day);
  proof.platform.pnl->realized += usdc::from_micros(micros);
  proof.platform.pnl->position = proof.platform.pnl->realized;
  return proof;
}

/// The platform's P/L is $1.00 higher, which two open markets may explain.
inline day_proof near_day(const watched_wallet& wallet, timestamp day) {
  auto proof = different_day(wallet, day, 1'000'000);
  proof.ours.open_markets = 2;
  proof.ours.pnl_high += usdc::from_micros(2'000'000);
  return proof;
}

/// The platform has no figure.
inline day_proof open_day(const watched_wallet& wallet, timestamp day) {
  auto proof = proven_day(wallet, day);
  proof.platform = {};
  proof.platform.why = "trade_count is null";
  return proof;
}

} // namespace tracker::test
