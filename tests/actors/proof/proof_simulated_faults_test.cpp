// SPDX-License-Identifier: MIT
// Days of a simulated wallet with something wrong: one wrong row names its day.
#include "actors/ledger/days/day_comparison.hpp"
#include "actors/proof/fill_comparison.hpp"
#include "tests/actors/proof/proof_simulated_rig.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::proof_simulated_rig;
using namespace std::chrono_literals;

namespace {

/// Checks that only the odd day differs and the others are proven.
void check_only_odd_day_differs(const std::map<timestamp, day_proof>& proofs) {
  CHECK(proofs.size() == days);
  for (const auto& [day, proof] : proofs) {
    INFO(proof_text(proof));
    CHECK((state_of(proof) == proof_state::differs) == (day == odd_day));
    CHECK((state_of(proof) == proof_state::proven) == (day != odd_day));
  }
}

} // namespace

TEST_CASE("simulated: one fill that activity withholds is named with its day",
          "[proof][busy]") {
  auto rules = busy_rules();
  const auto withheld = proven_wallet{rules}.odd_fill();
  rules.wallets.withheld = withheld.transaction;
  proven_wallet scene{rules};
  scene.record();
  const auto proofs = scene.prove(last_end + 1h);
  check_only_odd_day_differs(proofs);
  const auto& proof = proofs.at(odd_day);
  CHECK(lacks_fills(proof));
  CHECK(*proof.platform.fills == proof.ours.fills + 1);
  CHECK(proof.findings == "missing in the ledger: 1 of " + withheld.slug + " (" +
                              withheld.transaction.substr(0, 10) + "…)");
  // P/L, count, five pages of 4,259 fills, and the rebates: their roles wait.
  CHECK(proof.requests == 2 + pages_of(*proof.platform.fills) + 1);
  CHECK(proof.requests < 10);
  CHECK_FALSE(proof.roles);
  CHECK(proof.missing == std::vector<std::string>{withheld.slug});
  CHECK(proof.ours.settled_grades + 1 == proof.ours.grades);
  // Its grade is the one that is not final.
  auto reader = scene.reader();
  std::size_t lowered = 0;
  REQUIRE_FALSE(reader.each_grade({}, [&](const grade& graded) {
    if (is_settled(graded.status))
      return;
    ++lowered;
    CHECK(graded.window.slug == withheld.slug);
    CHECK(graded.reason.find("are missing in the ledger") != std::string::npos);
  }));
  CHECK(lowered == 1);
  WARN(fmt::format("{} requests for a day that differs: {}", proof.requests,
                   proof_text(proof)));
  // The next check does not list the fills again, and observes their roles.
  const auto second_check = scene.prove(last_end + 2h, 1, odd_day, {proof}).at(odd_day);
  CHECK(second_check.findings == proof.findings);
  CHECK(second_check.missing == proof.missing);
  REQUIRE(second_check.roles);
  CHECK(second_check.roles->fills() == second_check.ours.fills);
  CHECK(second_check.requests - proof.requests ==
        2 + second_check.roles->takers / 1000 + 1);
  // After that only the two figures are requested.
  const auto third_check =
      scene.prove(last_end + 3h, 1, odd_day, {second_check}).at(odd_day);
  CHECK(third_check.findings == proof.findings);
  CHECK(third_check.requests - second_check.requests == 2);
}

TEST_CASE("simulated: one wrong fee, winner or duplicated row is named by its day",
          "[proof][busy]") {
  proven_wallet scene{busy_rules()};
  SECTION("a fee that is a cent too high") {
    scene.odd_fill().cash += usdc::from_micros(10'000);
    scene.record();
    const auto proofs = scene.prove(last_end + 1h);
    check_only_odd_day_differs(proofs);
    const auto lines = proof_lines(proofs.at(odd_day).ours, proofs.at(odd_day).platform);
    CHECK(lines[0].relation == proof_relation::equal);
    CHECK(lines[2].relation == proof_relation::differs);
  }
  SECTION("a wrong winner") {
    // A window that was held to the end and never redeemed.
    for (const auto& event : scene.events)
      if (event.time > odd_day + 6h && event.time < odd_day + 18h &&
          !event.slug.empty() && event.size > shares::from_micros(1'000'000) &&
          std::all_of(scene.events.begin(), scene.events.end(),
                      [&](const activity_event& other) {
                        return other.slug != event.slug ||
                               (other.type == activity_type::buy &&
                                other.asset == event.asset);
                      }) &&
          exchange::find_market(event.slug, scene.rules)->winner != settlement::split) {
        scene.wrong_winners = {event.slug};
        break;
      }
    REQUIRE(scene.wrong_winners.size() == 1);
    scene.record();
    const auto proofs = scene.prove(last_end + 1h);
    check_only_odd_day_differs(proofs);
    const auto lines = proof_lines(proofs.at(odd_day).ours, proofs.at(odd_day).platform);
    CHECK(lines[0].relation == proof_relation::equal);
    CHECK(lines[1].relation == proof_relation::differs);
  }
  SECTION("a row that is booked twice") {
    auto twin = scene.odd_fill();
    twin.occurrence = 1;
    scene.events.push_back(twin);
    scene.record();
    const auto proofs = scene.prove(last_end + 1h);
    check_only_odd_day_differs(proofs);
    CHECK(
        proofs.at(odd_day).findings.starts_with("only in the ledger: 1 of " + twin.slug));
    CHECK_FALSE(lacks_fills(proofs.at(odd_day)));
  }
}

TEST_CASE("simulated: fees of the platform that are off by a cent stay with their day",
          "[proof][busy]") {
  auto rules = busy_rules();
  rules.wallets.fees_off = 10'000;
  rules.wallets.fees_off_since = odd_day + 12h;
  proven_wallet scene{rules};
  scene.record();
  check_only_odd_day_differs(scene.prove(last_end + 1h));
}

TEST_CASE("simulated: delayed figures leave the day open until they arrive",
          "[proof][busy]") {
  auto rules = busy_rules();
  rules.wallets.count_delay = 3h;
  rules.wallets.pnl_delay = 5h;
  proven_wallet scene{rules};
  scene.record();
  const auto end = odd_day + day_length;
  const auto first_check = scene.prove(end + 1h, 1, odd_day).at(odd_day);
  INFO(proof_text(first_check));
  // The count is one short, and the P/L is null.
  CHECK(state_of(first_check) == proof_state::differs);
  CHECK_FALSE(lacks_fills(first_check));
  CHECK_FALSE(first_check.platform.pnl);
  const auto second_check = scene.prove(end + 4h, 1, odd_day).at(odd_day);
  CHECK(state_of(second_check) == proof_state::open);
  CHECK(second_check.platform.why.find("position_pnl is null") != std::string::npos);
  CHECK(state_of(scene.prove(end + 6h, 1, odd_day).at(odd_day)) == proof_state::proven);
}
