// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/reply_samples.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;

namespace {

std::shared_ptr<const std::string> body(std::string text) {
  return std::make_shared<const std::string>(std::move(text));
}

} // namespace

TEST_CASE("reply samples: every reply since the last report, in order") {
  reply_samples samples;
  samples.add(host::gamma, "/markets/slug", body("before the first report"));
  CHECK(samples.take().empty());
  const auto joined = body("b");
  samples.add(host::gamma, "/markets/slug", body("a"));
  samples.add(host::gamma, "/markets/slug", joined);
  samples.add(host::gamma, "/markets/slug", joined);
  samples.add(host::data, "/v2/status", body("c"));
  const auto taken = samples.take();
  REQUIRE(taken.size() == 3);
  CHECK(*taken[0].body == "a");
  CHECK(*taken[1].body == "b");
  CHECK(taken[2].source == host::data);
  CHECK(samples.take().empty());
  CHECK(samples.left_out() == 0);
}

TEST_CASE("reply samples: replies beyond the limits are counted") {
  reply_samples samples;
  samples.take();
  SECTION("too many replies") {
    for (std::size_t i = 0; i < reply_samples::max_replies + 3; ++i)
      samples.add(host::clob, "/midpoint", body("{}"));
    CHECK(samples.take().size() == reply_samples::max_replies);
    CHECK(samples.left_out() == 3);
  }
  SECTION("too large a reply") {
    samples.add(host::clob, "/markets", body(std::string(reply_samples::max_bytes, 'x')));
    samples.add(host::clob, "/markets", body("y"));
    CHECK(samples.take().size() == 1);
    CHECK(samples.left_out() == 1);
    samples.add(host::clob, "/markets", body("z"));
    CHECK(samples.take().size() == 1);
  }
}
