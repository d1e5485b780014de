// SPDX-License-Identifier: MIT
#include "actors/window/midpoint_tracker.hpp"

#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/market_bodies.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const auto sample_market = market_at(september);
const window sample_window{sample_market.slug, sample_market.start, sample_market.end};

} // namespace

TEST_CASE("midpoint: requested every 5 s, one request at a time") {
  midpoint_tracker midpoints;
  const auto asked = midpoints.start_request(sample_market, sample_market.start);
  REQUIRE(asked);
  CHECK(asked->endpoint == "/midpoint");
  CHECK(asked->path == "/midpoint?token_id=" + sample_market.up_token);
  CHECK_FALSE(midpoints.start_request(sample_market, sample_market.start + 5s));
  CHECK_FALSE(midpoints.apply_result(ok(R"({"mid":"0.505"})"), sample_market.start + 1s));
  CHECK_FALSE(midpoints.start_request(sample_market, sample_market.start + 4s));
  CHECK(midpoints.start_request(sample_market, sample_market.start + 5s));
}

TEST_CASE("midpoint: valid for its window and for 15 s") {
  midpoint_tracker midpoints;
  midpoints.start_request(sample_market, sample_market.start);
  midpoints.apply_result(ok(R"({"mid":"0.505"})"), sample_market.start + 1s);
  CHECK(midpoints.up_midpoint(sample_window, sample_market.start + 16s) ==
        price::from_micros(505'000));
  CHECK_FALSE(midpoints.up_midpoint(sample_window, sample_market.start + 17s));
  const auto next = market_at(september + 900);
  CHECK_FALSE(
      midpoints.up_midpoint({next.slug, next.start, next.end}, sample_market.start + 2s));
}

TEST_CASE("midpoint: the age of a cached answer counts") {
  midpoint_tracker midpoints;
  midpoints.start_request(sample_market, sample_market.start);
  midpoints.apply_result(ok(R"({"mid":"0.505"})", 10s), sample_market.start + 1s);
  CHECK_FALSE(midpoints.up_midpoint(sample_window, sample_market.start + 7s));
}

TEST_CASE("midpoint: a refused reply gives its reason and changes nothing") {
  midpoint_tracker midpoints;
  midpoints.start_request(sample_market, sample_market.start);
  CHECK(midpoints.apply_result(failed(fetch_error_kind::status, host::clob),
                               sample_market.start));
  midpoints.start_request(sample_market, sample_market.start + 5s);
  CHECK(midpoints.apply_result(ok(R"({"mid":"1.5"})"), sample_market.start + 5s)
            ->starts_with("clob /midpoint: "));
  CHECK_FALSE(midpoints.up_midpoint(sample_window, sample_market.start + 5s));
}

TEST_CASE("midpoint: when the clock is set back it is dropped, and requested 5 s later") {
  midpoint_tracker midpoints;
  midpoints.start_request(sample_market, sample_market.start + 1h);
  midpoints.apply_result(ok(R"({"mid":"0.505"})"), sample_market.start + 1h);
  CHECK_FALSE(midpoints.up_midpoint(sample_window, sample_market.start));
  CHECK_FALSE(midpoints.start_request(sample_market, sample_market.start));
  CHECK(midpoints.start_request(sample_market, sample_market.start + 5s));
}
