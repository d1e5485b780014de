// SPDX-License-Identifier: MIT
#include "actors/clock/cycle_meter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace tracker {

namespace {

constexpr unsigned linear_bits = 5;

/// The first 32 buckets are one nanosecond wide; each following power of two has 32
/// buckets.
unsigned bucket_of(std::uint64_t nanoseconds) {
  const auto width = static_cast<unsigned>(std::bit_width(nanoseconds));
  if (width <= linear_bits)
    return static_cast<unsigned>(nanoseconds);
  const auto shift = width - linear_bits - 1;
  return (shift << linear_bits) + static_cast<unsigned>(nanoseconds >> shift);
}

std::uint64_t upper_edge(unsigned bucket) {
  constexpr unsigned per_power = 1U << linear_bits;
  if (bucket < 2 * per_power)
    return bucket;
  const auto shift = bucket / per_power - 1;
  const std::uint64_t mantissa = bucket - shift * per_power;
  return ((mantissa + 1) << shift) - 1;
}

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

void histogram::add(timespan duration) {
  duration = std::max(duration, timespan{0});
  ++counts_[bucket_of(static_cast<std::uint64_t>(duration.count()))];
  ++total_;
  max_ = std::max(max_, duration);
}

spread histogram::summary() const {
  return {total_, percentile(500), percentile(990), max_};
}

timespan histogram::percentile(std::uint64_t per_thousand) const {
  const auto wanted = (total_ * per_thousand + 999) / 1000;
  std::uint64_t seen = 0;
  for (unsigned bucket = 0; bucket < buckets; ++bucket) {
    seen += counts_[bucket];
    if (seen >= wanted)
      return std::min(max_, timespan{static_cast<std::int64_t>(upper_edge(bucket))});
  }
  return max_;
}

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

std::string to_string(const clock_report& report) {
  return fmt::format("{} ticks, {} deliveries, {} missed, {} overruns, {} withheld, {} "
                     "jumps | sent late "
                     "{} | handled late {} | cycle {}",
                     report.ticks, report.deliveries, report.missed, report.overruns,
                     report.withheld, report.jumps, spread_text(report.sent_late),
                     spread_text(report.handled_late), spread_text(report.cycle));
}

} // namespace tracker
