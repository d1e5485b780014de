// SPDX-License-Identifier: MIT
// Days of a simulated wallet in a ledger, compared with the simulated platform's own
// figures: a day is proven when nothing is wrong, and one wrong row names it.
#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/days/position_comparison.hpp"
#include "actors/ledger/output/window_reports.hpp"
#include "actors/ledger/report/report_source.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/proof/positions.hpp"
#include "actors/proof/wallet_check.hpp"
#include "actors/window/grade/accounting.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/simulator/bodies/data_body.hpp"
#include "tests/simulator/wallets/activity.hpp"
#include "tests/simulator/wallets/books.hpp"
#include "tests/simulator/wallets/exchange_wallet_rig.hpp"

#include <date/tz.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const timestamp first_day = from_unix_seconds(1'796'083'200);
constexpr int days = 3;
const timestamp last_end = first_day + days * day_length;
const timestamp odd_day = first_day + day_length;

exchange::market_rules busy_rules() {
  exchange::market_rules rules;
  rules.resolution_delay = 8s;
  rules.resolution_spread = 60s;
  rules.swapped_percent = 30;
  rules.split_percent = 3;
  rules.other_fees_percent = 20;
  rules.wallets.count = 1;
  rules.wallets.series = {"btc-updown-5m", "eth-updown-5m", "btc-updown-15m",
                          "eth-updown-15m"};
  rules.wallets.since = first_day;
  rules.wallets.history_windows = 5000;
  return rules;
}

market market_of(const exchange::simulated_market& simulated) {
  market result;
  result.slug = simulated.slug;
  result.condition_id = simulated.condition_id;
  result.up_token = simulated.up_token;
  result.down_token = simulated.down_token;
  result.start = simulated.start;
  result.end = simulated.end;
  result.fees = simulated.fees;
  return result;
}

/// All rows of the wallet's activity, as the tracker reads them.
std::vector<activity_event> read_activity(const exchange::market_rules& rules) {
  wallet_follower follower{exchange::simulated_wallets(rules).front(), rules, speech::v2,
                           first_day - 24h};
  follower.poll(last_end + 2h);
  auto events = std::move(follower.events);
  events.insert(events.end(), follower.account_events.begin(),
                follower.account_events.end());
  return events;
}

/// Reads once what is the same in most cases: only a withheld row is another activity.
std::vector<activity_event> activity_of(const exchange::market_rules& rules) {
  if (!rules.wallets.withheld.empty())
    return read_activity(rules);
  static const auto usual = read_activity(busy_rules());
  return usual;
}

/// A wallet, the ledger that has its rows, and the platform.
struct proven_wallet {
  exchange::market_rules rules;
  watched_wallet wallet{"main", exchange::simulated_wallets(busy_rules()).front()};
  temporary_directory folder;
  ledger_store store{open_store((folder.path() / "tracker.db").string())};
  std::vector<activity_event> events;
  /// Winners that the ledger has wrong, by slug.
  std::set<std::string> wrong_winners;
  std::uint32_t requests = 0;

  explicit proven_wallet(exchange::market_rules of)
      : rules{std::move(of)}, events{activity_of(rules)} {}

  /// Records the rows and the winners.
  void record() {
    std::vector<ledger_entry> entries;
    entries.emplace_back(
        record_events{wallet, std::make_shared<const std::vector<activity_event>>(events),
                      history_span{first_day - 24h, last_end + 1h},
                      std::make_shared<const std::vector<doubtful_row>>()});
    std::map<std::string, std::vector<activity_event>> by_slug;
    for (const auto& event : events)
      if (!event.slug.empty())
        by_slug[event.slug].push_back(event);
    for (const auto& [slug, rows] : by_slug)
      entries.emplace_back(grade_of(*exchange::find_market(slug, rules), rows));
    must(store.commit(entries));
  }

  record_grade grade_of(const exchange::simulated_market& simulated,
                        const std::vector<activity_event>& rows) const {
    grade graded;
    graded.window = {simulated.slug, simulated.start, simulated.end};
    graded.series = simulated.slug.substr(0, simulated.slug.rfind('-'));
    graded.wallet = wallet;
    graded.status = grade_status::final;
    graded.winner = simulated.winner;
    if (wrong_winners.contains(simulated.slug))
      graded.winner =
          simulated.winner == settlement::up ? settlement::down : settlement::up;
    graded.resolved_at = *simulated.settles;
    graded.figures = account(market_of(simulated), simulated.fees, rows, graded.winner);
    return {std::make_shared<const grade>(graded),
            std::make_shared<const market>(market_of(simulated))};
  }

  fetch_result answer(const ask_platform& asked, timestamp now) {
    ++requests;
    const auto reply = exchange::answer(request_of(asked.target, asked.path), rules, now);
    REQUIRE(reply.status == 200);
    fetch_reply result;
    result.status = 200;
    result.body = std::make_shared<const std::string>(reply.body);
    return {result};
  }

