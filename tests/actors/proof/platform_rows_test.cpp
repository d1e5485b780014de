// SPDX-License-Identifier: MIT
// Lists of the platform about single fills, markets and positions: taker fills, maker
// rebates, tokens held.
#include "actors/ledger/days/day_comparison.hpp"
#include "actors/proof/fill_comparison.hpp"
#include "actors/proof/official_figures.hpp"
#include "actors/proof/positions.hpp"
#include "tests/actors/proof/platform_samples.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/decoded_value.hpp"
#include "tests/support/recorded.hpp"

#include <map>
#include <string>
#include <variant>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const std::string maker = "0x" + std::string(40, 'c');
const std::string condition = "0x" + std::string(64, '1');

ledger_fill fill_of(const std::string& transaction, std::int64_t cash,
                    std::int64_t quoted) {
  ledger_fill result;
  result.transaction = transaction;
  result.asset = "12";
  result.size = shares::from_micros(5'000'000);
  result.cash = usdc::from_micros(cash);
  result.quoted = usdc::from_micros(quoted);
  return result;
}

wallet_trade trade_of(const std::string& transaction) {
  wallet_trade result;
  result.transaction = transaction;
  result.asset = "12";
  result.size = shares::from_micros(5'000'000);
  result.time = sample_day + 1h;
  return result;
}

std::string rebate_row(const std::string& field, const std::string& value) {
  std::map<std::string, std::string> row{{"date", "\"2026-06-02T00:00:00Z\""},
                                         {"condition_id", '"' + condition + '"'},
                                         {"asset_address", "\"0xC0\""},
                                         {"maker_address", '"' + maker + '"'},
                                         {"rebated_fees_usdc", "\"0.25\""}};
  row[field] = value;
  std::string text = "{";
  for (const auto& [name, member] : row)
    text += (text.size() == 1 ? "\"" : ",\"") + name + "\":" + member;
  return text + "}";
}

} // namespace

TEST_CASE("roles: the fills that the taker list lacks are a maker's", "[proof]") {
  const auto made = fill_of("0xa", 2'000'000, 2'000'000);
  const auto taken = fill_of("0xb", 2'087'500, 2'000'000);
  const auto observed = observe_roles({made, taken}, {trade_of("0xb")}, sample_day);
  CHECK(observed.counts == role_counts{1, 1, 0});
  CHECK(observed.fills == std::vector<observed_fill>{{taken, observed_role::taker},
                                                     {made, observed_role::maker}});
}

TEST_CASE("roles: of equal fills as many are a taker's as are listed, by their fees",
          "[proof]") {
  const auto made = fill_of("0xa", 2'000'000, 2'000'000);
  const auto taken = fill_of("0xa", 2'087'500, 2'000'000);
  const auto observed = observe_roles({made, taken, made, taken},
                                      {trade_of("0xa"), trade_of("0xa")}, sample_day);
  CHECK(observed.counts == role_counts{2, 2, 0});
  for (const auto& [fill, role] : observed.fills)
    CHECK((role == observed_role::taker) == (fill.cash == taken.cash));
}

TEST_CASE("roles: fills that the list may hide or contradicts stay unknown", "[proof]") {
  SECTION("dust") {
    const auto dust = fill_of("0xa", 9'000, 9'000);
    CHECK(observe_roles({dust}, {}, sample_day).counts == role_counts{0, 0, 1});
    CHECK(observe_roles({dust}, {trade_of("0xa")}, sample_day).counts ==
          role_counts{0, 1, 0});
  }
  SECTION("a fee was paid, and the list has no row") {
    CHECK(observe_roles({fill_of("0xa", 2'087'500, 2'000'000)}, {}, sample_day).counts ==
          role_counts{0, 0, 1});
  }
  SECTION("a row of another day, side or size is another fill") {
    auto next_day = trade_of("0xa");
    next_day.time = sample_day + 24h;
    auto sale = trade_of("0xa");
    sale.side = activity_type::sell;
    auto larger = trade_of("0xa");
    larger.size = shares::from_micros(5'000'001);
    CHECK(observe_roles({fill_of("0xa", 2'000'000, 2'000'000)}, {next_day, sale, larger},
                        sample_day)
              .counts == role_counts{1, 0, 0});
  }
}

TEST_CASE("roles: the request names the seconds of the day", "[proof]") {
  CHECK(trades_path("0xa", sample_day, listed_fills::takers, "") ==
        "/v2/trades?user=0xa&taker_only=true&limit=1000&start=1780444800&end=1780531199");
}

