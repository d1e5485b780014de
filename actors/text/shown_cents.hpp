// SPDX-License-Identifier: MIT
#pragma once

#include "messages/money.hpp"

#include <vector>

namespace tracker {

/// `parts` in whole cents, for people, so that they add up to their sum as it is shown:
/// rounded half away from zero. By largest remainder: each part is less than a cent from
/// the exact amount, and a part that is whole cents stays as it is.
std::vector<usdc> shown_cents(const std::vector<usdc>& parts);

/// The same where the sum is shown as `total`, whole cents less than a cent from it,
/// because it is a part of something itself.
std::vector<usdc> shown_cents(const std::vector<usdc>& parts, usdc total);

} // namespace tracker