  /// Records a comparison.
  day_proof keep(const day_compared& compared) {
    must(store.commit(std::vector<ledger_entry>{compared.fact}));
    return compared.proof();
  }

  ledger_reader reader() const { return must(ledger_reader::open(store.path())); }

  /// Compares the days at `now`, by day.
  std::map<timestamp, day_proof> prove(timestamp now, int count = days,
                                       timestamp first = first_day,
                                       const std::vector<day_proof>& recorded = {}) {
    std::vector<timestamp> all;
    for (int number = 0; number < count; ++number)
      all.push_back(first + number * day_length);
    wallet_check check{wallet, all, recorded};
    std::map<timestamp, day_proof> result;
    for (;;) {
      const auto step = check.next(now);
      if (const auto* asked = std::get_if<ask_platform>(&step))
        check.apply(answer(*asked, now), now);
      else if (const auto* day = std::get_if<ask_ledger>(&step))
        check.apply(must(store.recall(recall_day{wallet, day->day})));
      else if (const auto* compared = std::get_if<day_compared>(&step))
        result[compared->proof().day] = keep(*compared);
      else
        return result;
    }
  }

  /// A fill of the middle of the odd day, alone in its transaction.
  activity_event& odd_fill() {
    for (auto& event : events)
      if (event.type == activity_type::buy && event.time > odd_day + 6h &&
          event.time < odd_day + 18h && event.cash > event.quoted &&
          std::count_if(events.begin(), events.end(), [&](const activity_event& other) {
            return other.transaction == event.transaction;
          }) == 1)
        return event;
    throw std::runtime_error{"no fill"};
  }
};

/// Whether only the odd day differs; the others are proven.
void check_only_odd_day_differs(const std::map<timestamp, day_proof>& proofs) {
  CHECK(proofs.size() == days);
  for (const auto& [day, proof] : proofs) {
    INFO(proof_text(proof));
    CHECK((state_of(proof) == proof_state::differs) == (day == odd_day));
    CHECK((state_of(proof) == proof_state::proven) == (day != odd_day));
  }
}

} // namespace

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

TEST_CASE("simulated: the role of every fill is what the simulator made it",
          "[proof][busy]") {
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
  usdc of_windows;
  std::size_t known = 0;
  REQUIRE_FALSE(reader.each_row({}, [&](const grade_row& row) {
    if (row.maker_rebates) {
      ++known;
      of_windows += *row.maker_rebates;
    }
  }));
  CHECK(of_windows == attributed);
  CHECK(known > 0);
  WARN(fmt::format("paid {} on {} days, attributed {}", to_string(paid), paid_days,
                   to_string(attributed)));
}

TEST_CASE("simulated: what the ledger holds is what the positions say, or it is named",
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
  // What differs is compared twice more, later.
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
      return row.visible > now || row.at > now;
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
  const auto again = scene.prove(last_end + 2h, 1, odd_day, {proof}).at(odd_day);
  CHECK(again.findings == proof.findings);
  CHECK(again.missing == proof.missing);
  REQUIRE(again.roles);
  CHECK(again.roles->fills() == again.ours.fills);
  CHECK(again.requests - proof.requests == 2 + again.roles->takers / 1000 + 1);
  // After that nothing is left to ask for but the two figures.
  const auto last = scene.prove(last_end + 3h, 1, odd_day, {again}).at(odd_day);
  CHECK(last.findings == proof.findings);
  CHECK(last.requests - again.requests == 2);
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
    // One that was held to the end and never redeemed.
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

TEST_CASE("simulated: figures that come late leave the day open until they come",
          "[proof][busy]") {
  auto rules = busy_rules();
  rules.wallets.count_delay = 3h;
  rules.wallets.pnl_delay = 5h;
  proven_wallet scene{rules};
  scene.record();
  const auto end = odd_day + day_length;
  const auto early = scene.prove(end + 1h, 1, odd_day).at(odd_day);
  INFO(proof_text(early));
  // The count is one short, and the P/L is null.
  CHECK(state_of(early) == proof_state::differs);
  CHECK_FALSE(lacks_fills(early));
  CHECK_FALSE(early.platform.pnl);
  const auto later = scene.prove(end + 4h, 1, odd_day).at(odd_day);
  CHECK(state_of(later) == proof_state::open);
  CHECK(later.platform.why.find("position_pnl is null") != std::string::npos);
  CHECK(state_of(scene.prove(end + 6h, 1, odd_day).at(odd_day)) == proof_state::proven);
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
  auto again = proof;
  again.accepted.clear();
  std::swap(again, proof);
  CHECK(book(store).proofs->front().accepted == "reported to the platform");
  auto reader = must(ledger_reader::open(path));
  CHECK(must(reader.proofs(timestamp{})) == std::vector{again});
  CHECK(must(reader.proofs(first_day + 1s)).empty());
  auto& file = store.connection();
  CHECK(file.execAndGet("SELECT day || ' ' || state || ' ' || platform_fills || ' ' || "
                        "pnl FROM v_proof")
            .getString() == "2026-12-01 DIFFERS 9 -1.234567");
}
