// SPDX-License-Identifier: MIT
// The turns of wallets that share a budget: no wallet starves, and the budget is kept.
#include "actors/polls/poll_turns.hpp"
#include "tests/support/catch.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>

using namespace tracker;
using namespace std::chrono_literals;

namespace {

constexpr steady_point start_time{1000h};

turn_rules rules_of_v2() {
  return {125ms, 10, 2s, 64};
}

std::vector<std::string> wallets(std::size_t count) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(fmt::format("0x{:040x}", i));
  return result;
}

/// Runs the planner with wallets whose behaviour the test sets.
struct simulation {
  turn_rules rules = rules_of_v2();
  std::size_t count = 0;
  /// The duration of a turn.
  timespan latency = 100ms;
  std::function<bool(std::size_t wallet, steady_point now)> is_active =
      [](std::size_t, steady_point) { return false; };
  std::function<bool(std::size_t wallet, steady_point now)> wants_more =
      [](std::size_t, steady_point) { return false; };
  timespan length = 1h;

  /// The start times of turns: of each wallet, and of all in order.
  std::map<std::string, std::vector<steady_point>> begins{};
  std::vector<steady_point> all{};
  std::size_t most_open = 0;

  void run() {
    poll_turns turns{rules};
    const auto names = wallets(count);
    std::map<std::string, std::size_t> number;
    for (std::size_t i = 0; i < count; ++i)
      number[names[i]] = i;
    turns.set_wallets(names, start_time);
    std::deque<std::pair<steady_point, std::string>> open;
    for (auto now = start_time; now < start_time + length; now += 250ms) {
      while (!open.empty() && open.front().first <= now) {
        const auto& name = open.front().second;
        const auto wallet = number.at(name);
        turns.end_turn(
            name, poll_turn_end{wants_more(wallet, now), true, is_active(wallet, now)},
            now);
        open.pop_front();
      }
      for (const auto& name : turns.begin_turns(now)) {
        begins[name].push_back(now);
        all.push_back(now);
        open.emplace_back(now + latency, name);
      }
      most_open = std::max(most_open, open.size());
    }
  }

  timespan longest_wait() const {
    timespan result{0};
    for (const auto& name : wallets(count)) {
      const auto found = begins.find(name);
      if (found == begins.end())
        return length;
      auto before = start_time;
      for (const auto next : found->second)
        result = std::max<timespan>(result, next - std::exchange(before, next));
      result = std::max<timespan>(result, start_time + length - before);
    }
    return result;
  }

  /// The largest number of turns in any `span`.
  std::size_t most_within(timespan span) const {
    std::size_t most = 0;
    for (auto first = all.begin(); first != all.end(); ++first)
      most =
          std::max(most, static_cast<std::size_t>(
                             std::lower_bound(first, all.end(), *first + span) - first));
    return most;
  }
};

} // namespace

TEST_CASE("wallets that fit are read as often as configured") {
  CHECK(plan_intervals(10, 3, rules_of_v2()) == turn_intervals{2s, 2s});
  CHECK(plan_intervals(0, 0, rules_of_v2()) == turn_intervals{2s, 2s});
}

TEST_CASE("equal wallets get equal shares: each of a thousand is read every 150 s") {
  CHECK(budget_of_poll(125ms) == 150ms);
  CHECK(plan_intervals(1000, 0, rules_of_v2()).active == 150s);
  CHECK(plan_intervals(0, 1000, rules_of_v2()).idle == 150s);
}

