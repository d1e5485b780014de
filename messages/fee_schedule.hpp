// SPDX-License-Identifier: MIT
#pragma once

#include "messages/money.hpp"

#include <cstdint>

namespace tracker {

/// What a market charges (gamma's `feeSchedule`): `size * rate * (p * (1 - p))^exponent`
/// dollars for the taker of a fill at price p.
struct fee_schedule {
  /// Millionths; 0: no fee.
  std::int64_t rate_micros = 0;
  /// 0 to 4.
  std::uint8_t exponent = 1;

  bool operator==(const fee_schedule&) const = default;
};

} // namespace tracker
