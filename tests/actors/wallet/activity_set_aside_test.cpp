// SPDX-License-Identifier: MIT
// Unreadable rows: set aside, confirmed, replaced when they are readable, and bounded in
// number.
#include "tests/actors/wallet/activity_feed.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace tracker;
using namespace tracker::test;

namespace {

set_aside_row bad_row(std::int64_t second, const std::string& slug = "x") {
  return {{"size", "an amount", "-1"},
          slug,
          "",
          "0x" + std::to_string(second),
          from_unix_seconds(second)};
}

} // namespace

TEST_CASE("activity reader: beyond the limit, every market stays in doubt") {
  auto books = from_second(1000);
  std::vector<set_aside_row> rows{bad_row(1000, "quiet"), bad_row(1001, "busy")};
  for (std::size_t i = 0; i < activity_reader::max_set_aside; ++i)
    rows.push_back(bad_row(1002 + static_cast<std::int64_t>(i), "busy"));
  books.reader.merge_set_aside(rows, from_unix_seconds(1000), from_unix_seconds(5000));
  CHECK(books.reader.set_aside().size() == activity_reader::max_set_aside);
  CHECK(books.reader.set_aside_dropped() == 2);
  CHECK(books.reader.set_aside().front().slug == "quiet");
  CHECK(books.reader.set_aside().back() == rows.back());
}

TEST_CASE("activity reader: of markets with one row each, the oldest are dropped") {
  auto books = from_second(1000);
  std::vector<set_aside_row> rows;
  for (std::size_t i = 0; i <= activity_reader::max_set_aside; ++i)
    rows.push_back(bad_row(1000 + static_cast<std::int64_t>(i), std::to_string(i)));
  books.reader.merge_set_aside(rows, from_unix_seconds(1000), from_unix_seconds(5000));
  CHECK(books.reader.set_aside_dropped() == 1);
  CHECK(books.reader.set_aside().front() == rows[1]);
}

TEST_CASE(
    "activity reader: an unreadable row is set aside once a newer reply repeats it") {
  feed platform;
  platform.add(1000, 1);
  platform.add(1005, 2);
  platform.add(1009, 3);
  platform.spoil(1005);
  auto books = from_second(1000);
  const auto ask = [&](std::int64_t second) {
    return books.take(platform.answer(books.reader.next_query()), answered(second));
  };
  auto taken = ask(2000);
  CHECK(taken.next == next_step::retry);
  CHECK(taken.set_aside.empty());
  CHECK(taken.events.size() == 2);
  // The same reply from a cache does not confirm the row.
  CHECK(ask(2000).next == next_step::retry);
  taken = ask(2002);
  CHECK(taken.next == next_step::request_next);
  REQUIRE(taken.set_aside.size() == 1);
  CHECK(taken.set_aside.front() == unreadable(feed_row(1005, 2)));
  CHECK(books.reader.set_aside().size() == 1);
  CHECK(books.poll(platform, answered(2002)) == next_step::wait);
  CHECK(books.reader.history() == span(1000, 1942));
}

TEST_CASE("activity reader: a set-aside row is reported once, and removed when it is "
          "readable") {
  feed platform;
  platform.add(1995, 1);
  platform.spoil(1995);
  auto books = from_second(1990);
  CHECK(books.poll(platform, answered(2000)) == next_step::retry);
  CHECK(books.poll(platform, answered(2002)) == next_step::wait);
  REQUIRE(books.reader.set_aside().size() == 1);
  const auto repeated =
      books.take(platform.answer(books.reader.next_query()), answered(2004));
  CHECK(repeated.next == next_step::request_next);
  CHECK(repeated.set_aside.empty());
  CHECK(books.reader.set_aside().size() == 1);
  platform.spoil(1995, false);
  CHECK(books.poll(platform, answered(2006)) == next_step::wait);
  CHECK(books.poll(platform, answered(2008)) == next_step::wait);
  CHECK(books.reader.set_aside().empty());
  CHECK(books.identities() == platform.truth());
}

TEST_CASE("activity reader: a set-aside row behind the end of a page is kept") {
  feed platform{feed::dialect_kind::v1, 3};
  platform.add(1990, 1, 2);
  // The page ends inside this second.
  platform.add(1995, 2, 2);
  platform.spoil(1995);
  auto books = from_second(1980, {3, 1000});
  for (int i = 0; i < 4; ++i)
    books.poll(platform, answered(2000 + i));
  REQUIRE(books.reader.set_aside().size() == 1);
  // The row is reported once only.
  for (int i = 4; i < 8; ++i)
    CHECK(books.poll(platform, answered(2000 + i)) == next_step::wait);
  CHECK(books.reader.set_aside().size() == 1);
}

TEST_CASE("activity reader: rows that were corrupted in transfer are never set aside") {
  feed platform;
  platform.add(1000, 1);
  platform.add(1001, 2);
  auto books = from_second(1000);
  auto page = spoiled(platform.answer(books.reader.next_query()));
  CHECK(books.take(page, answered(2000)).next == next_step::retry);
  page = platform.answer(books.reader.next_query());
  std::swap(page.events.front(), page.events.back());
  CHECK(books.take(spoiled(page), answered(2002)).next == next_step::retry);
  CHECK(books.poll(platform, answered(2004)) == next_step::wait);
  CHECK(books.reader.set_aside().empty());
  CHECK(books.identities() == platform.truth());
}

TEST_CASE("activity reader: a page without a readable row does not end the pass") {
  auto books = from_second(1000);
  activity_page page;
  page.rows = 3;
  page.set_aside = {bad_row(0), bad_row(0, "y"), bad_row(0, "z")};
  for (int i = 0; i < 3; ++i) {
    const auto taken = books.take(page, answered(2000 + i));
    CHECK(taken.next == next_step::retry);
    CHECK(taken.notes.mis_sorted);
  }
  CHECK(books.reader.history() == span(1000, 999));
}

TEST_CASE("activity reader: set-aside rows are bounded and counted") {
  auto books = from_second(1000);
  activity_page page;
  page.newest = page.oldest = from_unix_seconds(1000);
  for (std::size_t i = 0; i < activity_reader::max_set_aside + 5; ++i) {
    page.set_aside.push_back(bad_row(1000, std::to_string(i)));
    ++page.rows;
  }
  // More unconfirmed rows than the reader keeps at a time take several replies.
  for (int i = 0; i < 5; ++i)
    books.take(page, answered(2000 + i));
  CHECK(books.reader.set_aside().size() <= activity_reader::max_set_aside);
}