TEST_CASE("idle wallets leave part of their share to those that trade") {
  // A hundred of a thousand trade: idle ones take 900 * 0.15 s / 300 s = 45 %.
  const auto mixed = plan_intervals(100, 900, rules_of_v2());
  CHECK(mixed.idle == 300s);
  CHECK(std::chrono::round<std::chrono::milliseconds>(mixed.active) == 27'273ms);
  // Five wallets need less than what is left: the idle ones get the rest.
  const auto few = plan_intervals(5, 995, rules_of_v2());
  CHECK(few.active == 2s);
  CHECK(few.idle > 150s);
  CHECK(few.idle < 300s);
}

TEST_CASE("property: the shares add up to the budget, idle wallets wait at most twice") {
  const auto kept = [] {
    const auto active = *rc::gen::inRange<std::size_t>(0, 10'000);
    const auto idle = *rc::gen::inRange<std::size_t>(0, 10'000);
    auto rules = rules_of_v2();
    rules.request_interval = std::chrono::milliseconds{*rc::gen::inRange(1, 1000)};
    const auto pause = plan_intervals(active, idle, rules);
    const auto step = budget_of_poll(rules.request_interval);
    const auto load = [&](std::size_t count, timespan interval) {
      return static_cast<double>((step * static_cast<timespan::rep>(count)).count()) /
             static_cast<double>(interval.count());
    };
    RC_ASSERT(pause.active >= rules.poll_interval);
    RC_ASSERT(pause.idle >= pause.active);
    RC_ASSERT(load(active, pause.active) + load(idle, pause.idle) <= 1.0001);
    RC_ASSERT(pause.idle <=
              std::max<timespan>(rules.poll_interval,
                                 2 * step * static_cast<timespan::rep>(active + idle)));
  };
  CHECK(rc::check("fair shares", kept));
}

TEST_CASE(
    "property: no wallet starves and the budget is never exceeded, whatever wallets "
    "trade and want more") {
  const auto kept = [] {
    simulation run;
    run.count = *rc::gen::inRange<std::size_t>(1, 120);
    run.rules.request_interval = std::chrono::milliseconds{*rc::gen::inRange(50, 700)};
    run.rules.burst = static_cast<std::uint32_t>(2 + 250ms / run.rules.request_interval) +
                      *rc::gen::inRange(0U, 20U);
    run.latency = std::chrono::milliseconds{*rc::gen::inRange(20, 3000)};
    run.length = 10min;
    const auto seed = *rc::gen::inRange<std::size_t>(1, 1000);
    const auto greedy = *rc::gen::inRange<std::size_t>(0, 10);
    // The set of trading wallets changes all the time; some wallets always need more
    // requests.
    run.is_active = [seed](std::size_t wallet, steady_point now) {
      return (wallet * 7 +
              static_cast<std::size_t>(now.time_since_epoch() / 37s) * seed) %
                 10 <
             4;
    };
    run.wants_more = [greedy](std::size_t wallet, steady_point) {
      return wallet % 10 < greedy;
    };
    run.run();
    const auto interval = run.rules.request_interval;
    for (const auto span : {1s, 10s, 60s})
      RC_ASSERT(run.most_within(span) <=
                run.rules.burst + static_cast<std::size_t>(span / interval) + 1);
    RC_ASSERT(run.most_open <= run.rules.max_open);
    // The wallet's interval, and a request of each other wallet before it.
    const auto all = static_cast<timespan::rep>(run.count);
    const auto round = all * std::max<timespan>(interval, run.latency / 64 + 250ms);
    RC_ASSERT(run.longest_wait() <= 2 * budget_of_poll(interval) * all + round +
                                        run.latency + run.rules.poll_interval + 1s);
  };
  CHECK(rc::check("fair turns", kept));
}

TEST_CASE("a thousand wallets: trading ones are read more often, the others in time") {
  simulation run;
  run.count = 1000;
  run.rules.burst = 10;
  run.is_active = [](std::size_t wallet, steady_point) { return wallet < 100; };
  run.run();
  const auto names = wallets(1000);
  CHECK(run.begins[names[5]].size() > 90);
  CHECK(run.begins[names[500]].size() >= 11);
  // The wallet's interval, and the first round of the others.
  CHECK(run.longest_wait() <= 350s);
  CHECK(run.most_within(10s) <= 10 + 80 + 1);
}

TEST_CASE("a wallet with a long history delays no other") {
  simulation run;
  run.count = 100;
  run.length = 10min;
  run.wants_more = [](std::size_t wallet, steady_point) { return wallet == 0; };
  run.run();
  const auto names = wallets(100);
  CHECK(run.begins[names[0]].size() > 100);
  CHECK(run.longest_wait() <= 35s);
}

TEST_CASE("added wallets are due at once, removed ones release their turn") {
  auto rules = rules_of_v2();
  rules.max_open = 1;
  poll_turns turns{rules};
  turns.set_wallets({"a", "b"}, start_time);
  CHECK(turns.begin_turns(start_time) == std::vector<std::string>{"a"});
  CHECK(turns.begin_turns(start_time).empty());
  turns.set_wallets({"b", "c"}, start_time);
  CHECK(turns.begin_turns(start_time) == std::vector<std::string>{"b"});
  // The answer of a removed wallet changes nothing.
  turns.end_turn("a", poll_turn_end{}, start_time);
  CHECK(turns.begin_turns(start_time).empty());
  // A turn without an answer ends too.
  turns.end_turn("b", std::nullopt, start_time);
  CHECK(turns.begin_turns(start_time) == std::vector<std::string>{"c"});
  const auto summary = turns.summarize(start_time);
  CHECK(summary.wallets == 2);
  CHECK(summary.open == 1);
  CHECK(summary.unread == 2);
  CHECK_FALSE(summary.oldest_reading);
  turns.end_turn("c", poll_turn_end{false, true, false}, start_time + 1s);
  CHECK(turns.summarize(start_time + 5s).oldest_reading == timespan{4s});
}
