// SPDX-License-Identifier: MIT
#pragma once

#include "messages/clock.hpp"

#include <string>

namespace tracker {

/// `600 ticks, 600 deliveries, 0 missed, … | sent late p50 0.21 ms p99 0.48 ms max 0.60
/// ms | …`.
std::string to_string(const clock_report& report);

} // namespace tracker
