// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/window/grade/grade_block.hpp"
#include "actors/window/series_books.hpp"
#include "actors/window/series_watch.hpp"

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
    block("grade-corrected", what.status == grade_status::amended ? "GRADE AMENDED: "
                             : what.status == grade_status::pending
                                 ? "GRADE WITHDRAWN: "
                                 : "GRADE CORRECTED: ");
    break;
  case grade_change::confirmed:
    log.essential("grade-confirmed", confirmation_text(what), {}, grade_fields(what));
    break;
  }
}

/// Logs that sources name different winners of a window.
inline void log_dispute(const log_port& log, const sources_disagree& event) {
  const log_fields fields{{"slug", event.of.slug}};
  if (event.confirmed)
    log.error("sources-disagree",
              fmt::format("{}: {}; graded as two of them say, the other one is not asked "
                          "again",
                          event.of.slug, event.text),
              fields);
  else
    log.warn(
        "sources-disagree",
        fmt::format("{}: {}, not graded; next look in {}s", event.of.slug, event.text,
                    std::chrono::ceil<std::chrono::seconds>(event.next_look).count()),
        fields);
}

/// The same where one of them is a wallet's own redemptions.
inline void log_dispute(const log_port& log, const redemption_disagrees& event) {
  log.warn("sources-disagree",
           fmt::format("{}: {} ({}), not graded until another source speaks",
                       event.of.slug, event.text, display_name(event.wallet)),
           {{"slug", event.of.slug}});
}

} // namespace tracker
