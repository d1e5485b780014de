// SPDX-License-Identifier: MIT
#include "actors/polls/polls_actor.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const timestamp start_time = from_unix_seconds(1'790'000'000);

/// Doubles of wallet actors that answer a turn at once, or keep it.
struct polls_scene : actor_fixture {
  captured_log lines = std::make_shared<std::vector<log_line>>();
  log_tee_actor tee = spawn_log_double(system, lines);
  std::shared_ptr<std::vector<std::string>> turns =
      std::make_shared<std::vector<std::string>>();
  std::vector<running_wallet> wallets;
  polls_actor polls = spawn_polls(system, {{125ms, 10, 2s, 64}, 2},
                                  log_port{tee, "polls", [] { return start_time; }});
  std::uint64_t sequence = 0;

  wallet_actor spawn_double(const std::string& name) {
    return system.spawn(
        [name, turns = turns](wallet_actor::pointer me) -> wallet_actor::behavior_type {
          return {
              [](const tick& current) {
                return tick_handled{current.sequence, {}};
              },
              [](const use_fetcher&) {},
              [](const use_windows&) {},
              [](const read_again&) {},
              [name, turns](const poll_turn&) {
                turns->push_back(name);
                return poll_turn_end{false, true, false};
              },
              [me](const shutdown&) {
                me->quit();
                return drained{};
              },
              [](const status_request&) { return actor_status{}; },
          };
        });
  }
  void watch(std::size_t count) {
    wallets.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const auto name = fmt::format("w{}", i);
      wallets.push_back({{name, fmt::format("0x{:040x}", i)}, spawn_double(name)});
    }
    self->send(polls, use_wallet_actors{wallets});
    drain();
  }
  void pass(timespan span) {
    advance(span);
    ask<tick_handled>(polls, tick{++sequence, {}, start_time, start_time});
  }
};

} // namespace

TEST_CASE_METHOD(polls_scene, "polls: few wallets get no turns, many get them in turn") {
  watch(2);
  pass(1s);
  CHECK(turns->empty());
  CHECK(ask<actor_status>(polls, status_request{}).checks.empty());
  watch(3);
  pass(1s);
  CHECK(*turns == std::vector<std::string>{"w0", "w1", "w2"});
  const auto status = ask<actor_status>(polls, status_request{});
  REQUIRE(status.checks.size() == 1);
  CHECK(status.checks[0].name == "activity of all wallets");
  CHECK(status.checks[0].status == health_status::pass);
  pass(1s);
  CHECK(turns->size() == 3);
  pass(1s);
  CHECK(turns->size() == 6);
  CHECK(std::count_if(lines->begin(), lines->end(), [](const log_line& line) {
          return line.event == "activity-read";
        }) == 1);
}

TEST_CASE_METHOD(polls_scene, "polls: a wallet that ends in its turn delays no other") {
  watch(3);
  for (auto& wallet : wallets)
    caf::anon_send_exit(wallet.actor, caf::exit_reason::kill);
  drain();
  pass(1s);
  CHECK(turns->empty());
  const auto status = ask<actor_status>(polls, status_request{});
  CHECK(status.held == 0);
  REQUIRE(status.checks.size() == 1);
  CHECK(status.checks[0].status == health_status::fail);
  watch(3);
  pass(2s);
  CHECK(turns->size() == 3);
}

TEST_CASE_METHOD(polls_scene, "polls: a reading older than planned fails the check") {
  watch(3);
  pass(1s);
  advance(50s);
  CHECK(ask<actor_status>(polls, status_request{}).checks[0].status ==
        health_status::pass);
  advance(20s);
  CHECK(ask<actor_status>(polls, status_request{}).checks[0].status ==
        health_status::fail);
}

TEST_CASE_METHOD(polls_scene, "polls: the actor drains at once") {
  watch(3);
  CHECK(ask<drained>(polls, shutdown{}).handled == 2);
}
