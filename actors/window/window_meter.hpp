// SPDX-License-Identifier: MIT
// The measurements of a window actor: how long winners and final grades take. Pure.
#pragma once

#include "actors/window/window_tracker.hpp"
#include "messages/metrics.hpp"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tracker {

/// The readiness of a series and the delays of its windows. Only windows that end during
/// the run count: those of the past are resolved whenever the program was off.
class window_meter {
public:
  explicit window_meter(std::string series) : series_{std::move(series)} {}

  /// A tick; the first one begins the run.
  void begin(timestamp now) { begun_ = begun_.value_or(now); }
  void note_market() { has_market_ = true; }
  /// A window's sources changed what they say.
  void note_resolved(const window_resolved& event, timestamp now);

  std::vector<metric_sample> metrics() const;

  /// `current` is the open window, `past` the number of windows of the past that have no
  /// winner yet.
  health_check check(const std::optional<window_tracker::open_window>& current,
                     std::size_t past, timestamp now) const;

private:
  /// An open window whose market is not known for longer is a failure of the source.
  static constexpr timespan market_patience = std::chrono::seconds{60};
  /// Windows kept to recognize repeated reports of a winner.
  static constexpr std::size_t max_kept = 256;

  std::string series_;
  std::optional<timestamp> begun_;
  bool has_market_ = false;
  /// Starts of windows whose winner, and whose confirmed winner, was counted.
  std::set<timestamp> resolved_;
  std::set<timestamp> confirmed_;
  duration_counts resolution_delay_{delay_bounds()};
  duration_counts final_delay_{delay_bounds()};

  static std::vector<timespan> delay_bounds();
};

inline std::vector<timespan> window_meter::delay_bounds() {
  using namespace std::chrono_literals;
  return {1s, 5s, 15s, 30s, 60s, 120s, 300s, 900s, 3600s};
}

inline void window_meter::note_resolved(const window_resolved& event, timestamp now) {
  const auto& market = event.market;
  if (!event.winner || market.end < begun_.value_or(now))
    return;
  const auto count_once = [&](std::set<timestamp>& counted, duration_counts& delays) {
    if (!counted.insert(market.start).second)
      return;
    delays.add(now - market.end);
    if (counted.size() > max_kept)
      counted.erase(counted.begin());
  };
  count_once(resolved_, resolution_delay_);
  if (event.confirmed)
    count_once(confirmed_, final_delay_);
}

inline std::vector<metric_sample> window_meter::metrics() const {
  return {{"resolution_delay_seconds", {}, resolution_delay_},
          {"final_delay_seconds", {}, final_delay_}};
}

inline health_check
window_meter::check(const std::optional<window_tracker::open_window>& current,
                    std::size_t past, timestamp now) const {
  using namespace std::chrono_literals;
  health_check result;
  result.name = "market " + series_;
  if (!has_market_) {
    result.status = health_status::fail;
    result.detail = "no market is known yet";
  } else if (current && current->market == nullptr &&
             now - current->window.start > market_patience) {
    result.status = health_status::fail;
    result.detail = fmt::format("the open window has no market for {} s",
                                (now - current->window.start) / 1s);
  } else if (past > 0) {
    result.status = health_status::warn;
    result.detail = past == 1 ? "1 past window has no winner yet"
                              : fmt::format("{} past windows have no winner yet", past);
  }
  return result;
}

} // namespace tracker
