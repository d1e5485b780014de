// SPDX-License-Identifier: MIT
// The time up to which the platform reports its rows as complete.
#include "actors/wallet/activity_decoder.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace tracker;
using namespace std::chrono_literals;

TEST_CASE("activity: the platform's report of its freshness") {
  const auto read = [](const std::string& serving) {
    return decode_freshness_v2(
        R"({"data":{"computed_at":"2026-09-14T10:24:36Z","serving":)" + serving +
        R"(,"ingestion":{"max_synced_block":100,"min_synced_block":100}}})");
  };
  const auto computed = from_unix_seconds(1'789'381'476);
  // The platform computes profits from the activity: their delay does not matter.
  CHECK(std::get<timestamp>(read(R"({"lag_seconds":9,"worst":"pnl","mechanisms":[
      {"name":"pnl","age_seconds":9},{"name":"activity_feed","age_seconds":4}]})")) ==
        computed - std::chrono::seconds{4});
  CHECK(std::get<timestamp>(read(R"({"lag_seconds":9,"mechanisms":[
      {"name":"activity_feed","age_seconds":4}]})")) ==
        computed - std::chrono::seconds{9});
  CHECK(std::get<timestamp>(read(R"({"lag_seconds":4,"worst":"other","mechanisms":[
      {"name":"other","age_seconds":7},{"name":"activity_feed","age_seconds":4}]})")) ==
        computed - std::chrono::seconds{7});
  const auto field = [&](const std::string& serving) {
    return std::get<decode_error>(read(serving)).field;
  };
  CHECK(field(R"({"lag_seconds":-1,"mechanisms":[]})") == "data.serving.lag_seconds");
  CHECK(field(R"({"lag_seconds":9e18,"mechanisms":[]})") == "data.serving.lag_seconds");
  CHECK(field(R"({"lag_seconds":9223372036854775807,"mechanisms":[]})") ==
        "data.serving.lag_seconds");
  CHECK(field(R"({"lag_seconds":9})") == "data.serving.mechanisms");
  CHECK(field(R"({"lag_seconds":9,"mechanisms":[]})") == "data.serving.mechanisms");
  CHECK(std::get<decode_error>(decode_freshness_v2("{}")).field == "data");
}

TEST_CASE("activity: the most delayed cursor counts") {
  const auto read = [](const std::string& ingestion) {
    return decode_freshness_v2(
        R"({"data":{"computed_at":"2026-09-14T10:24:36Z","serving":{"lag_seconds":2,)"
        R"("mechanisms":[{"name":"activity_feed","age_seconds":2}]},"ingestion":)" +
        ingestion + "}}");
  };
  const auto served = from_unix_seconds(1'789'381'476 - 2);
  CHECK(std::get<timestamp>(read(R"({"max_synced_block":100,"min_synced_block":78})")) ==
        served - 55s);
  CHECK(std::get<timestamp>(read(R"({"max_synced_block":100,"min_synced_block":100,
      "lagging":[{"behind_max":1},{"behind_max":4}]})")) == served - 10s);
  const auto field = [&](const std::string& ingestion) {
    return std::get<decode_error>(read(ingestion)).field;
  };
  CHECK(field("null") == "data.ingestion");
  CHECK(field("{}") == "data.ingestion.max_synced_block");
  CHECK(field(R"({"max_synced_block":1})") == "data.ingestion.min_synced_block");
  CHECK(field(R"({"max_synced_block":1,"min_synced_block":2})") ==
        "data.ingestion.min_synced_block");
  CHECK(field(R"({"max_synced_block":1,"min_synced_block":-1})") ==
        "data.ingestion.min_synced_block");
  CHECK(field(R"({"max_synced_block":1e30,"min_synced_block":1})") ==
        "data.ingestion.max_synced_block");
}
