// SPDX-License-Identifier: MIT
#include "actors/web/snapshot_maker.hpp"

#include <utility>

namespace tracker {

namespace {

/// The clock's number of ticks; -1: it did not report it.
std::int64_t ticks_of(const status_screen& screen) {
  for (const auto& actor : screen.actors)
    if (actor.name == "clock" && actor.status)
      for (const auto& sample : actor.status->metrics)
        if (sample.name == "ticks_total")
          return std::get<exact_number>(sample.value).amount;
  return -1;
}

} // namespace

void snapshot_maker::add_screen(const status_screen& screen, steady_point now) {
  std::vector<watched_actor> actors;
  for (const auto& report : screen.actors) {
    watched_actor actor{report, now};
    if (!report.status) {
      // Its last report stays, and grows old.
      const auto* before = find_actor(current_, report.name);
      actor.answered = before == nullptr ? steady_point{} : before->answered;
      if (before != nullptr)
        actor.report.status = before->report.status;
    }
    actors.push_back(std::move(actor));
  }
  current_.actors = std::move(actors);
  if (const auto ticks = ticks_of(screen);
      ticks > 0 && ticks != std::exchange(ticks_, ticks))
    current_.ticked = now;
  current_.now = screen.now;
  current_.stopping = screen.stopping;
  current_.ended = screen.ended;
}

void snapshot_maker::add_news(const ledger_news& news) {
  current_.revision = news.revision;
  current_.ledger = news.figures;
  current_.ledger_problem = news.problem;
  current_.free_bytes = news.free_bytes;
}

web_snapshot snapshot_maker::make(std::optional<timestamp> wall, steady_point now) const {
  auto result = current_;
  if (wall)
    result.now = *wall;
  result.made = now;
  return result;
}

} // namespace tracker
