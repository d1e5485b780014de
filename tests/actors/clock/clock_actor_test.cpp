// SPDX-License-Identifier: MIT
#include "actors/clock/clock_actor.hpp"
#include "actors/clock/virtual_clock_actor.hpp"
#include "actors/clock/wall_time.hpp"
#include "main/config/config_caf.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/catch.hpp"

#include <memory>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

using seen_ticks = std::shared_ptr<std::vector<tick>>;

/// A subscriber that answers at once.
tick_sink spawn_sink(caf::actor_system& system, seen_ticks seen) {
  return system.spawn([seen](tick_sink::pointer self) -> tick_sink::behavior_type {
    return {[self, seen](const tick& current_tick) {
      seen->push_back(current_tick);
      return tick_handled{current_tick.sequence, self->clock().now()};
    }};
  });
}

/// A subscriber that never answers.
tick_sink spawn_mute_sink(caf::actor_system& system, seen_ticks seen) {
  return system.spawn([seen](tick_sink::pointer self) -> tick_sink::behavior_type {
    auto kept =
        std::make_shared<std::vector<caf::typed_response_promise<tick_handled>>>();
    return {[self, seen, kept](const tick& current_tick) {
      seen->push_back(current_tick);
      return kept->emplace_back(self->make_response_promise<tick_handled>());
    }};
  });
}

const timestamp noon = from_unix_seconds(1'768'936'500);

struct virtual_scene : actor_fixture {
  captured_log lines = std::make_shared<std::vector<log_line>>();
  log_tee_actor tee = spawn_log_double(system, lines);
  virtual_clock_actor time =
      spawn_virtual_clock(system, log_port{tee, "clock", [] { return noon; }});
  timestamp begin = noon;
  std::uint64_t sent = 0;

  void play(tick current_tick) {
    self->send(time, play_tick{current_tick});
    drain();
  }
  void advance_time(timestamp end) {
    const auto ticks = regular_ticks(begin, 1s, end);
    while (auto current_tick = ticks()) {
      current_tick->sequence = ++sent;
      play(*current_tick);
    }
    begin = end;
  }
};

} // namespace

TEST_CASE_METHOD(virtual_scene,
                 "the virtual clock sends a tick each second up to the requested one") {
  auto seen = std::make_shared<std::vector<tick>>();
  self->send(time, subscribe{spawn_sink(system, seen)});
  advance_time(noon + 100s);
  REQUIRE(seen->size() == 100);
  for (std::size_t i = 0; i < seen->size(); ++i) {
    CHECK((*seen)[i].sequence == i + 1);
    CHECK((*seen)[i].now == noon + (i + 1) * 1s);
    CHECK((*seen)[i].scheduled == (*seen)[i].now);
  }
  const auto report = ask<clock_report>(time, clock_report_request{});
  CHECK(report.ticks == 100);
  CHECK(report.cycle.count == 100);
  CHECK(report.missed + report.overruns + report.withheld + report.jumps == 0);
}

TEST_CASE_METHOD(virtual_scene, "a subscriber that ends is removed") {
  auto seen = std::make_shared<std::vector<tick>>();
  auto others = std::make_shared<std::vector<tick>>();
  auto short_lived = spawn_sink(system, seen);
  self->send(time, subscribe{short_lived});
  self->send(time, subscribe{spawn_sink(system, others)});
  advance_time(noon + 3s);
  caf::anon_send_exit(short_lived, caf::exit_reason::user_shutdown);
  drain();
  advance_time(noon + 10s);
  CHECK(seen->size() == 3);
  CHECK(others->size() == 10);
  CHECK(ask<clock_report>(time, clock_report_request{}).cycle.count == 10);
}

TEST_CASE_METHOD(virtual_scene, "the virtual clock logs the warnings of the live clock") {
  const steady_point due{};
  play({1, due + 1s, noon + 1s, noon + 1s});
  play({2, due + 2s, noon + 2s, noon + 2s + 7ms});
  CHECK(lines->empty());
  play({5, due + 5s, noon + 5s, noon + 5s});
  REQUIRE(has_event(lines, "beats-missed"));
  CHECK(lines->back().text == "2 ticks missed: the process was suspended or delayed");
  play({6, due + 6s, noon + 3606s, noon + 3606s});
  CHECK(has_event(lines, "wall-clock-jumped"));
  CHECK(lines->back().text == "went ahead 3600s, windows follow it");
  const auto report = ask<clock_report>(time, clock_report_request{});
  CHECK(report.ticks == 4);
  CHECK(report.missed == 2);
  CHECK(report.jumps == 1);
  CHECK(report.sent_late.max == 7ms);
}

