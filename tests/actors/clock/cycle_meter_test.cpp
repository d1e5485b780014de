// SPDX-License-Identifier: MIT
#include "actors/clock/cycle_meter.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <algorithm>

using namespace tracker;
using namespace std::chrono_literals;

TEST_CASE("an empty histogram has an empty summary") {
  const auto nothing = histogram{}.summary();
  CHECK(nothing.count == 0);
  CHECK(nothing.max == 0ns);
}

TEST_CASE("percentiles are exact to 1/32 of their value") {
  CHECK(rc::check([] {
    auto values = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(
        rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000)));
    histogram all;
    for (const auto value : values)
      all.add(timespan{value});
    std::sort(values.begin(), values.end());
    const auto found = all.summary();
    RC_ASSERT(found.count == values.size());
    RC_ASSERT(found.max.count() == values.back());
    const auto exact = [&](std::size_t thousandths) {
      return values[(values.size() * thousandths + 999) / 1000 - 1];
    };
    for (const auto& [value, wanted] :
         {std::pair{found.p50, exact(500)}, {found.p99, exact(990)}}) {
      RC_ASSERT(value.count() >= wanted);
      RC_ASSERT(value.count() <= wanted + wanted / 32 + 1);
    }
  }));
}

TEST_CASE("extreme durations are counted") {
  histogram all;
  all.add(-5s);
  all.add(timespan::max());
  CHECK(all.summary().count == 2);
  CHECK(all.summary().max == timespan::max());
}

TEST_CASE("a cycle ends with the last subscriber's answer") {
  const steady_point due{100s};
  cycle_meter meter;
  meter.begin({1, {due, {}}, 0, 0s}, due + 1ms, 2);
  meter.end_part(1, due + 2ms, due + 3ms);
  CHECK(meter.report().cycle.count == 0);
  meter.end_part(1, due + 4ms, due + 6ms);
  const auto report = meter.report();
  CHECK(report.cycle.max == 5ms);
  CHECK(report.handled_late.max == 4ms);
  CHECK(report.sent_late.max == 1ms);
  CHECK(report.overruns == 0);
}

TEST_CASE("a tick before the end of the last cycle is counted") {
  const steady_point due{100s};
  cycle_meter meter;
  meter.begin({1, {due, {}}, 0, 0s}, due, 1);
  meter.begin({2, {due + 1s, {}}, 0, 0s}, due + 1s, 1);
  CHECK(meter.report().overruns == 1);
  meter.end_part(1, std::nullopt, due + 2s);
  meter.end_part(2, due + 2s, due + 2s);
  meter.begin({3, {due + 3s, {}}, 0, 0s}, due + 3s, 1);
  CHECK(meter.report().overruns == 1);
}
