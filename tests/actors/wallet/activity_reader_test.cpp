// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_reader.hpp"

#include "actors/wallet/activity_decoder.hpp"
#include "tests/actors/wallet/activity_feed.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace tracker::test;

TEST_CASE("activity reader: an idle wallet costs one page a poll") {
  const feed platform;
  auto books = from_second(1000);
  CHECK(books.reader.history() == span(1000, 999));
  CHECK(books.poll(platform, answered(2000)) == next_step::wait);
  CHECK(books.pages == 1);
  CHECK(books.reader.history() == span(1000, 1940));
  CHECK(books.poll(platform, answered(2002)) == next_step::wait);
  CHECK(books.pages == 2);
  CHECK(books.reader.history() == span(1000, 1942));
  CHECK(books.reader.next_query().start == from_unix_seconds(1942));
}

TEST_CASE("activity reader: a wallet that trades faster than pages are read is settled") {
  feed platform;
  auto books = from_second(1000);
  int rests = 0;
  // Every reply has seconds that the previous one could not have.
  for (std::int64_t now = 2000; now < 2600; now += 2) {
    platform.add(now - 2, 1);
    platform.add(now - 1, 2);
    const auto step =
        books.take(platform.answer(books.reader.next_query()), answered(now)).next;
    rests += step == next_step::wait ? 1 : 0;
  }
  CHECK(rests > 100);
  CHECK(books.reader.history().to >= from_unix_seconds(2530));
  CHECK(books.identities() == platform.truth());
}

TEST_CASE("activity reader: the same page twice changes nothing") {
  feed platform;
  platform.add(1990, 1, 3);
  platform.add(1995, 2);
  auto books = from_second(1000);
  books.poll(platform, answered(2000));
  CHECK(books.rows.size() == 4);
  for (int i = 0; i < 5; ++i)
    CHECK(books.poll(platform, answered(2000 + i)) == next_step::wait);
  CHECK(books.rows.size() == 4);
}

TEST_CASE("activity reader: a transaction cut by the page's end is read whole") {
  feed platform;
  platform.add(1000, 1, 400);
  // 200 twins, of which the first page has a hundred.
  platform.add(1001, 2, 200);
  platform.add(1002, 3);
  auto books = from_second(1000);
  CHECK(books.take(platform.answer(books.reader.next_query()), answered(2000)).next ==
        next_step::request_next);
  CHECK(books.reader.history() == span(1000, 1000));
  CHECK(books.poll(platform, answered(2000)) == next_step::wait);
  CHECK(books.rows.size() == 601);
  CHECK(books.identities() == platform.truth());
}