TEST_CASE_METHOD(virtual_scene,
                 "a wall clock that goes back is logged with its consequence") {
  const steady_point due{};
  play({1, due + 1s, noon + 3601s, noon + 3601s});
  play({2, due + 2s, noon + 2s, noon + 2s});
  REQUIRE(lines->size() == 1);
  CHECK(lines->back().event == "wall-clock-jumped");
  CHECK(lines->back().level == log_level::warn);
  CHECK(lines->back().text == "went back 3600s, windows set back to now");
}

TEST_CASE("regular ticks are those of the live clock up to the end") {
  const auto ticks = regular_ticks(noon + 300ms, 2s, noon + 6s);
  for (std::uint64_t n = 1; n <= 3; ++n) {
    const auto current_tick = ticks();
    REQUIRE(current_tick);
    CHECK(current_tick->sequence == n);
    CHECK(current_tick->now == noon + n * 2s);
    CHECK(current_tick->scheduled == current_tick->now);
  }
  CHECK_FALSE(ticks());
}

TEST_CASE_METHOD(virtual_scene, "the clock reports its measurements and ends") {
  advance_time(noon + 5s);
  CHECK(ask<drained>(time, shutdown{}).handled == 1);
  drain();
  CHECK(has_event(lines, "drained"));
}

TEST_CASE("the live clock continues when a subscriber does not answer") {
  tracker_config config;
  caf::actor_system system{config};
  {
    auto lines = std::make_shared<std::vector<log_line>>();
    auto tee = spawn_log_double(system, lines);
    auto mute = std::make_shared<std::vector<tick>>();
    auto silent = spawn_mute_sink(system, mute);
    caf::scoped_actor self{system};
    auto time = spawn_clock(system, 2ms, wall_time, log_port{tee, "clock", wall_time});
    self->send(time, subscribe{silent});
    clock_report report;
    while (report.withheld < 20)
      self->request(time, 10s, clock_report_request{})
          .receive([&](const clock_report& answer) { report = answer; },
                   [](const caf::error&) { FAIL("the clock does not answer"); });
    // Eight ticks may be unanswered, and each of them overran the one before.
    CHECK(report.overruns >= 7);
    self->request(time, 10s, shutdown{})
        .receive([](const drained& answer) { CHECK(answer.handled > 0); },
                 [](const caf::error&) { FAIL("the clock does not drain"); });
    caf::anon_send_exit(silent, caf::exit_reason::user_shutdown);
    caf::anon_send(tee, shutdown{});
  }
}

TEST_CASE("the live clock's ticks are numbered, on time and never sent twice") {
  tracker_config config;
  caf::actor_system system{config};
  auto lines = std::make_shared<std::vector<log_line>>();
  auto seen = std::make_shared<std::vector<tick>>();
  {
    auto tee = spawn_log_double(system, lines);
    auto sink = spawn_sink(system, seen);
    caf::scoped_actor self{system};
    auto time = spawn_clock(system, 5ms, wall_time, log_port{tee, "clock", wall_time});
    self->send(time, subscribe{sink});
    clock_report report;
    while (report.cycle.count < 50)
      self->request(time, 10s, clock_report_request{})
          .receive([&](const clock_report& answer) { report = answer; },
                   [](const caf::error&) { FAIL("the clock does not answer"); });
    self->request(time, 10s, shutdown{})
        .receive([](const drained&) {}, [](const caf::error&) { FAIL("no drain"); });
    caf::anon_send_exit(sink, caf::exit_reason::user_shutdown);
    caf::anon_send(tee, shutdown{});
    self->await_all_other_actors_done();
  }
  for (std::size_t i = 1; i < seen->size(); ++i) {
    const auto& previous = (*seen)[i - 1];
    const auto& current_tick = (*seen)[i];
    CHECK(current_tick.sequence > previous.sequence);
    CHECK(current_tick.due - previous.due ==
          static_cast<std::int64_t>(current_tick.sequence - previous.sequence) * 5ms);
    CHECK(current_tick.scheduled.time_since_epoch() % 5ms == 0ns);
  }
}
