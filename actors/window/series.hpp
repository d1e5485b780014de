// SPDX-License-Identifier: MIT
// Which windows exist: pure arithmetic of names and times.
#pragma once

#include "messages/window.hpp"

#include <optional>
#include <string_view>

namespace tracker {

/// The series called `name`, `{asset}-updown-{5m,15m,4h}`. With a positive
/// `override_length`, any suffix will do and windows start at multiples of that length.
/// Nothing when the name is of another form.
std::optional<series> parse_series(std::string_view name,
                                   std::chrono::seconds override_length = {});

/// The window of `series` that started last at or before `time`. It may be over already:
/// 4h windows leave an hour between them on the night New York's clocks go back.
window window_at(const series& series, timestamp time);

/// The window that starts next after `before`.
window next_window(const series& series, const window& before);

} // namespace tracker
