// SPDX-License-Identifier: MIT
#pragma once

#include "messages/money.hpp"

#include <string>
#include <vector>

namespace tracker {

/// `parts` rounded to whole cents such that they add up to their rounded sum (half away
/// from zero), by the largest-remainder method: each part is less than a cent from the
/// exact amount, and a part of whole cents is unchanged.
std::vector<usdc> shown_cents(const std::vector<usdc>& parts);

/// The same, for parts whose sum is shown as `total`: whole cents, less than a cent from
/// the exact sum.
std::vector<usdc> shown_cents(const std::vector<usdc>& parts, usdc total);

/// `text` with a comma before each three digits of its whole number: `+$1,234.50`.
std::string with_separators(std::string text);

} // namespace tracker
