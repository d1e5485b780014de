// SPDX-License-Identifier: MIT
// Which windows the simulated platform has: those whose slugs carry their start, and the
// hourly and daily ones, whose slugs are made of New York's dates. Without any of the
// tracker's code.
#pragma once

#include "tests/simulator/market/market.hpp"
#include "tests/simulator/market/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker::exchange {

/// The offset of New York's clocks from UTC: -5 h, or -4 h in daylight saving time by the
/// rule of 2007 (second Sunday of March to first Sunday of November, both at 2:00 local
/// time).
std::chrono::hours new_york_offset(timestamp time);

/// An hourly or daily window.
struct dated_window {
  /// `btc`.
  std::string asset;
  /// `1h`, `1d`.
  std::string duration;
  timestamp start{};
  timestamp end{};
};

/// The window of a dated slug, always with the year, or of its key `btc-1h-1793505600`.
/// Nothing for a slug of another form, for a date that does not exist, and for the two
/// hours that New York's clocks show alike: the platform does not offer them.
std::optional<dated_window> find_dated(std::string_view slug);

/// `bitcoin-up-or-down-november-1-2026-3pm-et`.
std::string dated_slug_of(const dated_window& window);
/// `btc-1h-1793505600`: the text that its identifiers follow from.
std::string dated_key_of(const dated_window& window);

/// `btc-updown-15m`, `btc-1h`.
std::string series_name_of(const simulated_market& market);

/// The windows of the series with this name, `btc-updown-5m`, `btc-1h` or `btc-1d`, that
/// the platform offers and that start from `first` up to `last`, the latter included.
std::vector<window_name> windows_between(const std::string& series, timestamp first,
                                         timestamp last, const market_rules& rules);

/// Of gamma's series: `btc-up-or-down-hourly` and its id.
std::string gamma_series_of(const std::string& asset, const std::string& duration);
std::int64_t gamma_series_id(const std::string& slug);
/// The names of all series that gamma knows, `btc-updown-5m`, `btc-1h`.
std::vector<std::string> gamma_series_names();
/// Gamma's slug of a series by its name.
std::string gamma_series_named(const std::string& name);

} // namespace tracker::exchange
