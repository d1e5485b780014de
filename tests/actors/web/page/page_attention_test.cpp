// SPDX-License-Identifier: MIT
#include "actors/web/page/attention.hpp"
#include "tests/actors/ledger/days/proof_samples.hpp"
#include "tests/actors/ledger/report/report_grades.hpp"
#include "tests/actors/ledger/report/report_memory_source.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

class attention_scene {
public:
  memory_source source;
  attention_rules rules;
  timestamp now = from_unix_seconds(september + 3'600);
  std::vector<std::string> watched;
  /// The selected wallets; empty: all.
  std::vector<std::string> wallets;

  std::vector<attention_item> items() {
    const page_reading reading{wallets, now, *date::locate_zone("UTC"), watched};
    auto result = read_attention(source, reading, rules);
    REQUIRE(std::holds_alternative<std::vector<attention_item>>(result));
    return std::get<std::vector<attention_item>>(result);
  }

  std::vector<std::string> kinds() {
    std::vector<std::string> result;
    for (const auto& item : items())
      result.emplace_back(to_string(item.kind));
    return result;
  }
};

using words = std::vector<std::string>;

grade pair_grade(std::optional<settlement> winner = settlement::up) {
  auto graded = grade_at(
      september, {trades.buy_up("10", "0.49"), trades.buy_down("10", "0.47")}, winner);
  // Redeemed.
  graded.figures.payout += graded.figures.value;
  graded.figures.value = {};
  return graded;
}

} // namespace

TEST_CASE("A quiet ledger needs no attention", "[page]") {
  attention_scene list;
  list.source.grades = {pair_grade()};
  CHECK(list.kinds().empty());
}

TEST_CASE("Unexplained rows and payouts are critical", "[page]") {
  attention_scene list;
  auto graded = pair_grade();
  graded.status = grade_status::provisional;
  graded.figures.unexplained = 2;
  graded.figures.payout_gap = usdc::from_micros(-1'500'000);
  list.source.grades = {graded};
  const auto items = list.items();
  REQUIRE(items.size() == 2);
  CHECK(severity_of(items[0].kind) == attention_severity::critical);
  CHECK(items[0].slug == graded.window.slug);
  CHECK(items[0].text.find("2 of its rows") != std::string::npos);
  CHECK(items[1].text.find("-$1.50") != std::string::npos);
}

TEST_CASE("An amended grade names its former figure and the reason", "[page]") {
  attention_scene list;
  auto replaced = pair_grade();
  replaced.figures.pnl = usdc::from_micros(-3'200'000);
  replaced.revision = 2;
  auto graded = pair_grade();
  graded.status = grade_status::amended;
  graded.figures.pnl = usdc::from_micros(-3'850'000);
  graded.revision = 3;
  graded.reason = "late row";
  list.source.grades = {graded};
  list.source.replaced = {replaced};
  const auto items = list.items();
  REQUIRE(items.size() == 1);
  CHECK(items[0].text ==
        "a final grade changed: -$3.20 became -$3.85, because: late row");
  list.now += std::chrono::hours{25};
  CHECK(list.kinds().empty());
}

TEST_CASE("A lopsided window counts from the limit on", "[page]") {
  attention_scene list;
  auto graded =
      grade_at(september, {trades.buy_up("30", "0.49"), trades.buy_down("10", "0.47")},
               settlement::down);
  graded.figures.payout += graded.figures.value;
  graded.figures.value = {};
  list.source.grades = {graded};
  CHECK(list.kinds() == words{"lopsided"});
  list.rules.lopsided_loss = -graded.figures.pnl + usdc::from_micros(1);
  CHECK(list.kinds().empty());
}

