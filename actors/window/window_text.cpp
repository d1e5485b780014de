// SPDX-License-Identifier: MIT
#include "actors/window/window_text.hpp"

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

} // namespace tracker
