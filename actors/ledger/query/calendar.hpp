// SPDX-License-Identifier: MIT
// Calendar days in `tracker.timezone`, including days on
// which its clocks change.
#pragma once

#include "messages/time.hpp"

#include <date/tz.h>

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// A day of the calendar.
using calendar_day = date::local_days;

/// From `begin` up to, but not including, `end`.
struct time_bounds {
  timestamp begin{};
  timestamp end{};

  constexpr bool contains(timestamp instant) const {
    return begin <= instant && instant < end;
  }
  bool operator==(const time_bounds&) const = default;
};

/// The day that `instant` belongs to in `zone`.
calendar_day day_of(timestamp instant, const date::time_zone& zone);

/// The bounds of a day in `zone`: 23, 24 or 25 hours apart in most zones; empty for a day
/// that the zone skipped.
time_bounds day_bounds(calendar_day day, const date::time_zone& zone);

/// The Monday on or before `day`: weeks are those of ISO 8601.
calendar_day week_of(calendar_day day);

/// The first day of `day`'s month.
calendar_day month_of(calendar_day day);

/// `2026-11-24`.
std::string format_day(calendar_day day);

/// `2026-W48`, the ISO 8601 week that begins on the Monday `monday`.
std::string format_week(calendar_day monday);

/// `2026-11`, the month that begins with `first`.
std::string format_month(calendar_day first);

/// `2026-11-24 13:30` in `zone`.
std::string format_local_minute(timestamp instant, const date::time_zone& zone);

/// `2026-11-24 13:30:05 PST` in `zone`.
std::string format_local_second(timestamp instant, const date::time_zone& zone);

/// Reads `2026-11-24`, from 1970 to 2261. Nothing when the text has another form or names
/// a day that does not exist.
std::optional<calendar_day> parse_day(std::string_view text);

/// Reads an ISO 8601 time, `2026-11-24T13:30:05Z`. Without an offset the time is local to
/// `zone`, and seconds may be left out: the earlier instant where clocks go back, the
/// switch itself where they skip the time.
std::optional<timestamp> parse_instant(std::string_view text,
                                       const date::time_zone& zone);

} // namespace tracker