TEST_CASE("A window without a winner is stuck after an hour", "[page]") {
  attention_scene list;
  list.source.grades = {pair_grade(std::nullopt)};
  CHECK(list.kinds().empty());
  list.now = from_unix_seconds(september + 900 + 3'601);
  CHECK(list.kinds() == words{"stuck"});
}

TEST_CASE("Missed windows are listed, unsupported ones are not missed", "[page]") {
  attention_scene list;
  const auto window = [](std::int64_t number, coverage_kind kind, std::string reason) {
    return covered_window{"btc-updown-15m", from_unix_seconds(september + 900 * number),
                          from_unix_seconds(september + 900 * (number + 1)), kind,
                          std::move(reason)};
  };
  list.source.windows = {window(0, coverage_kind::watched, ""),
                         window(1, coverage_kind::missed, "not running"),
                         window(2, coverage_kind::unsupported, "version 3")};
  const auto items = list.items();
  REQUIRE(items.size() == 1);
  CHECK(items[0].text.find("1 window of btc-updown-15m missed") == 0);
  CHECK(items[0].text.find("not running") != std::string::npos);
}

TEST_CASE("Doubtful rows and unclaimed winners are listed by wallet", "[page]") {
  attention_scene list;
  auto graded = grade_at(september, {trades.buy_up("12", "0.49")}, settlement::up);
  list.source.grades = {graded};
  list.source.doubts = {{{"main", main_address},
                         {"btc-updown-15m-1", "", from_unix_seconds(september),
                          "type: expected TRADE, found <b>"}}};
  CHECK(list.kinds() == words{"doubtful"});
  list.wallets = {"main"};
  CHECK(list.kinds() == words{"doubtful"});
  list.wallets = {"second"};
  CHECK(list.kinds().empty());
  list.wallets.clear();
  list.now = graded.window.end + list.rules.unclaimed_after;
  const auto items = list.items();
  REQUIRE(items.size() == 2);
  CHECK(items[0].kind == attention_kind::doubtful);
  CHECK(items[1].kind == attention_kind::unclaimed);
  CHECK(items[1].text == "$12.00 in 1 window of the last 7 days to redeem");
  CHECK(items[1].wallet.address == main_address);
}

TEST_CASE("The list is ordered by severity, then the newest first", "[page]") {
  attention_scene list;
  auto odd = pair_grade();
  odd.status = grade_status::provisional;
  odd.figures.unexplained = 1;
  auto older = pair_grade(std::nullopt);
  auto newer = grade_at(september + 900, {}, std::nullopt);
  list.source.grades = {older, newer, odd};
  list.now = from_unix_seconds(september + 20'000);
  const auto items = list.items();
  REQUIRE(items.size() == 3);
  CHECK(items[0].kind == attention_kind::unexplained);
  CHECK(items[1].time > items[2].time);
}

TEST_CASE("A ledger that cannot be read has no attention list", "[page]") {
  memory_source source;
  source.broken = ledger_error{ledger_error_kind::busy, "locked"};
  const page_reading reading{{}, {}, *date::locate_zone("UTC"), {}};
  CHECK(std::holds_alternative<ledger_error>(read_attention(source, reading, {})));
}

TEST_CASE("A day that differs from the platform is listed until it is accepted",
          "[page]") {
  attention_scene list;
  const watched_wallet wallet{"main", main_address};
  const auto differs = different_day(wallet, proof_day, 1'000'000);
  list.source.day_proofs = {proven_day(wallet, proof_day - day_length), differs,
                            open_day(wallet, proof_day + day_length)};
  const auto items = list.items();
  REQUIRE(items.size() == 1);
  CHECK(items[0].kind == attention_kind::difference);
  CHECK(std::string{to_string(items[0].kind)} == "difference");
  CHECK(severity_of(items[0].kind) == attention_severity::high);
  CHECK(items[0].time == proof_day + day_length);
  CHECK(items[0].wallet == wallet);
  CHECK(items[0].text.find("2026-11-28") != std::string::npos);
  CHECK(items[0].text.find("P/L +$3.00 ≠ +$4.00") != std::string::npos);
  list.source.day_proofs[1].accepted = "reported";
  CHECK(list.items().empty());
}
