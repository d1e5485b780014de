// SPDX-License-Identifier: MIT
// Sources of winners that are stuck, missing or disagree.
#include "tests/actors/window/window_rig.hpp"
#include "tests/support/catch.hpp"

#include <cstdint>
#include <optional>
#include <string>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::window_rig;
using namespace std::chrono_literals;

namespace {

/// 10 Up.
activity_event row_of_up(activity_type type, timestamp time, std::int64_t cash_micros) {
  activity_event row;
  row.type = type;
  row.wallet = owner.address;
  row.slug = first.slug;
  row.condition_id = condition_id_of(first);
  row.asset = up_token_of(first);
  row.time = time;
  row.size = shares::from_micros(10'000'000);
  row.cash = usdc::from_micros(cash_micros);
  return row;
}

} // namespace

TEST_CASE_METHOD(
    wallet_scene,
    "gamma is stuck: CLOB's winner is confirmed by the wallet's redemption") {
  // Field case 8: BUY 10 Up for 4.50, redeemed for 10.
  settle(std::nullopt, std::nullopt, std::nullopt);
  send_tick(first.start);
  settle(std::nullopt, settlement::up, std::nullopt);
  SECTION("gamma leaves the market open") {}
  SECTION("gamma answers 404") {
    script->answer = [](const fetch_request& asked) {
      return asked.target == host::gamma  ? refused_with(404, host::gamma)
             : asked.target == host::clob ? ok(clob_body(first, settlement::up))
                                          : ok(resolution_body(first));
    };
  }
  tell({row_of_up(activity_type::buy, first.start + 60s, 4'500'000)}, first.end + 60s);
  run(3, 40);
  CHECK(last_of_first().status == grade_status::provisional);
  CHECK(last_of_first().winner == settlement::up);
  tell({row_of_up(activity_type::redeem, first.end + 50s, 10'000'000)}, first.end + 60s);
  CHECK(last_of_first().status == grade_status::final);
  CHECK(last_of_first().figures.pnl == usdc::from_micros(5'500'000));
  REQUIRE(last_of_first().sources.size() == 2);
  CHECK(last_of_first().sources[0].source == winner_source::clob);
  CHECK(last_of_first().sources[1].source == winner_source::redemption);
  // The looks continue, and no line says that the window is pending.
  for (const auto& line : *lines)
    CHECK(line.text.find(first.slug + " stays PENDING") == std::string::npos);
}

TEST_CASE_METHOD(window_scene, "sources that disagree are one warning, and no grade") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  send_tick(first.start);
  settle(settlement::up, settlement::down, std::nullopt);
  run(3, 120);
  CHECK(count(log_level::warn, "sources-disagree") == 1);
  CHECK(lines_of("sources-disagree")[0].text.starts_with(
      first.slug + ": gamma says UP, clob says DOWN, not graded; next look in "));
  CHECK(lines_of("window-graded").empty());
  CHECK(last_of_first().status == grade_status::pending);
  CHECK(last_of_first().reason == "gamma says UP, clob says DOWN, not graded");
  settle(settlement::up, settlement::down, settlement::down);
  run(120, 260);
  CHECK(last_of_first().status == grade_status::final);
  CHECK(last_of_first().winner == settlement::down);
  CHECK(count(log_level::warn, "sources-disagree") == 1);
  CHECK(count(log_level::error, "sources-disagree") == 1);
}

TEST_CASE_METHOD(window_scene,
                 "a provisional grade that a second source contradicts is withdrawn") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  send_tick(first.start);
  settle(settlement::up, std::nullopt, std::nullopt);
  run(3, 20);
  CHECK(last_of_first().status == grade_status::provisional);
  settle(settlement::up, settlement::down, std::nullopt);
  run(20, 60);
  CHECK(last_of_first().status == grade_status::pending);
  REQUIRE(lines_of("grade-corrected").size() == 1);
  CHECK(
      lines_of("grade-corrected")[0].text.starts_with("GRADE WITHDRAWN: " + first.slug));
  CHECK(count(log_level::warn, "sources-disagree") == 1);
}

TEST_CASE_METHOD(window_scene, "a missing source causes no warning") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  send_tick(first.start);
  script->answer = [](const fetch_request& asked) {
    return asked.target == host::gamma ? ok(gamma_body(first, settlement::up))
                                       : refused_with(404, asked.target);
  };
  run(3, 200);
  CHECK(count(log_level::warn, "look-failed") <= 1);
  const auto failures = lines_of("look-failed");
  REQUIRE(failures.size() > 3);
  CHECK(failures.back().text.starts_with(first.slug + " graded PROVISIONAL by gamma; "));
}
