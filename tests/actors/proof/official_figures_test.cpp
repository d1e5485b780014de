// SPDX-License-Identifier: MIT
#include "actors/proof/official_figures.hpp"

#include "actors/proof/fill_comparison.hpp"
#include "tests/actors/proof/platform_samples.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/decoded_value.hpp"
#include "tests/support/recorded.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

using namespace tracker;
using namespace tracker::test;
using nlohmann::json;
using namespace std::chrono_literals;

namespace {

json point_at(timestamp time, double realized, double fees) {
  return {{"timestamp", to_unix_seconds(time)},
          {"realized_market_pnl", realized},
          {"realized_lp_pnl", 0.0},
          {"realized_pnl", realized},
          {"unrealized_pnl", 0.5},
          {"position_pnl", realized + 0.5},
          {"trade_pnl", realized + 0.5 + fees},
          {"fees_paid", -fees},
          {"maker_rebate", 2.0},
          {"taker_rebate", 0.0},
          {"reward_income", 0.0},
          {"referral_income", 0.0},
          {"yield_income", 0.0},
          {"wallet_income", 2.0}};
}

std::string series_of(const std::vector<json>& points) {
  return json{{"data",
               {{"proxy_wallet", sample_wallet},
                {"interval", "all"},
                {"fidelity", "1d"},
                {"points", points}}}}
      .dump();
}

usdc dollars(double amount) {
  return usdc::from_micros(static_cast<std::int64_t>(amount * 1'000'000));
}

} // namespace

