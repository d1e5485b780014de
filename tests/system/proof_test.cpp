// SPDX-License-Identifier: MIT
// Days in virtual time, each compared with the platform's own figures.
#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "tests/simulator/wallets/activity.hpp"
#include "tests/support/catch.hpp"
#include "tests/system/support/virtual_platform.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const timestamp first_day = from_unix_seconds(1'796'083'200);

exchange::market_rules rules_of_a_day() {
  exchange::market_rules rules;
  rules.resolution_delay = 30s;
  rules.resolution_spread = 60s;
  rules.clob_lag = 5s;
  rules.resolutions_lag = 3s;
  rules.wallets.count = 1;
  rules.wallets.series = {"btc-updown-4h", "btc-updown-15m"};
  rules.wallets.trading_begin = first_day - 1h;
  rules.wallets.idle_percent = 0;
  rules.wallets.index_delay = 2s;
  rules.wallets.index_jitter = 3s;
  return rules;
}

void lengthen_intervals(settings& effective) {
  effective.clock_interval = 10s;
  effective.poll_interval = 30s;
}

/// The proofs of the first complete day of the run; the day before may have one too.
std::vector<day_proof> proofs_of(const virtual_platform& platform) {
  auto reader =
      std::get<ledger_reader>(ledger_reader::open(platform.effective.ledger_file));
  auto proofs = std::get<std::vector<day_proof>>(reader.proofs(timestamp{}));
  std::erase_if(proofs, [](const day_proof& proof) { return proof.day != first_day; });
  return proofs;
}

} // namespace

TEST_CASE("virtual: a finished day is proven with one line and few requests") {
  virtual_platform platform{rules_of_a_day(), first_day - 1h};
  lengthen_intervals(platform.effective);
  REQUIRE(platform.run(26h) == 0);
  const auto lines = platform.lines("PROOF 2026-12-01");
  REQUIRE(lines.size() == 1);
  INFO(lines.front());
  CHECK(lines.front().find("FINAL 102 of 102") != std::string::npos);
  const auto proofs = proofs_of(platform);
  REQUIRE(proofs.size() == 1);
  CHECK(state_of(proofs.front()) == proof_state::proven);
  const auto& proof = proofs.front();
  const bool was_paid = proof.ours.income.maker_rebates > usdc{};
  CHECK(proof.requests == (was_paid ? 4 : 3));
  CHECK(proof.attributed.has_value() == was_paid);
  CHECK(proof.ours.fills > 50);
  REQUIRE(proof.roles);
  CHECK(proof.roles->fills() == proof.ours.fills);
  CHECK(proof.roles->makers > 0);
  CHECK(proof.roles->takers > 0);
  // Each traded window was compared with the platform's positions.
  auto reader =
      std::get<ledger_reader>(ledger_reader::open(platform.effective.ledger_file));
  std::size_t traded = 0;
  std::size_t compared = 0;
  std::vector<std::string> slugs;
  reader.each_grade({}, [&](const grade& graded) {
    if (graded.figures.kind != trade_kind::none && graded.window.end <= first_day + 24h &&
        graded.window.end > first_day)
      slugs.push_back(graded.window.slug);
  });
  for (const auto& slug : slugs) {
    ++traded;
    const auto notes = std::get<std::vector<window_note>>(reader.notes(slug));
    for (const auto& note : notes)
      if (note.position) {
        ++compared;
        INFO(slug << ": " << position_text(*note.position));
        CHECK_FALSE(differs(*note.position));
      }
  }
  CHECK(traded > 90);
  CHECK(compared == traded);
}

TEST_CASE(
    "virtual: a fill that activity withholds for hours is missed, named and found") {
  auto rules = rules_of_a_day();
  const auto wallet = exchange::simulated_wallets(rules).front();
  const auto market = exchange::find_market(
      "btc-updown-15m-" + std::to_string(to_unix_seconds(first_day + 6h)), rules);
  REQUIRE(market);
  virtual_platform platform{rules, first_day - 1h};
  lengthen_intervals(platform.effective);
  // The host withholds the rows of one window until a day later.
  platform.model = [market](const exchange::request& asked, const exchange::reply& good,
                            timestamp now) {
    auto reply = good;
    if (asked.path == "/v2/activity" && now < first_day + 24h + 50min) {
      auto body = nlohmann::ordered_json::parse(good.body);
      auto& rows = body["data"];
      const auto kept = rows.size();
      for (std::size_t i = rows.size(); i-- > 0;)
        if (rows[i]["slug"] == market->slug && rows[i]["type"] == "TRADE")
          rows.erase(i);
      if (rows.size() < kept)
        reply.body = body.dump();
    }
    return attempt_end{50ms, answer_of(reply)};
  };
  REQUIRE(platform.run(27h) == 0);
  const auto lines = platform.lines("PROOF 2026-12-01");
  CAPTURE(lines);
  const auto rows = exchange::simulated_activity(wallet, *market, rules);
  const auto fills =
      std::count_if(rows.begin(), rows.end(), [](const exchange::simulated_row& row) {
        return row.kind == exchange::row_kind::buy ||
               row.kind == exchange::row_kind::sell;
      });
  REQUIRE(fills > 0);
  REQUIRE(lines.size() == 2);
  CHECK(lines.front().find("DIFFERS: missing in the ledger: " + std::to_string(fills) +
                           " of " + market->slug) != std::string::npos);
  CHECK(platform.lines("its activity since then is read again").size() >= 1);
  const auto proofs = proofs_of(platform);
  REQUIRE(proofs.size() == 1);
  INFO(proof_text(proofs.front()));
  CHECK(state_of(proofs.front()) == proof_state::proven);
}
