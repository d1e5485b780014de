// SPDX-License-Identifier: MIT
#include "actors/proof/proof_actor.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/market_bodies.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const timestamp day = from_unix_seconds(1'796'083'200);
const timestamp day_end = day + day_length;
const watched_wallet owner{"main", std::string{"0x"}.append(40, 'a')};

/// What the platform says, and what it was asked.
struct platform_script {
  std::vector<std::string> asked;
  std::string fills = "3";
  std::string pnl = "2.0";
  std::string rebates = R"([{"date":"2026-11-30T00:00:00Z","condition_id":")" +
                        std::string{"0x"}.append(64, '1') +
                        R"(","asset_address":"0xC0","maker_address":")" + owner.address +
                        R"(","rebated_fees_usdc":"1.2"}])";
  std::string trades = R"({"data":[],"pagination":{"limit":1000,"has_more":false}})";
  bool fails = false;

  std::string point(std::int64_t time, const std::string& position) const {
    return R"({"timestamp":)" + std::to_string(time) + R"(,"realized_market_pnl":)" +
           position + R"(,"realized_lp_pnl":0,"realized_pnl":)" + position +
           R"(,"unrealized_pnl":0,"position_pnl":)" + position + R"(,"trade_pnl":)" +
           position +
           R"(,"fees_paid":0,"maker_rebate":0,"taker_rebate":0,"reward_income":0,)"
           R"("referral_income":0,"yield_income":0,"wallet_income":0})";
  }

  fetch_result answer(const fetch_request& asked_for) const {
    if (fails)
      return failed(fetch_error_kind::timeout, asked_for.target);
    if (asked_for.endpoint == "/v2/user-volume")
      return ok(R"({"data":{"trade_count":)" + fills + "}}");
    if (asked_for.endpoint == "/v2/user-pnl")
      return ok(R"({"data":{"proxy_wallet":")" + owner.address +
                R"(","interval":"all","fidelity":"1d","points":[)" +
                point(to_unix_seconds(day), "10") + "," +
                point(to_unix_seconds(day_end), pnl) + "]}}");
    if (asked_for.endpoint == "/rebates/current")
      return ok(rebates);
    return ok(trades);
  }
};

fetcher_actor spawn_platform(caf::actor_system& system,
                             std::shared_ptr<platform_script> script) {
  return system.spawn(
      [script](fetcher_actor::pointer self) -> fetcher_actor::behavior_type {
        return {
            [script](const fetch_request& asked) {
              script->asked.push_back(asked.path);
              return script->answer(asked);
            },
            [](const cancel_fetches&) {},
            [](const host_report_request&) { return host_report{}; },
            [self](const shutdown&) {
              self->quit();
              return drained{};
            },
            [](const status_request&) { return actor_status{}; },
        };
      });
}

/// A wallet actor that keeps its orders.
wallet_actor spawn_wallet_double(caf::actor_system& system,
                                 std::shared_ptr<std::vector<timestamp>> orders) {
  return system.spawn(
      [orders](wallet_actor::pointer self) -> wallet_actor::behavior_type {
        return {
            [](const tick& current) {
              return tick_handled{current.sequence, {}};
            },
            [](const use_fetcher&) {},
            [](const use_windows&) {},
            [orders](const read_again& order) { orders->push_back(order.since); },
            [](const poll_turn&) { return poll_turn_end{}; },
            [self](const shutdown&) {
              self->quit();
              return drained{};
            },
            [](const status_request&) { return actor_status{}; },
        };
      });
}

struct proof_scene : actor_fixture {
  captured_log lines = std::make_shared<std::vector<log_line>>();
  log_tee_actor tee = spawn_log_double(system, lines);
  std::shared_ptr<platform_script> platform = std::make_shared<platform_script>();
  fetcher_actor fetcher = spawn_platform(system, platform);
  std::shared_ptr<ledger_script> book = empty_ledger();
  ledger_actor ledger = spawn_ledger_double(system, book);
  std::shared_ptr<std::vector<timestamp>> rereads =
      std::make_shared<std::vector<timestamp>>();
  proof_actor worker;
  timestamp now = day_end;
  std::uint64_t sequence = 0;

  explicit proof_scene(std::optional<day_span> only = std::nullopt) {
    book->proven.history = history_span{day - 3h, day_end + 30 * day_length};
    book->day.figures.pnl = usdc::from_micros(-8'000'000);
    set_fills(3);
    proof_options options;
    if (only)
      options.wallets = {owner};
    options.only = only;
    options.listener = caf::actor{self};
    worker = spawn_proof(system, options, fetcher, ledger,
                         log_port{tee, "proof", [this] { return now; }});
    watch({owner});
  }

  void set_fills(std::uint64_t count) {
    ledger_fill fill;
    fill.size = shares::from_micros(5'000'000);
    fill.cash = fill.quoted = usdc::from_micros(2'000'000);
    book->day.figures.fills = count;
    book->day.fills = std::make_shared<const std::vector<ledger_fill>>(count, fill);
  }

  void watch(const std::vector<watched_wallet>& wallets) {
    use_wallet_actors order;
    for (const auto& wallet : wallets)
      order.wallets.push_back({wallet, spawn_wallet_double(system, rereads)});
    self->send(worker, std::move(order));
    drain();
  }

  void tick_at(timestamp time) {
    now = time;
    ask<tick_handled>(worker, tick{++sequence, {}, now, now});
    drain();
  }

  /// The proofs of the day under test.
  std::vector<day_proof> proofs() const {
    std::vector<day_proof> result;
    for (const auto& fact : book->proofs)
      if (fact.proof->day == day)
        result.push_back(*fact.proof);
    return result;
  }

  std::vector<log_line> proof_lines_of_log() const {
    std::vector<log_line> result;
    std::copy_if(lines->begin(), lines->end(), std::back_inserter(result),
                 [](const log_line& line) {
                   return line.event == "proof" &&
                          line.text.find("2026-12-01") != std::string::npos;
                 });
    return result;
  }
};

} // namespace

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
  // The same again is not said again, and its fills are not listed again.
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

TEST_CASE("proof: why a list of fills is unavailable is kept until it comes", "[proof]") {
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

TEST_CASE("proof: unavailable figures are asked for a week, then that is said",
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

TEST_CASE("proof: an unavailable attribution is none, and is asked for again",
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
  const auto before = requests();
  CHECK(before == 3);
  scene.tick_at(day_end + 9h);
  CHECK(requests() == before);
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
  SECTION("what differs is said with what follows") {
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
    const auto& asked = scene.book->asked_positions.front();
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

TEST_CASE("proof: a shutdown waits for the open request alone", "[proof]") {
  proof_scene scene;
  scene.tick_at(day_end + 31min);
  const auto answer = scene.ask<drained>(scene.worker, shutdown{});
  CHECK(answer.handled > 0);
}
