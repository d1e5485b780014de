// SPDX-License-Identifier: MIT
#include "actors/window/midpoint_tracker.hpp"

#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/market_bodies.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const auto in = market_at(september);
const window of{in.slug, in.start, in.end};

} // namespace

TEST_CASE("midpoint: asked for every 5 s, one question at a time") {
  midpoint_tracker at;
  const auto asked = at.start_request(in, in.start);
  REQUIRE(asked);
  CHECK(asked->endpoint == "/midpoint");
  CHECK(asked->path == "/midpoint?token_id=" + in.up_token);
  CHECK_FALSE(at.start_request(in, in.start + 5s));
  CHECK_FALSE(at.apply_result(ok(R"({"mid":"0.505"})"), in.start + 1s));
  CHECK_FALSE(at.start_request(in, in.start + 4s));
  CHECK(at.start_request(in, in.start + 5s));
}

TEST_CASE("midpoint: it holds for its window, and not for long") {
  midpoint_tracker at;
  at.start_request(in, in.start);
  at.apply_result(ok(R"({"mid":"0.505"})"), in.start + 1s);
  CHECK(at.up_midpoint(of, in.start + 16s) == price::from_micros(505'000));
  CHECK_FALSE(at.up_midpoint(of, in.start + 17s));
  const auto next = market_at(september + 900);
  CHECK_FALSE(at.up_midpoint({next.slug, next.start, next.end}, in.start + 2s));
}

TEST_CASE("midpoint: the age of a cached answer counts") {
  midpoint_tracker at;
  at.start_request(in, in.start);
  at.apply_result(ok(R"({"mid":"0.505"})", 10s), in.start + 1s);
  CHECK_FALSE(at.up_midpoint(of, in.start + 7s));
}

TEST_CASE("midpoint: what is no answer says why, and changes nothing") {
  midpoint_tracker at;
  at.start_request(in, in.start);
  CHECK(at.apply_result(failed(fetch_error_kind::status, host::clob), in.start));
  at.start_request(in, in.start + 5s);
  CHECK(at.apply_result(ok(R"({"mid":"1.5"})"), in.start + 5s)
            ->starts_with("clob /midpoint: "));
  CHECK_FALSE(at.up_midpoint(of, in.start + 5s));
}

TEST_CASE(
    "midpoint: after a clock that was ahead it is asked for at once, and is not kept") {
  midpoint_tracker at;
  at.start_request(in, in.start + 1h);
  at.apply_result(ok(R"({"mid":"0.505"})"), in.start + 1h);
  CHECK_FALSE(at.up_midpoint(of, in.start));
  CHECK_FALSE(at.start_request(in, in.start));
  CHECK(at.start_request(in, in.start + 5s));
}
