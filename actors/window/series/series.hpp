// SPDX-License-Identifier: MIT
// Which windows exist: pure arithmetic of names and times.
#pragma once

#include "messages/window.hpp"

#include <optional>
#include <string_view>

namespace tracker {

/// The series called `name`, `{asset}-updown-{5m,15m,4h}`. With a positive
/// `override_length`, any suffix is accepted and windows start at multiples of that
/// length. Nothing when the name is of another form.
std::optional<series> parse_series(std::string_view name,
                                   std::chrono::seconds override_length = {});

/// The window of `series` that started last at or before `time`. It may be over already:
/// 4h windows leave an hour between them on the night New York's clocks go back. Its slug
/// is the one that the formula gives, or a placeholder.
window window_at(const series& series, timestamp time);

/// The window that starts next after `before`.
window next_window(const series& series, const window& before);

/// The window of a slug of this series, placeholders included; its slug is `slug`.
/// Nothing for any other slug, and for one that names two windows.
std::optional<window> window_of_slug(const series& series, std::string_view slug);

/// True for a slug of an hour of this series that occurs twice in New York: only its
/// market shows which of the two windows it is.
bool names_two_windows(const series& series, std::string_view slug);

/// True when the window's slug is not the platform's but the plain name of the series and
/// the start, `btc-1h-1793509200`: only gamma's list has its slug.
bool has_placeholder_slug(const series& series, const window& window);

/// What the dated slugs of the series begin with, `bitcoin-up-or-down-`; empty without
/// dated slugs.
std::string dated_slug_prefix(const series& series);

/// How long before its start a window of the series can be traded: a day, two days of
/// hourly ones (polymarket-api.md 7.2).
timespan market_lead_of(const series& series);

} // namespace tracker
