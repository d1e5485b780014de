// SPDX-License-Identifier: MIT
#include "actors/window/status_line.hpp"

#include "actors/window/series.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

std::int64_t whole_seconds(timespan span) {
  return std::chrono::floor<std::chrono::seconds>(span).count();
}

} // namespace

std::string status_line(const series& of,
                        const std::optional<window_tracker::open_window>& current,
                        const std::string& position, std::optional<usdc> open_pnl,
                        timestamp now) {
  if (!current) {
    const auto next = next_window(of, window_at(of, now));
    return fmt::format("next window in {}s | {}", whole_seconds(next.start - now),
                       of.name);
  }
  auto text = fmt::format("T-{}s | {} | {}", whole_seconds(current->of.end - now),
                          current->known ? position : "waiting for market data",
                          current->of.slug);
  if (open_pnl)
    text += " | open " + format_signed_dollars(*open_pnl);
  return text;
}

std::vector<std::pair<std::string, std::string>>
status_fields(const series& of, const std::optional<window_tracker::open_window>& current,
              const cycle_facts& facts, timestamp now) {
  const auto shown = current ? current->of : next_window(of, window_at(of, now));
  std::string position = facts.positions;
  if (current && !current->known)
    position = "waiting for market data";
  std::string stale;
  std::string stale_seconds;
  if (facts.stale.wallets > 0) {
    stale =
        facts.stale.watched == 1
            ? std::string{"activity"}
            : fmt::format("{} of {} wallets", facts.stale.wallets, facts.stale.watched);
    if (facts.stale.longest)
      stale_seconds = std::to_string(whole_seconds(*facts.stale.longest));
    else
      stale += " not read yet";
  }
  return {{"series", of.name},
          {"slug", current ? shown.slug : std::string{}},
          {"seconds_left",
           std::to_string(whole_seconds((current ? shown.end : shown.start) - now))},
          {"seconds_total", std::to_string(whole_seconds(shown.end - shown.start))},
          {"position", position},
          {"open_pnl", facts.open_pnl ? format_signed_dollars(*facts.open_pnl) : ""},
          {"stale", stale},
          {"stale_seconds", stale_seconds},
          {"pending", std::to_string(facts.pending)}};
}

} // namespace tracker
