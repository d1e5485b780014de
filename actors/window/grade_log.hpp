// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/window/grade_block.hpp"
#include "actors/window/grade_book.hpp"
#include "actors/window/window_tracker.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <utility>
#include <vector>

namespace tracker {

/// Logs grades that changed together where that is news for people, times in `zone`.
inline void log_grades(const log_port& log, const grade_book& books,
                       std::vector<grade_made> changes, const date::time_zone& zone) {
  if (!log.is_heard() || changes.empty())
    return;
  for (auto& report : grade_reports(drop_early_confirmations(changes, books), zone))
    log.essential(report.event, std::move(report.text), std::move(report.rows),
                  std::move(report.fields));
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
