// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/budget.hpp"
#include "tests/actors/fetcher/policy/fetcher_scene.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>

namespace tracker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::scene_start;

TEST_CASE("a burst is sent at once, then one request in each interval") {
  budget allowed{{{host::gamma, "", 3, seconds{2}}}};
  for (auto i = 0; i < 3; ++i) {
    CHECK(allowed.earliest(host::gamma, "/markets", scene_start) == scene_start);
    allowed.spend(host::gamma, "/markets", scene_start);
  }
  CHECK(allowed.earliest(host::gamma, "/markets", scene_start) ==
        scene_start + seconds{2});
  allowed.spend(host::gamma, "/markets", scene_start + seconds{2});
  CHECK(allowed.earliest(host::gamma, "/markets", scene_start + seconds{2}) ==
        scene_start + seconds{4});
  const auto rested = scene_start + seconds{60};
  for (auto i = 0; i < 3; ++i)
    allowed.spend(host::gamma, "/markets", rested);
  CHECK(allowed.earliest(host::gamma, "/markets", rested) == rested + seconds{2});
}

TEST_CASE("a limit applies to its endpoint and to paths below it only") {
  budget spent{{{host::gamma, "/markets", 1, seconds{2}}}};
  spent.spend(host::gamma, "/markets/slug", scene_start);
  const std::pair<const char*, bool> cases[] = {
      {"/markets", true}, {"/markets/slug", true}, {"/markets/keyset", true},
      {"/market", false}, {"/marketsx", false},    {"/events", false},
      {"", false}};
  for (const auto& [endpoint, limited] : cases) {
    INFO(endpoint);
    CHECK((spent.earliest(host::gamma, endpoint, scene_start) > scene_start) == limited);
    CHECK(spent.earliest(host::data, endpoint, scene_start) == scene_start);
  }
}

TEST_CASE("a request counts against its host and its endpoint") {
  budget both{{{host::clob, "", 2, seconds{1}}, {host::clob, "/book", 1, seconds{3}}}};
  both.spend(host::clob, "/book", scene_start);
  CHECK(both.earliest(host::clob, "/time", scene_start) == scene_start);
  CHECK(both.earliest(host::clob, "/book", scene_start) == scene_start + seconds{3});
  both.spend(host::clob, "/time", scene_start);
  CHECK(both.earliest(host::clob, "/time", scene_start) == scene_start + seconds{1});
}

TEST_CASE("a turn lasts the longest interval of the limits for the request") {
  const std::vector<rate_limit> limits{{host::data, "", 3, seconds{2}},
                                       {host::data, "/trades", 1, seconds{5}},
                                       {host::data, "/activity", 9, seconds{1}},
                                       {host::clob, "/book", 1, seconds{9}}};
  CHECK(longest_interval(host::data, "/activity", limits) == seconds{2});
  CHECK(longest_interval(host::data, "/trades", limits) == seconds{5});
  CHECK(longest_interval(host::clob, "/book", limits) == seconds{9});
  CHECK(longest_interval(host::clob, "/time", limits) == seconds{0});
}

TEST_CASE("without limits no request waits") {
  budget none{{}};
  for (auto i = 0; i < 1000; ++i)
    none.spend(host::data, "/activity", scene_start);
  CHECK(none.earliest(host::data, "/activity", scene_start) == scene_start);
}

TEST_CASE("any span of time has at most as many requests as its limit") {
  const auto kept = [] {
    const rate_limit limit{host::data, "", *rc::gen::inRange<std::uint32_t>(1, 8),
                           milliseconds{*rc::gen::inRange(1, 3000)}};
    budget allowed{{limit}};
    std::vector<steady_point> asked;
    auto now = scene_start;
    for (auto pause : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 2000))) {
      now = std::max(now, allowed.earliest(host::data, "/x", now + milliseconds{pause}));
      allowed.spend(host::data, "/x", now);
      asked.push_back(now);
    }
    for (std::size_t first = 0; first < asked.size(); ++first)
      for (auto last = first; last < asked.size(); ++last)
        RC_ASSERT(static_cast<std::int64_t>(last - first + 1) <=
                  limit.burst + (asked[last] - asked[first]) / limit.interval);
  };
  CHECK(rc::check("burst + length / interval", kept));
}

TEST_CASE("the limits are at most half of what the platform publishes for the dialect") {
  struct published {
    host target;
    const char* endpoint;
    std::int64_t per_ten_seconds;
  };
  const std::vector<published> of_both{{host::gamma, "", 4000},
                                       {host::gamma, "/markets", 300},
                                       {host::clob, "", 9000},
                                       {host::clob, "/midpoint", 1500},
                                       // The platform publishes no limit here: a tenth of
                                       // the others.
                                       {host::clob, "/rebates", 100}};
  const std::pair<data_dialect, std::vector<published>> dialects[] = {
      {data_dialect::v1, {{host::data, "/activity", 150}}},
      {data_dialect::v2,
       {{host::data, "/v2", 800},
        {host::data, "/v2/activity", 200},
        {host::data, "/v2/trades", 300},
        {host::data, "/v2/positions", 200},
        {host::data, "/v2/status", 100},
        // The platform publishes no limit here: the one of the status.
        {host::data, "/v2/user-volume", 100},
        {host::data, "/v2/user-pnl", 100}}}};
  for (const auto& [dialect, of_data] : dialects) {
    const auto ours = published_limits(dialect);
    CHECK(ours.size() == of_both.size() + of_data.size());
    for (const auto* list : {&of_both, &of_data})
      for (const auto& row : *list) {
        INFO(to_string(row.target) << row.endpoint);
        const auto limit =
            std::find_if(ours.begin(), ours.end(), [&](const rate_limit& candidate) {
              return candidate.target == row.target && candidate.endpoint == row.endpoint;
            });
        REQUIRE(limit != ours.end());
        CHECK(limit->burst >= 1);
        CHECK(limit->burst + seconds{10} / limit->interval <= row.per_ten_seconds / 2);
      }
  }
}

/// The time that `count` requests take when each is sent as early as the limits allow.
timespan time_for(int count, data_dialect dialect, const char* endpoint) {
  budget defaults{published_limits(dialect)};
  auto now = scene_start;
  for (auto i = 0; i < count; ++i) {
    now = defaults.earliest(host::data, endpoint, now);
    defaults.spend(host::data, endpoint, now);
  }
  return now - scene_start;
}

TEST_CASE("requests to the v1 host stay below the measured limit") {
  CHECK(time_for(33, data_dialect::v1, "/activity") >= seconds{19});
  CHECK(time_for(33, data_dialect::v1, "/activity") <= seconds{21});
}

TEST_CASE("the measured limit of v1 does not throttle v2") {
  // 45 % of the published 200, 100 and 800 requests in ten seconds.
  const std::pair<const char*, int> cases[] = {{"/v2/activity", 90},
                                               {"/v2/status", 45},
                                               {"/v2/positions/combos", 90},
                                               {"/v2/resolutions", 360}};
  for (const auto& [endpoint, count] : cases) {
    INFO(endpoint);
    CHECK(time_for(count, data_dialect::v2, endpoint) <= seconds{10});
    CHECK(time_for(count + 5, data_dialect::v2, endpoint) >= seconds{10});
  }
}

} // namespace
} // namespace tracker
