// SPDX-License-Identifier: MIT
// The one definition of a losing streak, for reports, metrics, the page and alerts.
#pragma once

#include "actors/ledger/report/totals.hpp"

#include <cstdint>

namespace tracker {

/// The losses in a row after one more window with a trade and a winner: a loss adds one
/// and a win ends the run; a window that is even or void leaves it as it is.
constexpr std::int64_t losses_after(std::int64_t losses, window_result result) {
  return result == window_result::loss  ? losses + 1
         : result == window_result::win ? 0
                                        : losses;
}

} // namespace tracker
