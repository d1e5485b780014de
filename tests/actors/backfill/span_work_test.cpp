// SPDX-License-Identifier: MIT
#include "actors/backfill/span_work.hpp"

#include "actors/window/series/series.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace std::chrono_literals;

namespace {

const series quarters = *parse_series("btc-updown-15m");
const timestamp noon = from_unix_seconds(1'768'910'400);

window_span minutes_of_noon(int begin, int end) {
  return {noon + begin * 1min, noon + end * 1min};
}

bool always(const window&) {
  return true;
}

} // namespace

TEST_CASE("span: whole windows only, both ends included") {
  struct row {
    int begin;
    int end;
    int first;
    int last;
  };
  for (const auto& sample : {row{0, 15, 0, 0}, row{0, 60, 0, 45}, row{1, 60, 15, 45},
                             row{0, 59, 0, 30}, row{1, 59, 15, 30}}) {
    INFO(sample.begin << " to " << sample.end);
    const auto ends = ends_of(quarters, minutes_of_noon(sample.begin, sample.end));
    REQUIRE(ends);
    CHECK(ends->first.start == noon + sample.first * 1min);
    CHECK(ends->last.start == noon + sample.last * 1min);
  }
  CHECK_FALSE(ends_of(quarters, minutes_of_noon(0, 14)));
  CHECK_FALSE(ends_of(quarters, minutes_of_noon(1, 29)));
  CHECK_FALSE(ends_of(quarters, minutes_of_noon(30, 0)));
}

TEST_CASE("span: the oldest windows first, up to the first that is not ready") {
  span_work work{quarters, minutes_of_noon(0, 60)};
  CHECK(work.progress().windows == 4);
  const auto two =
      work.start_next(9, [](const window& window) { return window.end <= noon + 30min; });
  REQUIRE(two.size() == 2);
  CHECK(two[0].start == noon);
  CHECK(two[1].start == noon + 15min);
  CHECK(work.next()->start == noon + 30min);
  CHECK(work.start_next(1, always).size() == 1);
  CHECK(work.start_next(9, always).size() == 1);
  CHECK(work.next() == nullptr);
  CHECK(work.open() == 4);
  CHECK_FALSE(work.is_over());
}

TEST_CASE("span: windows that were left are named, and counted once") {
  span_work work{quarters, minutes_of_noon(0, 30)};
  const auto taken = work.start_next(2, always);
  work.mark_settled(taken[1]);
  work.mark_settled(taken[1]);
  work.mark_left(taken[1], "too late");
  CHECK(work.is_done_with(taken[1]));
  CHECK_FALSE(work.is_done_with(taken[0]));
  work.mark_left(taken[0], "PENDING");
  const auto end = work.progress();
  CHECK(end.over);
  CHECK(end.settled == 1);
  CHECK(end.left == 1);
  CHECK(end.left_names == std::vector{taken[0].slug + ": PENDING"});
}

TEST_CASE("span: only windows of the span that were taken are done") {
  span_work work{quarters, minutes_of_noon(15, 60)};
  for (const auto& taken : work.start_next(1, always))
    work.mark_settled(taken);
  CHECK_FALSE(work.is_done_with(window_at(quarters, noon)));
  CHECK(work.is_done_with(window_at(quarters, noon + 15min)));
  CHECK_FALSE(work.is_done_with(window_at(quarters, noon + 30min)));
  CHECK_FALSE(work.is_done_with(window_at(quarters, noon + 75min)));
}

TEST_CASE("span: no more names than the bound") {
  span_work work{quarters, {noon, noon + 30 * 15min}};
  for (const auto& taken : work.start_next(100, always))
    work.mark_left(taken, "why");
  CHECK(work.progress().left == 30);
  CHECK(work.progress().left_names.size() == span_work::max_names);
}

TEST_CASE("span: a span without windows is over at once") {
  const span_work work{quarters, minutes_of_noon(1, 14)};
  CHECK(work.is_over());
  CHECK(work.progress().windows == 0);
}

TEST_CASE("span: every window once, with any slices, series and season") {
  CHECK(rc::check([] {
    const auto name = *rc::gen::element<std::string>("btc-updown-5m", "btc-updown-15m",
                                                     "btc-updown-4h");
    const auto any_series = *parse_series(name);
    const auto begin = noon + *rc::gen::inRange(0, 525'600) * 1min;
    span_work work{any_series, {begin, begin + *rc::gen::inRange(0, 6'000) * 1min}};
    const auto promised = work.progress().windows;
    std::optional<window> last;
    std::uint64_t taken = 0;
    while (!work.is_over()) {
      for (const auto& next :
           work.start_next(*rc::gen::inRange<std::size_t>(1, 40), always)) {
        RC_ASSERT(!last || next == next_window(any_series, *last));
        RC_ASSERT(next.start >= begin);
        last = next;
        ++taken;
        work.mark_settled(next);
      }
    }
    RC_ASSERT(taken == promised);
    RC_ASSERT(work.progress().settled == promised);
  }));
}
