// SPDX-License-Identifier: MIT
#include "actors/web/snapshots.hpp"

#include "actors/web/page/page_json.hpp"
#include "actors/web/page_handlers.hpp"

#include <algorithm>
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

bool is_known(const std::vector<grade>& grades, const grade& graded) {
  return std::any_of(grades.begin(), grades.end(), [&](const grade& known) {
    return known.window == graded.window &&
           known.wallet.address == graded.wallet.address &&
           known.revision == graded.revision;
  });
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

std::vector<stream_event> stream_events(const web_context& context,
                                        const web_snapshot* before,
                                        const web_snapshot& now) {
  const web_view view{context, now};
  const auto shown = [&](std::string data) {
    return shown_text(context, std::move(data));
  };
  std::vector<stream_event> events{{"strip", shown(strip_json(strip_of(view))), 0}};
  if (!now.ledger || (before && before->ledger == now.ledger))
    return events;
  static const ledger_figures nothing;
  const auto& known = before && before->ledger ? *before->ledger : nothing;
  const auto& read = *now.ledger;
  const bool is_first = !before || !before->ledger;
  if (is_first || known.live != read.live)
    events.push_back({"live", shown(live_json(read.live)), read.revision});
  if (is_first || known.attention != read.attention)
    events.push_back({"attention", shown(attention_json(read.attention)), read.revision});
  // What was graded before the start is on the page.
  if (!is_first)
    for (const auto& graded : read.recent)
      if (!is_known(known.recent, graded))
        events.push_back({"grade", shown(grade_json(graded)), read.revision});
  return events;
}

} // namespace tracker