TEST_CASE("roles: the recorded list has taker fills alone", "[proof][recorded]") {
  const auto takers = recorded("datav2-trades-taker-only-2026-09-28.json");
  const auto all = recorded("datav2-trades-all-2026-09-28.json");
  if (!takers || !all)
    return;
  const auto now = from_unix_seconds(1'790'700'000);
  const auto listed = must(decode_trades_v2(*takers, sample_wallet, now)).trades;
  REQUIRE(listed.size() == 2);
  std::vector<ledger_fill> fills;
  for (const auto& page :
       {listed, must(decode_trades_v2(*all, sample_wallet, now)).trades})
    for (const auto& trade : page) {
      ledger_fill fill;
      fill.transaction = trade.transaction;
      fill.asset = trade.asset;
      fill.size = trade.size;
      fill.cash = fill.quoted = usdc::from_micros(1'000'000);
      fills.push_back(fill);
    }
  const auto observed = observe_roles(fills, listed, day_of(listed.front().time));
  CHECK(observed.counts == role_counts{2, 2, 0});
}

TEST_CASE("rebates: the request names the day before the payment", "[proof]") {
  CHECK(rebates_path("0xa", sample_day) ==
        "/rebates/current?date=2026-06-02&maker_address=0xa");
}

TEST_CASE("rebates: rows of a market are added up, null is none", "[proof]") {
  const auto body = "[" + rebate_row("rebated_fees_usdc", "\"0.990878\"") + "," +
                    rebate_row("asset_address", "\"0xD0\"") + "]";
  CHECK(must(decode_rebates(body, maker, sample_day)) ==
        std::vector<market_rebate>{{condition, usdc::from_micros(1'240'878)}});
  CHECK(must(decode_rebates("null", maker, sample_day)).empty());
  CHECK(must(decode_rebates("[]", maker, sample_day)).empty());
}

TEST_CASE("rebates: a reply of another form is refused with its field", "[proof]") {
  const auto refused = [](const std::string& field, const std::string& value) {
    return refusal(
        decode_rebates("[" + rebate_row(field, value) + "]", maker, sample_day));
  };
  CHECK(refused("date", "\"2026-06-03T00:00:00Z\"").starts_with("[0].date"));
  CHECK(refused("maker_address", '"' + sample_wallet + '"')
            .starts_with("[0].maker_address"));
  CHECK(refused("condition_id", "\"0x12\"").starts_with("[0].condition_id"));
  CHECK(refused("rebated_fees_usdc", "\"-1\"").starts_with("[0].rebated_fees_usdc"));
  CHECK(refused("rebated_fees_usdc", "null").starts_with("[0].rebated_fees_usdc"));
  CHECK(refusal(decode_rebates("{}", maker, sample_day)) != "");
}

TEST_CASE("rebates: the recorded reply is read", "[proof][recorded]") {
  const auto body = recorded("clob-rebates-current-2026-09-25.json");
  const auto none = recorded("clob-rebates-current-none.json");
  if (!body || !none)
    return;
  const auto paid = from_unix_seconds(1'790'380'800);
  CHECK(must(decode_rebates(*body, maker, paid)) ==
        std::vector<market_rebate>{
            {"0x12feff92fb1c0bb769aa0785240e64e577901a7920dc9e6c9bc8543a94a7f4f6",
             usdc::from_micros(990'878)}});
  CHECK(must(decode_rebates(*none, maker, paid)).empty());
}

TEST_CASE("positions: the recorded reply is read", "[proof][recorded]") {
  const auto open = recorded("datav2-positions-open-updown-2026-09-28.json");
  if (!open)
    return;
  const auto positions = must(decode_positions_v2(*open, sample_wallet));
  REQUIRE(positions.size() == 2);
  CHECK(positions[0].size == shares::from_micros(566'673'200));
  CHECK(positions[1].size == shares::from_micros(600'000'000));
  CHECK(refusal(decode_positions_v2(*open, maker)).find("the requested wallet") !=
        std::string::npos);
}

TEST_CASE("positions: equal up to the platform's rounding and its smallest position",
          "[proof]") {
  position_check check;
  check.ours = {shares::from_micros(5'123'456), {}};
  check.platform_up = shares::from_micros(5'123'400);
  CHECK_FALSE(differs(check));
  CHECK(position_text(check) == "as the platform says: UP 5.123456 DN 0.000000");
  check.platform_up = shares::from_micros(5'123'000);
  CHECK(differs(check));
  CHECK(position_text(check) == "the platform says UP 5.123000 DN none, the ledger UP "
                                "5.123456 DN 0.000000");
  check.platform_up.reset();
  CHECK(differs(check));
  check.ours.up = shares::from_micros(99'999);
  CHECK_FALSE(differs(check));
  check.platform_down = shares::from_micros(100'000);
  CHECK(differs(check));
}

TEST_CASE("positions: a reply becomes a check, a failure does not", "[proof]") {
  const due_position due{"btc-updown-15m-1780444800",          condition, "11", "12",
                         {shares::from_micros(4'000'000), {}}, 1};
  positions_round round{{"main", sample_wallet}, {due, due}};
  REQUIRE(round.next());
  CHECK(round.next()->path ==
        "/v2/positions?user=" + sample_wallet + "&condition=" + condition + "&limit=10");
  std::string problem;
  fetch_reply reply;
  reply.body = std::make_shared<const std::string>(
      R"({"data":[{"proxy_wallet":")" + sample_wallet + R"(","condition_id":")" +
      condition + R"(","token_id":"11","current_size":4.0}]})");
  const auto check = round.apply({reply}, sample_day, problem);
  REQUIRE(check);
  CHECK(problem.empty());
  CHECK_FALSE(differs(*check));
  CHECK(check->checks == 2);
  CHECK(check->platform_up == shares::from_micros(4'000'000));
  CHECK_FALSE(check->platform_down);
  reply.body = std::make_shared<const std::string>("{}");
  CHECK_FALSE(round.apply({reply}, sample_day, problem));
  CHECK(problem.find("/v2/positions") != std::string::npos);
  CHECK_FALSE(round.next());
}
