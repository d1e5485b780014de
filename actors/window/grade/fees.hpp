// SPDX-License-Identifier: MIT
// What a fill paid in fees. Source: polymarket-api.md 6. Money itself is never derived
// from this: it is what moved.
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

/// Reads the fee off a buy or a sell. Cash that is what size and price say: a maker's
/// fill, or one of no fee. Cash that is worse by what a fee can be: a taker's, and the
/// difference is its fee. Any other difference is not a fee, and the schedule says what
/// it would have been.
fee_reading read_fee(const activity_event& fill, const fee_schedule& schedule);

/// The fee of a fill, by the schedule of the market if known, otherwise by the documented
/// one.
fee_reading fee_of(const activity_event& fill, const market& details);

} // namespace tracker
