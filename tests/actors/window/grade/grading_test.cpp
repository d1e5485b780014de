// SPDX-License-Identifier: MIT
#include "actors/window/grade/grading.hpp"

#include "tests/support/catch.hpp"

using namespace tracker;

namespace {

history_span span(std::int64_t from, std::int64_t to) {
  return {from_unix_seconds(from), from_unix_seconds(to)};
}

doubtful_row row_at(std::int64_t second) {
  doubtful_row row;
  row.near = from_unix_seconds(second);
  return row;
}

market nine_hundred_thousand() {
  market of;
  of.slug = "btc-updown-15m-900000";
  of.condition_id = "0xcd";
  of.start = from_unix_seconds(900'000);
  of.end = from_unix_seconds(900'900);
  return of;
}

} // namespace

TEST_CASE("completeness: which windows a history covers") {
  const window of{"btc-updown-15m-900000", from_unix_seconds(900'000),
                  from_unix_seconds(900'900)};
  const std::int64_t day_before = 900'000 - 86'400;
  CHECK(covers(span(day_before, 900'910), of));
  CHECK(!covers(span(day_before, 900'909), of));
  CHECK(!covers(span(day_before + 1, 900'910), of));
  CHECK(!covers(span(1000, 999), of));
}

TEST_CASE("completeness: a row in doubt touches the market it names") {
  const auto of = nine_hundred_thousand();
  auto row = row_at(900'100);
  row.slug = of.slug;
  CHECK(may_touch(row, of));
  row.slug = "btc-updown-15m-900900";
  CHECK(!may_touch(row, of));
  row.condition_id = "0xcd";
  CHECK(may_touch(row, of));
  row.condition_id = "0xce";
  row.slug = of.slug;
  CHECK(!may_touch(row, of));
}

TEST_CASE("completeness: a row in doubt that names a token touches that token's market") {
  auto of = nine_hundred_thousand();
  of.up_token = "11";
  of.down_token = "12";
  auto row = row_at(900'100);
  row.asset = "12";
  CHECK(may_touch(row, of));
  row.asset = "13";
  CHECK(!may_touch(row, of));
}

TEST_CASE("completeness: a row that names no market may touch all that were trading") {
  const auto of = nine_hundred_thousand();
  CHECK(may_touch(row_at(900'100), of));
  CHECK(may_touch(row_at(900'910), of));
  CHECK(!may_touch(row_at(900'911), of));
  CHECK(may_touch(row_at(900'000 - 86'400), of));
  CHECK(!may_touch(row_at(900'000 - 86'401), of));
}
