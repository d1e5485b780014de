// SPDX-License-Identifier: MIT
#pragma once

#include "messages/wallet.hpp"

#include <cstdint>
#include <string>

namespace tracker {

/// Rewards and rebates of a wallet outside any market: one row of the platform or, once
/// they are old, the sum of a quarter of an hour.
struct account_row {
  watched_wallet wallet;
  activity_type type = activity_type::other;
  /// The platform's type, where `type` is `other`.
  std::string platform_type;
  /// Time of the row, or start of the quarter.
  timestamp time{};
  std::uint64_t events = 1;
  shares size;
  usdc cash;

  bool operator==(const account_row&) const = default;
};

/// A row of a wallet's activity that is not booked because its meaning is uncertain.
struct wallet_doubt {
  watched_wallet wallet;
  doubtful_row row;

  bool operator==(const wallet_doubt&) const = default;
};

} // namespace tracker
