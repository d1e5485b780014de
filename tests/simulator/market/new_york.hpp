// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <string>

namespace tracker::exchange {

/// What New York's clocks are ahead of UTC: -5 h, or -4 h in daylight saving time by the
/// rule of 2007 (second Sunday of March to first Sunday of November, both at 2:00 local
/// time).
std::chrono::hours new_york_offset(timestamp at);

/// The span the way a market's title says it: `September 20, 6:35PM-6:40PM ET`, with the
/// seconds where a bound is not on a full minute.
std::string title_span(timestamp start, timestamp end);

} // namespace tracker::exchange
