// SPDX-License-Identifier: MIT
#include "actors/window/grade/grading.hpp"

#include "tests/support/catch.hpp"

using namespace tracker;

namespace {

history_span span(std::int64_t begin, std::int64_t end) {
  return {from_unix_seconds(begin), from_unix_seconds(end)};
}

doubtful_row row_at(std::int64_t second) {
  doubtful_row row;
  row.near = from_unix_seconds(second);
  return row;
}

market sample_market() {
  market result;
  result.slug = "btc-updown-15m-900000";
  result.condition_id = "0xcd";
  result.start = from_unix_seconds(900'000);
  result.end = from_unix_seconds(900'900);
  return result;
}

} // namespace

TEST_CASE("completeness: which windows a history covers") {
  const window sample{"btc-updown-15m-900000", from_unix_seconds(900'000),
                      from_unix_seconds(900'900)};
  const std::int64_t day_before = 900'000 - 86'400;
  CHECK(covers(span(day_before, 900'910), sample));
  CHECK(!covers(span(day_before, 900'909), sample));
  CHECK(!covers(span(day_before + 1, 900'910), sample));
  CHECK(!covers(span(1000, 999), sample));
}

TEST_CASE("completeness: a row in doubt touches the market it names") {
  const auto sample = sample_market();
  auto row = row_at(900'100);
  row.slug = sample.slug;
  CHECK(may_touch(row, sample));
  row.slug = "btc-updown-15m-900900";
  CHECK(!may_touch(row, sample));
  row.condition_id = "0xcd";
  CHECK(may_touch(row, sample));
  row.condition_id = "0xce";
  row.slug = sample.slug;
  CHECK(!may_touch(row, sample));
}

TEST_CASE("completeness: a row in doubt that names a token touches that token's market") {
  auto sample = sample_market();
  sample.up_token = "11";
  sample.down_token = "12";
  auto row = row_at(900'100);
  row.asset = "12";
  CHECK(may_touch(row, sample));
  row.asset = "13";
  CHECK(!may_touch(row, sample));
}

TEST_CASE("completeness: a row that names no market may touch all that were trading") {
  const auto sample = sample_market();
  CHECK(may_touch(row_at(900'100), sample));
  CHECK(may_touch(row_at(900'910), sample));
  CHECK(!may_touch(row_at(900'911), sample));
  CHECK(may_touch(row_at(900'000 - 86'400), sample));
  CHECK(!may_touch(row_at(900'000 - 86'401), sample));
}
