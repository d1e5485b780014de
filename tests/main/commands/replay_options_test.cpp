// SPDX-License-Identifier: MIT
#include "main/commands/replay_options.hpp"

#include "main/wiring/capture_settings.hpp"
#include "tests/main/config/config_support.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

replay_options options_of(const std::vector<std::string>& arguments) {
  const auto parsed = parse_replay(arguments);
  INFO((std::holds_alternative<cli_text>(parsed) ? std::get<cli_text>(parsed).text : ""));
  REQUIRE(std::holds_alternative<replay_options>(parsed));
  return std::get<replay_options>(parsed);
}

int refusal_code(const std::vector<std::string>& arguments) {
  return std::get<cli_text>(parse_replay(arguments)).exit_code;
}

} // namespace

TEST_CASE("replay: its options") {
  CHECK(options_of({"run.cap"}) ==
        replay_options{"run.cap", 0, "", false, false, std::nullopt});
  CHECK(options_of({"run.cap", "--web"}).web);
  CHECK(options_of({"run.cap", "--speed=max"}).speed == 0);
  CHECK(options_of({"run.cap", "--speed=60"}).speed == 60);
  CHECK(options_of({"--lenient", "run.cap", "--ledger=l.db"}) ==
        replay_options{"run.cap", 0, "l.db", true, false, std::nullopt});
  CHECK(options_of({"--compare", "run.cap"}).compare == "");
  CHECK(options_of({"--compare", "run.cap"}).capture == "run.cap");
  CHECK(options_of({"run.cap", "--compare=old.db"}).compare == "old.db");
}

TEST_CASE("replay: wrong options are refused") {
  CHECK(refusal_code({}) == 2);
  CHECK(refusal_code({"run.cap", "--speed=0"}) == 2);
  CHECK(refusal_code({"run.cap", "--speed=-1"}) == 2);
  CHECK(refusal_code({"run.cap", "--speed=fast"}) == 2);
  CHECK(refusal_code({"run.cap", "--speed=1000001"}) == 2);
  CHECK(refusal_code({"run.cap", "other.cap"}) == 2);
  CHECK(refusal_code({"run.cap", "--leniant"}) == 2);
  CHECK(refusal_code({"--help"}) == 0);
}

TEST_CASE("replay: the recorded settings are those that were in effect") {
  const config_world world;
  const auto before = good(world.load(
      {std::nullopt,
       {{"tracker.series", R"(["btc-updown-15m","eth-updown-5m"])"},
        {"tracker.wallets",
         R"([{ name = "main", address = "0x1111111111111111111111111111111111111111" }])"},
        {"tracker.poll-interval", "7s"},
        {"tracker.capture-min-price", "0.9"},
        {"tracker.strategies",
         R"([{ name = "late", sides = "one", min-entry = "0.95" }])"},
        {"clock.interval", "500ms"},
        {"http.data-api", "v2"},
        {"http.timeout", "4s"},
        {"tracker.timezone", "Europe/Berlin"}}}));
  capture_header header;
  header.settings = recorded_settings(before);

  const auto after = good(world.load(replay_request({}, header, "/tmp/x/replay.db")));
  CHECK(recorded_settings(after) == header.settings);
  CHECK(after.wallets == before.wallets);
  CHECK(after.watched_series == before.watched_series);
  CHECK(after.strategies == before.strategies);
  CHECK(after.ledger_file == "/tmp/x/replay.db");
  CHECK(after.log_file.empty());
  CHECK(after.capture_file.empty());
  CHECK(after.ledger_backup_interval == 0s);
}

TEST_CASE("replay: the command line overrides the recorded settings but not the ledger") {
  capture_header header;
  header.settings = {{"tracker.poll-interval", "7s"}, {"tracker.grade-delay", "1s"}};
  const config_world world;
  const auto effective =
      good(world.load(replay_request({std::nullopt,
                                      {{"tracker.poll-interval", "9s"},
                                       {"log.file", "/tmp/replay.log"},
                                       {"ledger.file", "/home/u/polybot/tracker.db"}}},
                                     header, "/tmp/x/replay.db")));
  CHECK(effective.poll_interval == 9s);
  CHECK(effective.grade_delay == 1s);
  CHECK(effective.log_file == "/tmp/replay.log");
  CHECK(effective.ledger_file == "/tmp/x/replay.db");
}