TEST_CASE("activity reader: a long history is read past every offset cap") {
  feed platform;
  for (int i = 0; i < 12'000; ++i)
    platform.add(1000 + i / 3, i % 5);
  auto books = from_second(1);
  CHECK(books.poll(platform, answered(9000)) == next_step::wait);
  CHECK(books.identities() == platform.truth());
  CHECK(books.pages < 30);
  // Settled rows are forgotten.
  CHECK(books.reader.known_kinds() == 0);
}

TEST_CASE("activity reader: a second whose rows fill several pages is read whole") {
  feed platform;
  platform.add(1000, 1, 1300);
  platform.add(1001, 2, 2);
  auto books = from_second(1000);
  CHECK(books.poll(platform, answered(2000)) == next_step::wait);
  CHECK(books.identities() == platform.truth());

  feed cursors{feed::dialect_kind::v2, 1000};
  cursors.add(1000, 1, 2500);
  cursors.add(1001, 2, 2);
  auto by_cursor = from_second(1000, activity_rules_v2);
  CHECK(by_cursor.poll(cursors, answered(2000)) == next_step::wait);
  CHECK(by_cursor.identities() == cursors.truth());
}

TEST_CASE("activity reader: pages of a second are not joined before it is indexed") {
  feed platform;
  platform.add(1990, 1, 700);
  auto books = from_second(1000);
  CHECK(books.poll(platform, answered(2000)) == next_step::retry);
  // 500 rows are certain, because one page has them. The others may be repetitions.
  CHECK(books.rows.size() == 500);
  CHECK(books.reader.history().to < from_unix_seconds(1990));
  CHECK(books.poll(platform, answered(2100)) == next_step::wait);
  CHECK(books.identities() == platform.truth());
}

TEST_CASE("activity reader: a second beyond the offset cap ends the history") {
  feed platform;
  platform.add(1000, 1, 6000);
  platform.add(1001, 2);
  auto books = from_second(1000);
  CHECK(books.poll(platform, answered(2000)) == next_step::blocked);
  CHECK(books.reader.history() == span(1000, 999));
  CHECK(books.rows.size() == 500);
}

TEST_CASE("activity reader: a clamped limit is detected, and reading continues") {
  feed platform;
  for (int i = 0; i < 900; ++i)
    platform.add(1000 + i / 10, i % 4);
  platform.clamp_to(100);
  auto books = from_second(1000);
  CHECK(books.poll(platform, answered(2000)) == next_step::wait);
  CHECK(books.identities() == platform.truth());
  CHECK(books.seen.clamped);
}

TEST_CASE("activity reader: reading continues with a limit clamped to less than a "
          "second's rows") {
  feed platform;
  platform.add(1000, 1, 100);
  platform.add(1001, 2, 100);
  platform.clamp_to(50);
  auto books = from_second(1000);
  CHECK(books.poll(platform, answered(2000)) == next_step::wait);
  CHECK(books.identities() == platform.truth());
}

TEST_CASE("activity reader: a short page is not taken for a clamped one") {
  feed platform;
  platform.add(1000, 1);
  platform.add(1010, 2);
  auto books = from_second(1000);
  for (int i = 0; i < 3; ++i)
    books.poll(platform, answered(1020 + i));
  platform.add(1030, 3);
  books.poll(platform, answered(1031));
  CHECK(books.seen == page_notes{});
}

TEST_CASE("activity reader: a page that is not in order is booked and requested again") {
  feed platform;
  platform.add(1000, 1);
  platform.add(1010, 2);
  auto books = from_second(1000);
  auto page = platform.answer(books.reader.next_query());
  page.ascending = false;
  CHECK(books.take(page, answered(2000)).next == next_step::retry);
  CHECK(books.seen.mis_sorted);
  CHECK(books.rows.size() == 2);
  CHECK(books.reader.history() == span(1000, 999));
  CHECK(books.reader.next_query().start == from_unix_seconds(1000));
  CHECK(books.poll(platform, answered(2001)) == next_step::wait);
  CHECK(books.identities() == platform.truth());
  CHECK(books.reader.history() == span(1000, 1941));
}

TEST_CASE(
    "activity reader: a page with rows before the requested second is requested again") {
  feed platform;
  platform.add(500, 1);
  auto books = from_second(1000);
  const auto page = platform.answer({from_unix_seconds(1), 0, ""});
  const auto taken = books.take(page, answered(2000));
  CHECK(taken.notes.mis_sorted);
  CHECK(taken.next == next_step::retry);
  CHECK(books.reader.history() == span(1000, 999));
}

TEST_CASE("activity reader: rows beyond the requested limit are booked") {
  feed platform{feed::dialect_kind::v1, 900};
  platform.add(1000, 1, 400);
  platform.add(1001, 2, 400);
  auto books = from_second(1000);
  CHECK(books.poll(platform, answered(2000)) == next_step::wait);
  CHECK(books.seen.oversized);
  CHECK(books.identities() == platform.truth());
}

TEST_CASE("activity reader: a cached page settles time up to its age only") {
  feed platform;
  auto books = from_second(1000);
  books.poll(platform, answered(2000));
  CHECK(books.reader.history() == span(1000, 1940));
  // The reply is from a cache and 300 s old.
  const auto taken =
      books.take(platform.answer(books.reader.next_query()), answered(1700));
  CHECK(taken.notes.stale);
  CHECK(books.reader.history() == span(1000, 1940));
  auto fresh = from_second(1000);
  fresh.take(platform.answer(fresh.reader.next_query()), answered(1700));
  CHECK(fresh.reader.history() == span(1000, 1640));
}

TEST_CASE("activity reader: a page cannot settle time after its answer") {
  const feed platform;
  auto books = from_second(1000);
  // The freshness figure is newer than the cached page.
  books.take(platform.answer(books.reader.next_query()),
             {from_unix_seconds(1500), from_unix_seconds(1900)});
  CHECK(books.reader.history() == span(1000, 1500));
}

TEST_CASE("activity reader: rows that are indexed late are read") {
  feed platform;
  platform.add(1950, 1, 2);
  auto books = from_second(1000);
  books.poll(platform, answered(1960));
  CHECK(books.rows.size() == 2);
  // The rows are indexed forty seconds late, before rows that were read; one of them is a
  // twin.
  platform.add(1945, 2);
  platform.add(1950, 1);
  books.poll(platform, answered(1990));
  CHECK(books.identities() == platform.truth());
}

TEST_CASE("activity reader: a gap in the middle of a pass stays unsettled") {
  feed platform;
  platform.add(1000, 1, 499);
  platform.add(1120, 2, 2);
  auto books = from_second(1000);
  // The first page comes from a cache whose index ends at 1090.
  CHECK(books.take(platform.answer(books.reader.next_query()), answered(1150)).next ==
        next_step::request_next);
  CHECK(books.poll(platform, answered(2000)) == next_step::wait);
  CHECK(books.reader.history() == span(1000, 1090));
  CHECK(books.poll(platform, answered(2001)) == next_step::wait);
  CHECK(books.reader.history() == span(1000, 1941));
}

TEST_CASE("activity reader: every row is booked once for any feed, dialect and polls",
          "[properties]") {
  CHECK(rc::check([] {
    const auto dialect =
        *rc::gen::element(feed::dialect_kind::v1, feed::dialect_kind::v2);
    const auto limit = *rc::gen::inRange<std::size_t>(3, 12);
    feed platform{dialect, limit};
    const paging_rules rules{limit, dialect == feed::dialect_kind::v1 ? 1000U : 0U};
    auto books = from_second(100, rules);
    // Rows arrive while the feed is read, some of them up to 20 s late. The feed indexes
    // within 30 s.
    std::int64_t clock = 100;
    const auto steps = *rc::gen::inRange(1, 25);
    for (int i = 0; i < steps; ++i) {
      clock += *rc::gen::inRange(0, 15);
      const auto count = *rc::gen::inRange(0, 8);
      for (int row = 0; row < count; ++row)
        platform.add(std::max<std::int64_t>(100, clock - *rc::gen::inRange(0, 20)),
                     *rc::gen::inRange(0, 8));
      // At random a poll stops between two pages, a page is out of order, or a row is
      // corrupted in transfer.
      auto next = next_step::request_next;
      while (next == next_step::request_next && *rc::gen::inRange(0, 6) > 0) {
        auto page = platform.answer(books.reader.next_query());
        if (*rc::gen::inRange(0, 6) == 0)
          page.ascending = false;
        if (*rc::gen::inRange(0, 6) == 0)
          page = spoiled(page, std::to_string(books.pages));
        next = books.take(page, answered(clock, 30)).next;
      }
      RC_ASSERT(books.reader.history().to <= from_unix_seconds(clock - 30) ||
                books.reader.history().to == from_unix_seconds(99));
    }
    // A quiet time with enough polls to read the rest.
    for (int i = 0; i < 4; ++i)
      books.poll(platform, answered(clock + 100 + i, 30));
    RC_ASSERT(books.identities() == platform.truth());
    RC_ASSERT(books.reader.history().to >= from_unix_seconds(clock + 70));
  }));
}
