// SPDX-License-Identifier: MIT
// Days of a simulated wallet, compared with the simulated platform's own figures: a day
// is proven when nothing is wrong.
#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/output/window_reports.hpp"
#include "actors/ledger/report/report_source.hpp"
#include "actors/proof/positions.hpp"
#include "tests/actors/proof/proof_simulated_rig.hpp"
#include "tests/simulator/bodies/data_body.hpp"
#include "tests/simulator/wallets/books.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::proof_simulated_rig;
using namespace std::chrono_literals;

TEST_CASE("simulated: every day of 10,000 fills is proven with few requests",
          "[proof][busy]") {
  proven_wallet scene{busy_rules()};
  scene.record();
  const auto proofs = scene.prove(last_end + 1h);
  std::uint64_t fills = 0;
  for (const auto& [day, proof] : proofs) {
    INFO(proof_text(proof));
    CHECK(state_of(proof) == proof_state::proven);
    // P/L and fills, up to a thousand taker fills a page, and the rebates where some were
    // paid.
    const bool was_paid = proof.ours.income.maker_rebates > usdc{};
    REQUIRE(proof.roles);
    CHECK(proof.requests == 2 + 1 + proof.roles->takers / 1000 + (was_paid ? 1 : 0));
    CHECK(proof.ours.fills == *proof.platform.fills);
    CHECK(proof.roles->fills() == proof.ours.fills);
    CHECK(proof.attributed.has_value() == was_paid);
    CHECK(proof.ours.grades > 0);
    fills += proof.ours.fills;
  }
  CHECK(fills > 10'000);
  CHECK(scene.requests < days * 9);
  WARN(fmt::format("{} fills in {} days: {} requests, {} for each day", fills, days,
                   scene.requests, proofs.begin()->second.requests));
}

TEST_CASE("simulated: the role of every fill is that of the simulator", "[proof][busy]") {
  auto rules = busy_rules();
  proven_wallet scene{rules};
  rules.wallets.unlisted_taker = scene.rules.wallets.unlisted_taker =
      scene.odd_fill().transaction;
  scene.record();
  const auto proofs = scene.prove(last_end + 1h);
  auto reader = scene.reader();
  std::map<std::string, exchange::row_kind> kinds;
  std::uint64_t makers = 0;
  std::uint64_t takers = 0;
  std::uint64_t unknown = 0;
  std::set<std::string> slugs;
  for (const auto& event : scene.events)
    if (!event.slug.empty())
      slugs.insert(event.slug);
  for (const auto& slug : slugs) {
    // The fees of the simulator's rows, sorted as the rows are.
    std::multiset<std::tuple<std::string, shares, usdc, bool>> expected;
    for (const auto& row : exchange::simulated_activity(
             scene.wallet.address, *exchange::find_market(slug, scene.rules),
             scene.rules))
      if (row.kind == exchange::row_kind::buy || row.kind == exchange::row_kind::sell)
        expected.insert({row.transaction, row.size, row.cash, row.fee > usdc{}});
    const auto window = must(reader.find(slug));
    REQUIRE(window);
    for (const auto& event : window->events) {
      if ((event.type != activity_type::buy && event.type != activity_type::sell) ||
          event.time >= last_end || event.time < first_day)
        continue;
      if (event.role == observed_role::none) {
        ++unknown;
        CHECK(((event.cash < usdc::from_micros(11'000)) ||
               event.transaction == rules.wallets.unlisted_taker));
        continue;
      }
      const bool is_taker = event.role == observed_role::taker;
      ++(is_taker ? takers : makers);
      CHECK(expected.count({event.transaction, event.size, event.cash, is_taker}) > 0);
    }
  }
  role_counts whole;
  for (const auto& [day, proof] : proofs) {
    whole.makers += proof.roles->makers;
    whole.takers += proof.roles->takers;
    whole.unknown += proof.roles->unknown;
  }
  CHECK(whole == role_counts{makers, takers, unknown});
  CHECK(makers > 1'000);
  CHECK(takers > 1'000);
  CHECK(unknown > 0);
  WARN(fmt::format("{} maker, {} taker and {} unknown fills", makers, takers, unknown));
  std::ostringstream text;
  source_over<ledger_reader&> source{reader};
  CHECK_FALSE(write_roles({}, source, text));
  INFO(text.str());
  CHECK(text.str().find("maker") != std::string::npos);
}

TEST_CASE("simulated: maker rebates are attributed to windows, the parts add up",
          "[proof][busy]") {
  proven_wallet scene{busy_rules()};
  scene.record();
  const auto proofs = scene.prove(last_end + 1h);
  usdc paid;
  usdc attributed;
  std::size_t paid_days = 0;
  for (const auto& [day, proof] : proofs) {
    const auto payment = proof.ours.income.maker_rebates;
    if (payment == usdc{})
      continue;
    ++paid_days;
    paid += payment;
    REQUIRE(proof.attributed);
    attributed += proof.attributed->amount;
    CHECK(payment - proof.attributed->amount == usdc::from_micros(7));
    CHECK(proof.attributed->markets > 0);
  }
  REQUIRE(paid_days > 1);
  auto reader = scene.reader();
  usdc window_rebates;
  std::size_t known = 0;
  REQUIRE_FALSE(reader.each_row({}, [&](const grade_row& row) {
    if (row.maker_rebates) {
      ++known;
      window_rebates += *row.maker_rebates;
    }
  }));
  CHECK(window_rebates == attributed);
  CHECK(known > 0);
  WARN(fmt::format("paid {} on {} days, attributed {}", to_string(paid), paid_days,
                   to_string(attributed)));
}

TEST_CASE("simulated: the tokens of the ledger are those of the positions, or are named",
          "[proof][busy]") {
  const auto now = last_end + 2h;
  proven_wallet scene{busy_rules()};
  // A window with an Up position that is open still.
  for (const auto& event : scene.events)
    if (scene.rules.wallets.odd_position.empty() && event.time > odd_day &&
        !event.slug.empty()) {
      const auto market = exchange::find_market(event.slug, scene.rules);
      for (const auto& body :
           exchange::position_bodies_v2(scene.wallet.address, *market, scene.rules, now))
        if (body["token_id"] == market->up_token && market->winner == settlement::up)
          scene.rules.wallets.odd_position = event.slug;
    }
  const auto odd = scene.rules.wallets.odd_position;
  REQUIRE_FALSE(odd.empty());
  scene.record();
  std::size_t compared = 0;
  std::set<std::string> different;
  const auto compare = [&](timestamp time) {
    const recall_positions asked{scene.wallet, odd_day, time, time - 10min, 3, 5'000};
    positions_round round{scene.wallet, *must(scene.store.recall(asked)).due};
    std::size_t count = 0;
    while (const auto next = round.next()) {
      std::string problem;
      const auto check = round.apply(scene.answer(*next, now), time, problem);
      INFO(problem);
      REQUIRE(check);
      ++count;
      if (differs(*check)) {
        INFO(position_text(*check));
        different.insert(check->slug);
      }
      must(scene.store.commit(std::vector<ledger_entry>{
          record_position{std::make_shared<const position_check>(*check)}}));
    }
    return count;
  };
  compared = compare(now);
  WARN(fmt::format("{} windows compared, {} differ", compared, different.size()));
  CHECK(compared > 1'000);
  CHECK(different == std::set<std::string>{odd});
  // A position that differs is compared twice more, later.
  CHECK(compare(now + 5min) == 0);
  CHECK(compare(now + 10min) == 1);
  CHECK(compare(now + 20min) == 1);
  CHECK(compare(now + 30min) == 0);
  auto reader = scene.reader();
  std::size_t named = 0;
  REQUIRE_FALSE(reader.each_grade({}, [&](const grade& graded) {
    if (graded.reason.find("the platform says UP") != std::string::npos) {
      ++named;
      CHECK(graded.window.slug == odd);
      CHECK(graded.status == grade_status::final);
    }
  }));
  CHECK(named == 1);
  // The winning tokens that are held still, by the simulator's books.
  usdc expected;
  std::set<std::string> slugs;
  for (const auto& event : scene.events) {
    if (event.slug.empty() || !slugs.insert(event.slug).second)
      continue;
    const auto market = *exchange::find_market(event.slug, scene.rules);
    auto rows = exchange::simulated_activity(scene.wallet.address, market, scene.rules);
    std::erase_if(rows, [&](const exchange::simulated_row& row) {
      return row.visible > now || row.time > now;
    });
    expected += exchange::books_of(rows, market.winner).value;
  }
  report_query query;
  query.format = report_format::json;
  std::ostringstream text;
  source_over<ledger_reader&> source{reader};
  const report_setting setting{now, *date::locate_zone("UTC"), {}, false};
  CHECK_FALSE(write_unredeemed(query, source, setting, text));
  usdc listed;
  std::size_t doubtful = 0;
  for (const auto& row : nlohmann::json::parse(text.str())) {
    listed += usdc::from_micros(*parse_micros(row["value"].get<std::string>()));
    doubtful += row["platform"] == "differs" ? 1 : 0;
  }
  CHECK(listed == expected);
  CHECK(listed > usdc{});
  CHECK(doubtful == 1);
}

TEST_CASE("proofs are stored, and a reason for a difference stays", "[proof]") {
  temporary_directory folder;
  const auto path = (folder.path() / "tracker.db").string();
  day_proof proof;
  proof.wallet = {"main", "0x" + std::string(40, 'c')};
  proof.day = first_day;
  proof.ours.fills = 7;
  proof.ours.pnl = usdc::from_micros(-1'234'567);
  proof.ours.income.yield = usdc::from_micros(5);
  proof.checked_at = first_day + 25h;
  proof.checks = 2;
  proof.requests = 5;
  proof.platform.why = "/v2/user-pnl has no point";
  proof.findings = "missing";
  proof.missing = {"btc-updown-15m-1", "eth-updown-5m-2"};
  proof.roles = role_counts{4, 2, 1};
  proof.attributed = attributed_rebates{usdc::from_micros(77), 3};
  const auto book = [&](ledger_store& store) {
    must(store.commit(std::vector<ledger_entry>{
        record_proof{std::make_shared<const day_proof>(proof)}}));
    return must(store.recall(recall_proofs{proof.wallet, first_day}));
  };
  auto store = open_store(path);
  CHECK(*book(store).proofs == std::vector{proof});
  proof.platform = {
      9,
      official_pnl{usdc::from_micros(1),
                   usdc::from_micros(2),
                   usdc::from_micros(3),
                   usdc::from_micros(4),
                   {usdc::from_micros(5), usdc::from_micros(6), usdc::from_micros(7),
                    usdc::from_micros(8), usdc::from_micros(9)}},
      ""};
  proof.accepted = "reported to the platform";
  proof.closed = true;
  CHECK(*book(store).proofs == std::vector{proof});
  auto without_reason = proof;
  without_reason.accepted.clear();
  std::swap(without_reason, proof);
  CHECK(book(store).proofs->front().accepted == "reported to the platform");
  auto reader = must(ledger_reader::open(path));
  CHECK(must(reader.proofs(timestamp{})) == std::vector{without_reason});
  CHECK(must(reader.proofs(first_day + 1s)).empty());
  auto& file = store.connection();
  CHECK(file.execAndGet("SELECT day || ' ' || state || ' ' || platform_fills || ' ' || "
                        "pnl FROM v_proof")
            .getString() == "2026-12-01 DIFFERS 9 -1.234567");
}
