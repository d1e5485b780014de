// SPDX-License-Identifier: MIT
#include "actors/clock/clock_report_text.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

std::string milliseconds(timespan span) {
  const auto microseconds =
      std::chrono::duration_cast<std::chrono::microseconds>(span).count();
  return fmt::format("{}.{:03} ms", microseconds / 1000, microseconds % 1000);
}

std::string spread_text(const spread& times) {
  return fmt::format("p50 {} p99 {} max {}", milliseconds(times.p50),
                     milliseconds(times.p99), milliseconds(times.max));
}

} // namespace

std::string to_string(const clock_report& report) {
  return fmt::format("{} ticks, {} deliveries, {} missed, {} overruns, {} withheld, {} "
                     "jumps | sent late "
                     "{} | handled late {} | cycle {}",
                     report.ticks, report.deliveries, report.missed, report.overruns,
                     report.withheld, report.jumps, spread_text(report.sent_late),
                     spread_text(report.handled_late), spread_text(report.cycle));
}

} // namespace tracker
