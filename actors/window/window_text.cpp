// SPDX-License-Identifier: MIT
#include "actors/window/window_text.hpp"

#include "actors/window/series/series.hpp"

#include <fmt/format.h>

namespace tracker {

std::string seconds_text(timespan span) {
  return fmt::format("{}s", std::chrono::floor<std::chrono::seconds>(span).count());
}

std::string status_line(const series& series,
                        const std::optional<window_tracker::open_window>& current,
                        const std::string& position, std::optional<usdc> open_pnl,
                        timestamp now) {
  if (!current) {
    const auto next = next_window(series, window_at(series, now));
    return fmt::format("next window in {} | {}", seconds_text(next.start - now),
                       series.name);
  }
  auto text = fmt::format("T-{} | {} | {}", seconds_text(current->window.end - now),
                          current->market ? position : "waiting for market data",
                          current->window.slug);
  if (open_pnl)
    text += " | open " + format_signed_dollars(*open_pnl);
  return text;
}

std::vector<std::pair<std::string, std::string>>
status_fields(const series& series,
              const std::optional<window_tracker::open_window>& current,
              const cycle_facts& facts, timestamp now) {
  const auto whole_seconds = [](timespan span) {
    return std::to_string(std::chrono::floor<std::chrono::seconds>(span).count());
  };
  const auto shown =
      current ? current->window : next_window(series, window_at(series, now));
  const std::string position =
      current && !current->market ? "waiting for market data" : facts.positions;
  std::string stale;
  std::string stale_seconds;
  if (facts.stale.wallets > 0) {
    stale =
        facts.stale.watched == 1
            ? std::string{"activity"}
            : fmt::format("{} of {} wallets", facts.stale.wallets, facts.stale.watched);
    if (facts.stale.longest)
      stale_seconds = whole_seconds(*facts.stale.longest);
    else
      stale += " not read yet";
  }
  return {{"series", series.name},
          {"slug", current ? shown.slug : std::string{}},
          {"seconds_left", whole_seconds((current ? shown.end : shown.start) - now)},
          {"seconds_total", whole_seconds(shown.end - shown.start)},
          {"position", position},
          {"open_pnl", facts.open_pnl ? format_signed_dollars(*facts.open_pnl) : ""},
          {"stale", stale},
          {"stale_seconds", stale_seconds},
          {"pending", std::to_string(facts.pending)}};
}

std::string describe(const look_failed& event, const std::string& graded_by) {
  const auto next_look = seconds_text(event.next_look);
  if (graded_by.empty())
    return fmt::format("{}; {} stays PENDING, next look in {}", event.reason,
                       event.window.slug, next_look);
  return fmt::format("{} graded PROVISIONAL by {}; {}; next look in {}",
                     event.window.slug, graded_by, event.reason, next_look);
}

std::string describe(const reply_cached& event) {
  return fmt::format("gamma: the reply about {} comes from a cache, is {} old and names "
                     "no winner; the next look uses another address",
                     event.window.slug, seconds_text(event.age));
}

std::string describe(const window_unsupported& event, const std::string& next_step) {
  return fmt::format("{}; {} is unsupported and gets no grade, {}; update this program: "
                     "a later version may support it",
                     event.reason, event.window.slug, next_step);
}

std::string describe(const windows_given_up& event, std::size_t limit) {
  return fmt::format("{} windows from {} on were dropped: the limit of {} tracked "
                     "windows is reached; they get no grade in this run",
                     event.count, event.oldest.slug, limit);
}

std::string describe(const clock_set_back& event) {
  return fmt::format("{} future windows were dropped: the wall clock was set back by {}; "
                     "they are announced again in their time",
                     event.dropped, seconds_text(event.span));
}

std::string describe(const sources_disagree& event) {
  if (event.confirmed)
    return fmt::format("{}: {}; graded by the two sources that agree, the third is not "
                       "requested again",
                       event.window.slug, event.text);
  return fmt::format("{}: {}, not graded; next look in {}s", event.window.slug,
                     event.text,
                     std::chrono::ceil<std::chrono::seconds>(event.next_look).count());
}

std::string describe(const redemption_disagrees& event) {
  return fmt::format("{}: {} ({}), not graded until another source names the winner",
                     event.window.slug, event.text, display_name(event.wallet));
}

std::string describe(const grades_given_up& event, std::size_t limit) {
  return fmt::format("{} was dropped: the limit of {} windows in the grade book is "
                     "reached; it gets no grade in this run",
                     event.window.slug, limit);
}

std::string describe(const window_not_offered& event) {
  return fmt::format(
      "{} was not offered by the platform: {}; it gets no grade and is not "
      "counted as missed",
      event.window.slug, event.reason);
}

std::string describe(const rows_out_of_time& event) {
  return fmt::format("{} rows of {} in {} were not booked: its market cannot be open "
                     "yet; they stay in the ledger",
                     event.count, display_name(event.wallet), event.window.slug);
}

} // namespace tracker
