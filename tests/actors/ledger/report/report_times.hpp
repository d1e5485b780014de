// SPDX-License-Identifier: MIT
// Times and the time zone of report tests.
#pragma once

#include "actors/text/time_text.hpp"

#include <date/tz.h>

#include <string>

namespace tracker::test {

inline const date::time_zone& los_angeles = *date::locate_zone("America/Los_Angeles");

/// The time of a text like `2026-11-24T08:00:00Z`. Throws std::bad_optional_access for
/// another text.
inline timestamp time_at(const std::string& text) {
  return parse_time(text).value();
}

} // namespace tracker::test
