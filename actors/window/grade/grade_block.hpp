// SPDX-License-Identifier: MIT
// What a grade looks like in the log.
#pragma once

#include "messages/grade.hpp"

#include <date/tz.h>

#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The rows below `WINDOW GRADED: <slug>`, times in `zone`.
std::vector<std::string> grade_rows(const grade& of, const date::time_zone& zone);

/// `GRADE FINAL: btc-updown-15m-1768936500 | UP | main +$0.40`: a row whose status has
/// changed and nothing else.
std::string confirmation_text(const grade& of);

/// The same as named values, for scripts: times in UTC, money with six places.
std::vector<std::pair<std::string, std::string>> grade_fields(const grade& of);

} // namespace tracker
