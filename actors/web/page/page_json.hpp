// SPDX-License-Identifier: MIT
// What the page shows, for scripts: amounts are decimal strings with six places, times
// ISO 8601 in UTC.
#pragma once

#include "actors/web/page/page_view.hpp"

#include <string>
#include <vector>

namespace tracker {

/// The sums of one span: `pnl` is the one of `report`, and `settled_pnl` and
/// `provisional_pnl` add up to it.
std::string span_json(page_span span, const span_figures& figures);

/// The body of /api/v1/summary: strip and money row.
std::string summary_json(const page_strip& strip, const page_figures& figures,
                         const date::time_zone& zone);

/// The body of /api/v1/attention, and of the event `attention`: an array.
std::string attention_json(const std::vector<attention_item>& items);

/// The data of the event `live`: an array.
std::string live_json(const std::vector<live_row>& rows);

/// The data of the event `grade`: the grade's row of `report --format=json`.
std::string grade_json(const grade& graded);

/// The data of the event `strip`, at most 200 bytes.
std::string strip_json(const page_strip& strip);

} // namespace tracker
