// SPDX-License-Identifier: MIT
#pragma once

#include "messages/money.hpp"

#include <vector>

namespace tracker {

/// `parts` in whole cents, for people, so that they add up to their displayed sum, which is
/// rounded half away from zero. By largest remainder: each part is less than a cent from
/// the exact amount, and a part of whole cents is unchanged.
std::vector<usdc> shown_cents(const std::vector<usdc>& parts);

/// The same where the sum is displayed as `total`, whole cents less than a cent from it,
/// because it is itself a part of a larger sum.
std::vector<usdc> shown_cents(const std::vector<usdc>& parts, usdc total);

} // namespace tracker
