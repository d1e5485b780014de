// SPDX-License-Identifier: MIT
#include "tests/actors/proof/proof_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::proof_rig;
using namespace std::chrono_literals;

TEST_CASE("proof: a finished day is compared once, with three requests and one line",
          "[proof]") {
  proof_scene scene;
  scene.tick_at(day_end + 29min);
  CHECK(scene.platform->asked.empty());
  scene.tick_at(day_end + 31min);
  REQUIRE(scene.proofs().size() == 1);
  CHECK(state_of(scene.proofs().front()) == proof_state::proven);
  CHECK(scene.platform->asked ==
        std::vector<std::string>{
            "/v2/user-pnl?user=" + owner.address + "&interval=all&fidelity=1d",
            "/v2/user-volume?user=" + owner.address + "&start=1796083200&end=1796083200",
            "/v2/trades?user=" + owner.address +
                "&taker_only=true&limit=1000&start=1796083200&end=1796169599"});
  CHECK(scene.proofs().front().roles == role_counts{3, 0, 0});
  REQUIRE(scene.book->proofs.back().roles);
  CHECK(scene.book->proofs.back().roles->size() == 3);
  REQUIRE(scene.proof_lines_of_log().size() == 1);
  CHECK(scene.proof_lines_of_log().front().text ==
        "PROOF 2026-12-01 main | fills 3 = 3 | P/L -$8.00 = -$8.00 | FINAL 0 of 0");
  for (int minute = 32; minute < 200; ++minute)
    scene.tick_at(day_end + minute * 1min);
  CHECK(scene.platform->asked.size() == 3);
}

TEST_CASE("proof: a day that lacks a fill is read again and compared again", "[proof]") {
  proof_scene scene;
  scene.platform->fills = "4";
  scene.tick_at(day_end + 31min);
  REQUIRE(scene.proofs().size() == 1);
  CHECK(state_of(scene.proofs().front()) == proof_state::differs);
  CHECK(scene.proofs().front().requests == 4);
  CHECK(*scene.rereads == std::vector{day});
  REQUIRE(scene.proof_lines_of_log().size() == 1);
  CHECK(scene.proof_lines_of_log().front().level == log_level::warn);
  // An unchanged difference is not logged again, and its fills are not listed again.
  const auto lists = [&] {
    return std::count_if(scene.platform->asked.begin(), scene.platform->asked.end(),
                         [](const std::string& path) {
                           return path.find("taker_only=false") != path.npos;
                         });
  };
  CHECK(lists() == 1);
  scene.tick_at(day_end + 42min);
  CHECK(scene.proofs().size() == 2);
  CHECK(scene.proof_lines_of_log().size() == 1);
  CHECK(lists() == 1);
  CHECK(scene.proofs().back().findings == scene.proofs().front().findings);
  CHECK(scene.proofs().back().requests == 6);
  // The row was found.
  scene.set_fills(4);
  scene.tick_at(day_end + 53min);
  CHECK(state_of(scene.proofs().back()) == proof_state::proven);
  CHECK(scene.proofs().back().checks == 3);
  CHECK(scene.proof_lines_of_log().size() == 2);
}

TEST_CASE("proof: unavailable figures are requested for a week, then reported",
          "[proof]") {
  proof_scene scene;
  SECTION("null") {
    scene.platform->fills = "null";
  }
  SECTION("no reply") {
    scene.platform->fails = true;
  }
  scene.tick_at(day_end + 31min);
  CHECK(state_of(scene.proofs().back()) == proof_state::open);
  CHECK_FALSE(scene.proofs().back().platform.fills);
  CHECK(scene.proof_lines_of_log().back().level == log_level::info);
  CHECK(scene.rereads->empty());
  for (int hour = 1; hour < 7 * 24; ++hour)
    scene.tick_at(day_end + 31min + hour * 1h);
  CHECK(scene.proof_lines_of_log().size() == 1);
  CHECK_FALSE(scene.proofs().back().closed);
  CHECK(scene.proofs().size() > 100);
  scene.tick_at(day_end + 7 * day_length + 2h);
  CHECK(scene.proofs().back().closed);
  CHECK(scene.proof_lines_of_log().back().level == log_level::warn);
  const auto count = scene.proofs().size();
  scene.tick_at(day_end + 7 * day_length + 9h);
  CHECK(scene.proofs().size() == count);
}

TEST_CASE("proof: an ordered span is compared once, then its end is reported",
          "[proof]") {
  proof_scene scene{day_span{day, day}};
  scene.platform->fills = "4";
  scene.tick_at(day_end + 20 * day_length);
  CHECK(scene.proofs().size() == 1);
  CHECK_FALSE(scene.proofs().front().closed);
  bool is_over = false;
  scene.self->receive([&](const span_progress& progress) { is_over = progress.over; });
  CHECK(is_over);
  scene.tick_at(day_end + 21 * day_length);
  CHECK(scene.proofs().size() == 1);
}

TEST_CASE("proof: a round has the wallets that are watched when it begins", "[proof]") {
  proof_scene scene;
  scene.watch({});
  scene.tick_at(day_end + 31min);
  CHECK(scene.platform->asked.empty());
  CHECK(scene.proofs().empty());
  // Added.
  const watched_wallet second{"second", std::string{"0x"}.append(40, 'b')};
  scene.watch({second});
  scene.platform->fails = true;
  scene.tick_at(day_end + 42min);
  REQUIRE_FALSE(scene.proofs().empty());
  CHECK(scene.proofs().back().wallet == second);
  const auto asked_for = [&](const watched_wallet& wallet) {
    return std::count_if(
        scene.platform->asked.begin(), scene.platform->asked.end(),
        [&](const std::string& path) { return path.find(wallet.address) != path.npos; });
  };
  const auto requests = asked_for(second);
  CHECK(requests > 0);
  CHECK(asked_for(owner) == 0);
  // Replaced.
  scene.watch({owner});
  scene.tick_at(day_end + 6h);
  CHECK(asked_for(second) == requests);
  CHECK(asked_for(owner) > 0);
}

TEST_CASE("proof: a shutdown waits for the open request alone", "[proof]") {
  proof_scene scene;
  scene.tick_at(day_end + 31min);
  const auto answer = scene.ask<drained>(scene.worker, shutdown{});
  CHECK(answer.handled > 0);
}
