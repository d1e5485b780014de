// SPDX-License-Identifier: MIT
#include "actors/status/readiness_rows.hpp"

#include <fmt/format.h>

namespace tracker {

std::vector<std::string> readiness_rows(const status_screen& screen) {
  std::vector<std::string> rows;
  if (screen.actors.empty())
    return rows;
  for (const auto& actor : screen.actors) {
    if (!actor.status) {
      rows.push_back(fmt::format("{}{}: no answer", not_ready_prefix, actor.name));
      continue;
    }
    for (const auto& check : actor.status->checks)
      if (check.status == health_status::fail)
        rows.push_back(
            fmt::format("{}{}: {}", not_ready_prefix, check.name, check.detail));
  }
  if (screen.stopping)
    rows.push_back(fmt::format("{}the tracker is stopping", not_ready_prefix));
  if (rows.empty())
    rows.emplace_back("  ready : every actor answers and every source is read");
  return rows;
}

} // namespace tracker
