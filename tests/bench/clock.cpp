// SPDX-License-Identifier: MIT
// Lateness of the running tracker's ticks compared with a bare clock_nanosleep loop in
// the same minutes, and the cost of an idle tracker.
//
//   bench_clock [SECONDS]      600 by default
#include "actors/clock/cycle_meter.hpp"
#include "tests/system/support/tracker_run.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <thread>

using namespace tracker;
using namespace tracker::test;

namespace {

double milliseconds(timespan span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

timespan to_span(const timespec& time) {
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

/// The reference: sleeps until each whole second and measures how late it wakes.
histogram bare_loop(int seconds) {
  histogram late;
  timespec due{};
  clock_gettime(CLOCK_REALTIME, &due);
  due.tv_nsec = 0;
  for (int current_tick = 0; current_tick < seconds; ++current_tick) {
    ++due.tv_sec;
    clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &due, nullptr);
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    late.add(to_span(now) - to_span(due));
  }
  return late;
}

} // namespace

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 600;
  tracker_run run{{{}, {}, false}};
  if (!run.wait_for(" | T-", std::chrono::seconds{30}))
    return 1;
  const auto cpu_before = run.tracker().processor_time();
  const auto bare = bare_loop(seconds).summary();
  const auto cpu = run.tracker().processor_time() - cpu_before;
  const auto private_bytes = run.tracker().private_bytes();
  if (run.stop() != 0)
    return 1;
  fmt::print(
      "bare clock_nanosleep: {} ticks, late p50 {:.3f} ms p99 {:.3f} ms max {:.3f} ms\n",
      bare.count, milliseconds(bare.p50), milliseconds(bare.p99), milliseconds(bare.max));
  for (const auto& line : run.logged())
    if (line.find(" clock | drained: ") != std::string::npos)
      fmt::print("the tracker's clock: {}\n", line.substr(line.find("drained: ") + 9));
  fmt::print("idle cost: {:.2f} CPU seconds per hour, {:.1f} MiB private\n",
             std::chrono::duration<double>(cpu).count() * 3600 / seconds,
             static_cast<double>(private_bytes) / (1024 * 1024));
}
