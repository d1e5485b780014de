// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// Parses the platform's times: RFC 3339 with 0 to 9 fractional digits
/// (`2026-09-19T22:56:40.642879Z`), and gamma's form with a space and a short offset
/// (`2026-09-20 22:45:53+00`, `…05.547+00:00:00`). A time without an offset is refused.
std::optional<timestamp> parse_time(std::string_view text);

/// `2026-09-20T22:45:00Z`: whole seconds, UTC; used in reports and log lines.
std::string format_utc(timestamp time);

/// `2026-09-20`: the UTC day.
std::string day_text(timestamp time);

/// `20260920T224500Z`: whole seconds, UTC; used in file names, which then sort by time.
std::string format_compact_utc(timestamp time);
/// Parses exactly what `format_compact_utc` writes.
std::optional<timestamp> parse_compact_utc(std::string_view text);

} // namespace tracker
