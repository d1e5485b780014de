// SPDX-License-Identifier: MIT
// Slugs that consist of a date and an hour in New York. Source: platform-delta.md 6.3 and
// 6.4, polymarket-api.md 7.1, and the recorded markets.
#pragma once

#include "messages/time.hpp"

#include <date/tz.h>

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// Between the asset and the date.
inline constexpr std::string_view dated_infix = "-up-or-down-";

/// The local time in New York at `time`.
date::local_seconds new_york_time(timestamp time);
/// The first instant with the local time `local` in New York; for a skipped local time,
/// the instant of the clock change.
timestamp from_new_york_time(date::local_seconds local);

/// The slug of the hourly window that starts at `start`, a full hour:
/// `bitcoin-up-or-down-november-28-2026-3pm-et`; without the year before 16 March 2026.
/// Nothing for the two hours of a night with the same local time: the platform has at
/// most one slug for them.
std::optional<std::string> hour_slug(std::string_view asset, timestamp start);

/// The slug of the daily window that ends at `end`, a noon of New York:
/// `bitcoin-up-or-down-on-november-28-2026`.
std::string day_slug(std::string_view asset, timestamp end);

/// The content of a dated slug.
struct dated_slug {
  /// `bitcoin`.
  std::string asset;
  /// A daily window; else an hourly one.
  bool is_daily = false;
  /// The start of the hour, or the noon at which the day ends. Nothing: the hour occurs
  /// twice on that date.
  std::optional<timestamp> time;
};

/// Nothing for a slug of another form, and for a date or an hour that does not exist. A
/// date without a year is the last such date before 16 March 2026.
std::optional<dated_slug> parse_dated_slug(std::string_view slug);

/// The noon of New York at or before `time`.
timestamp noon_before(timestamp time);
/// The noon of New York after the noon `noon`, 23 to 25 h later.
timestamp noon_after(timestamp noon);

} // namespace tracker
