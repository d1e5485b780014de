// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/report/report_table.hpp"
#include "messages/activity.hpp"
#include "messages/window.hpp"

#include <date/tz.h>

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// A title line and a line for each event, numbered from 1: when, how long before the
/// window's end, what, which side, the money as it moved (- out, + in) and the fee inside
/// it. Without a market the side and the fee are not known.
std::vector<std::string> event_lines(const std::vector<activity_event>& events,
                                     const window& of, const std::optional<market>& in,
                                     const date::time_zone& zone,
                                     const report_style& style);

} // namespace tracker
