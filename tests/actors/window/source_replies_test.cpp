// SPDX-License-Identifier: MIT
#include "actors/window/source_replies.hpp"
#include "tests/support/catch.hpp"

#include <vector>

using namespace tracker;
using namespace std::chrono_literals;

namespace {

const timestamp noon = timestamp{} + 1'800'000'000s;

struct skew_scene {
  clock_skew skew;
  std::vector<std::string> reported;

  /// A reply whose `Date` is `offset` before the tick of its request, `duration` before
  /// the tick of its reply.
  void reply(timespan offset, timespan duration = 0s, std::chrono::seconds age = 0s) {
    fetch_reply result;
    result.date = std::chrono::floor<std::chrono::seconds>(noon - offset);
    result.age = age;
    if (auto news = skew.compare(host::gamma, result, noon, noon + duration))
      reported.push_back(*news);
  }
};

} // namespace

TEST_CASE_METHOD(
    skew_scene,
    "clock skew: a clock ahead is reported once, and again after it was right") {
  reply(0s);
  CHECK(reported.empty());
  reply(42s);
  reply(43s);
  CHECK(reported == std::vector<std::string>{
                        "clock: 42s ahead of gamma; set the system clock (NTP)"});
  reply(1s);
  reply(7s);
  CHECK(reported.size() == 2);
}

TEST_CASE_METHOD(skew_scene,
                 "clock skew: a clock behind is reported, and then one ahead") {
  reply(-30s);
  CHECK(reported ==
        std::vector<std::string>{"clock: 30s behind gamma; set the system clock (NTP)"});
  reply(30s);
  CHECK(reported.size() == 2);
}

TEST_CASE_METHOD(
    skew_scene,
    "clock skew: differences that slow replies and caches explain are ignored") {
  reply(6s);
  reply(-6s);
  // Fifteen seconds of attempts: the answer was made at any time between.
  reply(-15s, 15s);
  reply(42s, 0s, 40s);
  fetch_reply undated;
  CHECK_FALSE(skew.compare(host::gamma, undated, noon, noon));
  // The clock went back between the question and the answer.
  reply(42s, -1h);
  CHECK(reported.empty());
}
