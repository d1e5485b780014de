// SPDX-License-Identifier: MIT
#pragma once

#include "messages/money.hpp"
#include "messages/window.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace tracker {

/// What a token of each outcome pays in dollars, in the order of the market's outcomes.
using payouts = std::array<price, 2>;

/// The settlement that pays exactly so, `up` being Up's place among the outcomes: all to
/// one side, or half to each. Any other payout is not a settlement.
std::optional<settlement> settlement_by(const payouts& pays, std::size_t up);

} // namespace tracker
