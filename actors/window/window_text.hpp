// SPDX-License-Identifier: MIT
// What is said of a series in each cycle.
#pragma once

#include "actors/window/window_tracker.hpp"

#include <optional>
#include <string>

namespace tracker {

/// `T-899s | UP 10.0@0.49 DN 10.0@0.47 | btc-updown-15m-1768936500`, with `| open +$0.40`
/// behind it where the open position's worth is known. Without a window that is open:
/// `next window in 3600s | btc-updown-4h`.
std::string status_line(const series& of,
                        const std::optional<window_tracker::open_window>& current,
                        const std::string& position, std::optional<usdc> open_pnl,
                        timestamp now);

} // namespace tracker
