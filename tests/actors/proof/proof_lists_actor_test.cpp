// SPDX-License-Identifier: MIT
// Lists that the platform sends: fills, maker rebates and positions.
#include "tests/actors/proof/proof_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::proof_rig;
using namespace std::chrono_literals;

TEST_CASE("proof: the reason for an unavailable list is kept until the list arrives",
          "[proof]") {
  proof_scene scene;
  scene.platform->fills = "4";
  const auto empty = std::exchange(scene.platform->trades, R"({"error":"late"})");
  scene.tick_at(day_end + 31min);
  CHECK(scene.proofs().back().platform.why.starts_with("data /v2/trades: "));
  // "Could not ask" is not "no data".
  const std::string unread =
      "which fills differ is not known, their list was not read: data /v2/trades: ";
  CHECK(scene.proof_lines_of_log().back().text.find("DIFFERS: " + unread) !=
        std::string::npos);
  const auto details = proof_details(scene.proofs().back());
  CHECK(std::any_of(details.begin(), details.end(), [&](const std::string& line) {
    return line.starts_with("  difference: " + unread);
  }));
  CHECK(std::none_of(details.begin(), details.end(), [](const std::string& line) {
    return line.starts_with("  platform: ");
  }));
  scene.platform->trades = empty;
  scene.tick_at(day_end + 42min);
  CHECK(scene.proofs().back().platform.why.empty());
  CHECK(unread_text(scene.proofs().back()).empty());
  CHECK(scene.proof_lines_of_log().back().text.find("not known") == std::string::npos);
}

TEST_CASE("proof: a list of taker fills that is too long is read once", "[proof]") {
  proof_scene scene;
  scene.platform->trades =
      R"({"data":[],"pagination":{"limit":1000,"has_more":true,"next_cursor":"more"}})";
  // The day differs, so that it is checked again.
  scene.platform->pnl = "3.0";
  const auto lists = [&] {
    return std::count_if(scene.platform->asked.begin(), scene.platform->asked.end(),
                         [](const std::string& path) {
                           return path.find("taker_only=true") != path.npos;
                         });
  };
  scene.tick_at(day_end + 31min);
  REQUIRE(scene.proofs().size() == 1);
  CHECK(lists() == 20);
  CHECK(scene.proofs().back().roles == role_counts{0, 0, 3});
  CHECK(scene.proofs().back().platform.why == "data /v2/trades: more than 20 pages");
  CHECK(scene.proof_lines_of_log().back().text.find("more than 20 pages") !=
        std::string::npos);
  scene.tick_at(day_end + 42min);
  CHECK(scene.proofs().size() == 2);
  CHECK(lists() == 20);
  // With another fill the list may be another one.
  scene.set_fills(4);
  scene.tick_at(day_end + 53min);
  CHECK(scene.proofs().size() == 3);
  CHECK(lists() == 40);
}

TEST_CASE("proof: maker rebates that were paid are attributed with one request more",
          "[proof]") {
  proof_scene scene;
  scene.book->day.figures.income.maker_rebates = usdc::from_micros(1'250'000);
  scene.tick_at(day_end + 31min);
  REQUIRE(scene.platform->asked.size() == 4);
  CHECK(scene.platform->asked.back() ==
        "/rebates/current?date=2026-11-30&maker_address=" + owner.address);
  const auto& fact = scene.book->proofs.back();
  CHECK(fact.proof->attributed == attributed_rebates{usdc::from_micros(1'200'000), 1});
  REQUIRE(fact.rebates);
  CHECK(*fact.rebates == std::vector<market_rebate>{{std::string{"0x"}.append(64, '1'),
                                                     usdc::from_micros(1'200'000)}});
}

TEST_CASE("proof: an unavailable attribution stays empty, and is requested again",
          "[proof]") {
  proof_scene scene;
  scene.book->day.figures.income.maker_rebates = usdc::from_micros(1'250'000);
  scene.platform->rebates = R"({"error":"late"})";
  scene.tick_at(day_end + 31min);
  CHECK_FALSE(scene.proofs().back().attributed);
  CHECK(scene.proofs().back().platform.why.starts_with("clob /rebates/current: "));
  CHECK_FALSE(scene.book->proofs.back().rebates);
  scene.tick_at(day_end + 42min);
  CHECK_FALSE(scene.proofs().back().attributed);
  scene.platform->rebates = "null";
  scene.tick_at(day_end + 53min);
  CHECK(scene.proofs().back().attributed == attributed_rebates{});
  const auto requests = [&] {
    return std::count_if(
        scene.platform->asked.begin(), scene.platform->asked.end(),
        [](const std::string& path) { return path.starts_with("/rebates"); });
  };
  const auto asked_before = requests();
  CHECK(asked_before == 3);
  scene.tick_at(day_end + 9h);
  CHECK(requests() == asked_before);
  CHECK(scene.proofs().back().attributed == attributed_rebates{});
}

TEST_CASE("proof: the tokens of ended windows are compared with the positions",
          "[proof]") {
  proof_scene scene;
  const due_position due{"btc-updown-15m-1796100000",
                         std::string{"0x"}.append(64, '2'),
                         "11",
                         "12",
                         {shares::from_micros(4'000'000), {}},
                         2};
  scene.book->due_positions.due =
      std::make_shared<const std::vector<due_position>>(std::vector{due});
  const auto position_lines = [&](const std::string& event) {
    return std::count_if(scene.lines->begin(), scene.lines->end(),
                         [&](const log_line& line) { return line.event == event; });
  };
  SECTION("a difference is recorded and logged") {
    scene.tick_at(day + 1h);
    REQUIRE(scene.book->positions.size() == 1);
    const auto& check = *scene.book->positions.front().check;
    CHECK(check.checks == 3);
    CHECK(check.slug == due.slug);
    CHECK_FALSE(check.platform_up);
    CHECK(position_lines("position-differs") == 1);
    CHECK(scene.platform->asked ==
          std::vector<std::string>{"/v2/positions?user=" + owner.address +
                                   "&condition=" + due.condition_id + "&limit=10"});
    const auto& asked = scene.book->position_queries.front();
    CHECK(asked.to == day + 55min);
    CHECK(asked.from == day - 23h);
  }
  SECTION("a failed request records nothing and is logged once") {
    scene.platform->fails = true;
    for (int minute = 0; minute < 5; ++minute)
      scene.tick_at(day + 1h + minute * 1min);
    CHECK(scene.book->positions.empty());
    CHECK(position_lines("no-positions") == 1);
    scene.platform->fails = false;
    scene.tick_at(day + 2h);
    CHECK(scene.book->positions.size() == 1);
    CHECK(position_lines("positions-again") == 1);
  }
}