TEST_CASE("recorded: the points of user-pnl add up, and user-volume counts fills",
          "[proof]") {
  const auto pnl = recorded("datav2-user-pnl-2026-09-28.json");
  const auto volume = recorded("datav2-user-volume-2026-09-28.json");
  if (!pnl || !volume)
    return;
  const auto points = must(decode_user_pnl(*pnl, sample_wallet));
  REQUIRE(points.size() == 4);
  for (const auto& point : points) {
    INFO(to_unix_seconds(point.time) << point.why);
    REQUIRE(point.sums);
    // platform-delta.md 3.1: the profile page leaves out exactly the fees.
    CHECK(point.sums->trade - point.sums->position == point.sums->fees);
  }
  // The last one is not at midnight: it is "now".
  CHECK(points[3].time == from_unix_seconds(1'790'617'389));
  CHECK(points[3].sums->realized == usdc::from_micros(312'523'832'012));
  CHECK(points[3].sums->position == usdc::from_micros(312'464'101'344));
  CHECK(points[3].sums->trade == usdc::from_micros(348'746'217'514));
  CHECK(points[3].sums->fees == usdc::from_micros(36'282'116'170));
  const auto& income = points[3].sums->income;
  CHECK(income.maker_rebates + income.taker_rebates + income.rewards + income.referrals +
            income.yield ==
        usdc::from_micros(43'301'897'200));
  // The day between the first two points.
  const auto change = change_of_day(points, points[0].time);
  REQUIRE(change.pnl);
  CHECK(change.pnl->realized == usdc::from_micros(-35'761'391 + 435'722'227));
  CHECK(change.pnl->income.maker_rebates == usdc::from_micros(47'950'100));
  // The day of the cut between them has no end.
  CHECK_FALSE(change_of_day(points, points[1].time).pnl);
  // The P/L series counts other fills (540,004) than the volume does: all of them, of
  // makers and takers, up to the same day.
  const auto fills = must(decode_user_volume(*volume));
  REQUIRE(fills);
  CHECK(*fills == 544'939);
  CHECK(json::parse(*pnl)["data"]["points"][3]["trade_count"].get<std::uint64_t>() <
        *fills);
}

TEST_CASE("recorded: user-pnl, user-volume and user-stats reconcile with each other",
          "[proof]") {
  const auto pnl = recorded("datav2-user-pnl-2026-09-28.json");
  const auto volume = recorded("datav2-user-volume-2026-09-28.json");
  const auto stats = recorded("datav2-user-stats-2026-09-28.json");
  if (!pnl || !volume || !stats)
    return;
  const auto points = json::parse(*pnl)["data"]["points"];
  for (const auto& point : points) {
    INFO(point["timestamp"]);
    const auto field = [&](const char* name) {
      return std::llround(point[name].get<double>() * 1e6);
    };
    // platform-delta.md 3.1 and 12.5, to the micro-dollar.
    CHECK(field("realized_pnl") == field("realized_market_pnl") +
                                       field("realized_lp_pnl") +
                                       field("realized_combo_pnl"));
    CHECK(field("position_pnl") == field("realized_pnl") + field("unrealized_pnl"));
    CHECK(field("wallet_income") == field("maker_rebate") + field("taker_rebate") +
                                        field("reward_income") + field("yield_income") +
                                        field("referral_income"));
    CHECK(field("settled_pnl") == field("realized_pnl") + field("wallet_income"));
    CHECK(field("economic_pnl") == field("position_pnl") + field("wallet_income"));
    CHECK(field("trade_pnl") == field("position_pnl") - field("fees_paid"));
    CHECK(field("fees") == field("fees_paid") - field("fees_refunded"));
    CHECK(field("sponsored_income") == field("reward_income") + field("referral_income"));
  }
  // The stats are the last point of the series.
  CHECK(json::parse(*stats)["data"]["all_time_pnl"] == points.back());
  // The volume counts 4,935 fills more than the series: 1 % of them, like the others in
  // size and price.
  const auto more = [&](const char* name) {
    return json::parse(*volume)["data"][name].get<double>() -
           points.back()[name].get<double>();
  };
  CHECK(more("trade_count") == 4'935);
  const auto usual_size =
      points.back()["volume"].get<double>() / points.back()["trade_count"].get<double>();
  const auto size = more("volume") / more("trade_count") / usual_size;
  const auto price = more("volume_usdc") / more("volume");
  CHECK((size > 0.75 && size < 1.25));
  CHECK((price > 0.4 && price < 0.6));
}

TEST_CASE("recorded: a point with refunds adds up", "[proof]") {
  const auto row = recorded("datav2-user-pnl-point-with-refunds-item.json");
  if (!row)
    return;
  const auto points =
      must(decode_user_pnl(series_of({json::parse(*row)}), sample_wallet));
  REQUIRE(points.size() == 1);
  INFO(points[0].why);
  REQUIRE(points[0].sums);
  CHECK(points[0].sums->fees == usdc::from_micros(835'384'465'538));
}

TEST_CASE("a day is the difference of two points", "[proof]") {
  const auto points = must(decode_user_pnl(
      series_of({point_at(sample_day, 10, 1), point_at(sample_day + 24h, 14, 3),
                 point_at(sample_day + 30h, 99, 9)}),
      sample_wallet));
  const auto change = change_of_day(points, sample_day);
  REQUIRE(change.pnl);
  CHECK(change.pnl->realized == dollars(4));
  CHECK(change.pnl->position == dollars(4));
  CHECK(change.pnl->trade == dollars(6));
  CHECK(change.pnl->fees == dollars(2));
  CHECK(change.pnl->income == account_income{});
  // The first day of an account has nothing before it.
  REQUIRE(change_of_day(points, sample_day - 24h).pnl);
  CHECK(change_of_day(points, sample_day - 24h).pnl->realized == dollars(10));
  CHECK(change_of_day(points, sample_day - 48h).why.find("has no point of") !=
        std::string::npos);
  CHECK(change_of_day(points, sample_day + 24h).why.find("has no point of") !=
        std::string::npos);
  CHECK_FALSE(change_of_day({}, sample_day).pnl);
}

TEST_CASE("null and contradictory figures are unavailable, never 0", "[proof]") {
  struct odd_point {
    const char* field;
    json value;
    std::string reason;
  };
  const odd_point cases[] = {
      {"position_pnl", nullptr, "position_pnl is null"},
      {"fees_paid", nullptr, "fees_paid is null"},
      {"maker_rebate", nullptr, "maker_rebate is null"},
      {"position_pnl", 3.0, "position_pnl is not realized_pnl and unrealized_pnl"},
      {"trade_pnl", 3.0, "trade_pnl is not position_pnl before fees"},
      {"wallet_income", 3.0, "wallet_income is not the sum of its kinds"},
  };
  for (const auto& [field, value, reason] : cases) {
    INFO(field);
    auto odd = point_at(sample_day + 24h, 14, 3);
    odd[field] = value;
    const auto points = must(
        decode_user_pnl(series_of({point_at(sample_day, 10, 1), odd}), sample_wallet));
    const auto change = change_of_day(points, sample_day);
    CHECK_FALSE(change.pnl);
    CHECK(change.why.find(reason) != std::string::npos);
  }
  CHECK_FALSE(must(decode_user_volume(R"({"data":{"trade_count":null}})")));
  CHECK_FALSE(must(decode_user_volume(R"({"data":null})")));
  CHECK(must(decode_user_volume(R"({"data":{"trade_count":0}})")) == 0U);
  CHECK(must(decode_user_pnl(R"({"data":null})", sample_wallet)).empty());
}

TEST_CASE("figures of another form are refused with their field", "[proof]") {
  CHECK(refusal(decode_user_volume(R"({"data":{"trade_count":-1}})"))
            .starts_with("data.trade_count: expected a number of fills"));
  CHECK(refusal(decode_user_volume(R"({"data":{"trade_count":1.5}})"))
            .starts_with("data.trade_count"));
  CHECK(refusal(decode_user_volume(R"({"data":{}})")).starts_with("data"));
  CHECK(refusal(decode_user_volume("[]")) != "");
  auto absent = point_at(sample_day, 1, 1);
  absent.erase("position_pnl");
  CHECK(refusal(decode_user_pnl(series_of({absent}), sample_wallet)) != "");
  CHECK(refusal(decode_user_pnl(
                    series_of({point_at(sample_day, 1, 1), point_at(sample_day, 2, 1)}),
                    sample_wallet))
            .find("points in the order of time") != std::string::npos);
  CHECK(refusal(decode_user_pnl(series_of({}), "0x" + std::string(40, 'b')))
            .find("the requested wallet") != std::string::npos);
  auto text = point_at(sample_day, 1, 1);
  text["position_pnl"] = "much";
  CHECK(refusal(decode_user_pnl(series_of({text}), sample_wallet)).find("position_pnl") !=
        std::string::npos);
}

TEST_CASE("the request for a day has the day twice, that for fills its seconds",
          "[proof]") {
  CHECK(user_volume_path("0xa", sample_day) ==
        "/v2/user-volume?user=0xa&start=1780444800&end=1780444800");
  CHECK(user_pnl_path("0xa") == "/v2/user-pnl?user=0xa&interval=all&fidelity=1d");
  CHECK(trades_path("0xa", sample_day, listed_fills::all, "") ==
        "/v2/trades?user=0xa&taker_only=false&limit=1000&start=1780444800&"
        "end=1780531199");
}

TEST_CASE("the difference of two lists of fills is named by market", "[proof]") {
  wallet_trade trade;
  trade.side = activity_type::buy;
  trade.slug = "btc-updown-15m-1780444800";
  trade.asset = "12";
  trade.time = sample_day + 60s;
  trade.size = shares::from_micros(5'000'000);
  trade.transaction = "0x1234567890abcdef";
  ledger_fill fill{trade.slug, trade.transaction, trade.asset, false, trade.size};
  // A fill at 50 cents.
  fill.quoted = usdc::from_micros(2'500'000);
  CHECK(compare_fills({fill, fill}, {trade, trade}, sample_day).text.empty());
  CHECK(compare_fills({fill}, {trade, trade}, sample_day).missing ==
        std::vector<std::string>{trade.slug});
  CHECK(compare_fills({fill, fill}, {trade}, sample_day).missing.empty());
  CHECK(compare_fills({fill}, {trade, trade}, sample_day).text ==
        "missing in the ledger: 1 of btc-updown-15m-1780444800 (0x12345678…)");
  CHECK(compare_fills({fill, fill}, {trade}, sample_day).text ==
        "only in the ledger: 1 of btc-updown-15m-1780444800 (0x12345678…)");
  // Trades may leave out fills below a cent.
  auto dust = fill;
  dust.quoted = usdc::from_micros(9'999);
  CHECK(compare_fills({fill, dust}, {trade}, sample_day).text.empty());
  auto sale = fill;
  sale.is_sale = true;
  CHECK(compare_fills({sale}, {trade}, sample_day).text.find("; only in the ledger") !=
        std::string::npos);
  // A trade of another day is not compared.
  trade.time = sample_day + 24h;
  CHECK(compare_fills({}, {trade}, sample_day).text.empty());
}

TEST_CASE("while a missing fill is in no list, no market is known to be complete",
          "[proof]") {
  fill_difference named{"missing in the ledger: 1 of a (0x12…)", {"a"}, 1};
  CHECK(with_unlisted(named, 1).text == named.text);
  CHECK(with_unlisted(named, 1).missing == named.missing);
  CHECK(with_unlisted(named, 3).missing.empty());
  CHECK(with_unlisted(named, 3).text ==
        named.text + "; 2 missing in the ledger and in /v2/trades");
  CHECK(with_unlisted({}, 1).text == "1 missing in the ledger and in /v2/trades");
  // A surplus that the list explains, and one that it does not.
  CHECK(with_unlisted({"only in the ledger: 1 of a (0x12…)", {}, 0}, 0).text ==
        "only in the ledger: 1 of a (0x12…)");
  CHECK(with_unlisted({}, 0).text == "/v2/trades names no fill");
}
