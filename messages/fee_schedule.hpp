// SPDX-License-Identifier: MIT
#pragma once

#include "messages/money.hpp"

#include <cstdint>

namespace tracker {

/// The taker fee of a market (gamma's `feeSchedule`): a fill at price p costs its taker
/// `size * rate * (p * (1 - p))^exponent` dollars.
struct fee_schedule {
  /// In millionths; 0: no fee.
  std::int64_t rate_micros = 0;
  /// 0 to 4.
  std::uint8_t exponent = 1;

  bool operator==(const fee_schedule&) const = default;
};

} // namespace tracker
