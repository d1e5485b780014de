// SPDX-License-Identifier: MIT
#pragma once

#include "tests/exchange/fault.hpp"
#include "tests/simulator/routes.hpp"

namespace tracker::exchange {

/// Whether the answer is a list of a wallet's rows.
bool is_activity(const request& asked);

/// `good`, an answer of `/activity` or `/v2/activity`, under a fault of lists; unchanged
/// where it cannot have that fault.
reply spoilt_list(const due_fault& fault, const request& asked, const reply& good,
                  const market_rules& rules, timestamp now);

} // namespace tracker::exchange
