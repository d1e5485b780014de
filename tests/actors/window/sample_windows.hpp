// SPDX-License-Identifier: MIT
// A series and its sample window.
#pragma once

#include "actors/window/series/series.hpp"

namespace tracker::test {

inline const series btc = *parse_series("btc-updown-15m");

/// 2026-01-20, 19:15 to 19:30 UTC.
inline const window first = window_at(btc, from_unix_seconds(1'768'936'500));

} // namespace tracker::test
