// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_reader.hpp"
#include "tests/actors/wallet/activity_feed.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace tracker::test;

namespace {

std::vector<activity_event> twins(int count, std::int64_t second = 100, int kind = 1) {
  return std::vector<activity_event>(static_cast<std::size_t>(count),
                                     feed_row(second, kind));
}

} // namespace

TEST_CASE("activity log: a transaction with 200 equal fills books 200, once") {
  activity_log log;
  const auto fresh = log.book(twins(200));
  REQUIRE(fresh.size() == 200);
  for (std::uint32_t i = 0; i < 200; ++i)
    CHECK(fresh[i].occurrence == i);
  CHECK(log.book(twins(200)).empty());
  CHECK(log.book(twins(120)).empty());
}

TEST_CASE("activity log: a view with more twins adds the missing ones") {
  activity_log log;
  CHECK(log.book(twins(120)).size() == 120);
  const auto rest = log.book(twins(200));
  REQUIRE(rest.size() == 80);
  CHECK(rest.front().occurrence == 120);
  CHECK(rest.back().occurrence == 199);
}

TEST_CASE("activity log: a forgotten row gets the same identity again") {
  activity_log log;
  const auto first = log.book(twins(3));
  log.book(twins(1, 200));
  CHECK(log.size() == 2);
  log.forget_before(from_unix_seconds(101));
  CHECK(log.size() == 1);
  CHECK(feed::identities(log.book(twins(3))) == feed::identities(first));
  CHECK(log.book(twins(1, 200)).empty());
}

TEST_CASE("activity log: any order, overlap and repetition of views books the same rows",
          "[properties]") {
  CHECK(rc::check([] {
    // A few kinds of rows in a few seconds, so that there are many twins.
    std::vector<activity_event> all;
    const auto count = *rc::gen::inRange<std::size_t>(1, 40);
    for (std::size_t i = 0; i < count; ++i)
      all.push_back(feed_row(*rc::gen::inRange(0, 4), *rc::gen::inRange(0, 3)));
    // Any parts of the rows, and the whole among them.
    auto views = *rc::gen::inRange<std::size_t>(0, 6);
    const auto whole_at = *rc::gen::inRange<std::size_t>(0, views + 1);
    activity_log log;
    std::vector<activity_event> booked;
    for (std::size_t i = 0; i <= views; ++i) {
      const auto begin = *rc::gen::inRange<std::size_t>(0, all.size() + 1);
      const auto end = *rc::gen::inRange<std::size_t>(begin, all.size() + 1);
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto last = all.begin() + static_cast<std::ptrdiff_t>(end);
      const auto fresh = log.book(i == whole_at ? all : std::vector(first, last));
      booked.insert(booked.end(), fresh.begin(), fresh.end());
    }
    activity_log at_once;
    RC_ASSERT(feed::identities(booked) == feed::identities(at_once.book(all)));
  }));
}
