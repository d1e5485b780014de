// SPDX-License-Identifier: MIT
#include "actors/clock/cycle_meter.hpp"

namespace tracker {

void cycle_meter::begin(const due_tick& sent, steady_point now, std::size_t subscribers) {
  ++report_.ticks;
  report_.deliveries += subscribers;
  report_.missed += sent.missed;
  if (sent.jump != timespan{0})
    ++report_.jumps;
  if (!open_.empty())
    ++report_.overruns;
  sent_late_.add(now - sent.due.steady);
  if (subscribers != 0)
    open_[sent.sequence] = {sent.due.steady, now, subscribers};
}

void cycle_meter::end_part(std::uint64_t sequence, std::optional<steady_point> begun,
                           steady_point now) {
  const auto found = open_.find(sequence);
  if (found == open_.end())
    return;
  auto& measured = found->second;
  if (begun) {
    handled_late_.add(*begun - measured.due);
    handled_late_counts_.add(*begun - measured.due);
  }
  if (--measured.open_parts != 0)
    return;
  cycle_.add(now - measured.sent);
  cycle_counts_.add(now - measured.sent);
  open_.erase(found);
}

std::vector<timespan> cycle_meter::tick_bounds() {
  using namespace std::chrono_literals;
  return {1ms, 2ms, 5ms, 10ms, 20ms, 50ms, 100ms, 200ms, 500ms, 1s, 2s, 5s};
}

std::vector<metric_sample> cycle_meter::metrics() const {
  return {count_sample("ticks_total", report_.ticks),
          count_sample("ticks_missed_total", report_.missed),
          {"tick_lateness_seconds", {}, handled_late_counts_},
          {"cycle_duration_seconds", {}, cycle_counts_}};
}

clock_report cycle_meter::report() const {
  auto result = report_;
  result.sent_late = sent_late_.summary();
  result.handled_late = handled_late_.summary();
  result.cycle = cycle_.summary();
  return result;
}

} // namespace tracker
