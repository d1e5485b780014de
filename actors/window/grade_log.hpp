// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/window/grade_block.hpp"
#include "actors/window/series_books.hpp"

#include <fmt/format.h>

#include <date/tz.h>

#include <string>

namespace tracker {

/// Logs what has become of a grade where that is news for people, times in `zone`.
inline void log_grade(const log_port& log, const grade_made& made,
                      const date::time_zone& zone) {
  if (!log.is_heard())
    return;
  const auto& what = made.what;
  const auto block = [&](const char* event, const std::string& title) {
    log.essential(event, title + what.of.slug, grade_rows(what, zone),
                  grade_fields(what));
  };
  switch (made.change) {
  case grade_change::opened:
  case grade_change::counted:
  case grade_change::touched:
    break;
  case grade_change::graded:
    block("window-graded", "WINDOW GRADED: ");
    break;
  case grade_change::corrected:
    block("grade-corrected",
          what.status == grade_status::amended ? "GRADE AMENDED: " : "GRADE CORRECTED: ");
    break;
  case grade_change::confirmed:
    log.essential("grade-confirmed", confirmation_text(what), {}, grade_fields(what));
    break;
  }
}

} // namespace tracker
