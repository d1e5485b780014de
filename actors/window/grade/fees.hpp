// SPDX-License-Identifier: MIT
// The fee of a fill. Source: polymarket-api.md 6. Profits are never derived from it but
// from the cash that moved.
#pragma once

#include "messages/grade.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

namespace tracker {

/// The documented schedule of an up/down window of this length at this time. The market's
/// own schedule is better where it is known: rates have changed unannounced.
fee_schedule documented_schedule(std::chrono::seconds window_length, timestamp time);

/// What a taker pays by the schedule, in whole 10^-5 dollars, rounded down as recorded.
usdc modelled_fee(shares size, price at_price, const fee_schedule& schedule);

struct fee_reading {
  usdc fee;
  fee_source source = fee_source::none;
  liquidity role = liquidity::unknown;

  bool operator==(const fee_reading&) const = default;
};

/// Determines the fee of a buy or a sell. If the cash is size times price, it is a
/// maker's fill or has no fee. If the cash is worse by a possible fee, it is a taker's
/// fill and the difference is its fee. Any other difference is not a fee: the result is
/// the fee by the schedule.
fee_reading read_fee(const activity_event& fill, const fee_schedule& schedule);

/// The fee of a fill, by the schedule of the market if known, otherwise by the documented
/// one.
fee_reading fee_of(const activity_event& fill, const market& details);

} // namespace tracker
