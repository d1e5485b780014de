// SPDX-License-Identifier: MIT
#include "actors/ledger/days/day_comparison.hpp"

#include "actors/ledger/days/day_figures.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace std::chrono_literals;

namespace {

const timestamp day = from_unix_seconds(1'795'824'000);

usdc dollars(double amount) {
  return usdc::from_micros(static_cast<std::int64_t>(amount * 1'000'000));
}

day_row row_at(activity_type type, timestamp time, double size, double cash,
               std::optional<outcome> side = outcome::up) {
  day_row row;
  row.market = 1;
  row.event.type = type;
  row.event.slug = "btc-updown-15m-1795824000";
  row.event.condition_id = "0x1";
  row.event.asset = side ? (*side == outcome::up ? "1" : "2") : "";
  row.event.time = time;
  row.event.size = shares::from_micros(dollars(size).micros());
  row.event.cash = dollars(cash);
  row.event.quoted = dollars(cash);
  row.side = side;
  row.fees = fee_schedule{};
  return row;
}

ledger_day add_up(const std::vector<day_row>& rows) {
  day_figures figures{day};
  for (const auto& row : rows)
    figures.add(row);
  return figures.finish();
}

std::vector<day_row> settled(std::vector<day_row> rows, settlement winner,
                             timestamp time) {
  for (auto& row : rows) {
    row.winner = winner;
    row.settled_at = time;
  }
  return rows;
}

day_proof proof_of(const ledger_day& ours, const platform_day& platform) {
  day_proof proof;
  proof.wallet = {"main", "0x1"};
  proof.day = day;
  proof.ours = ours;
  proof.platform = platform;
  return proof;
}

/// Figures of a platform that agrees with the ledger.
platform_day equal_figures_of(const ledger_day& ours) {
  platform_day result;
  result.fills = ours.fills;
  result.pnl =
      official_pnl{ours.pnl, ours.pnl, ours.pnl + ours.fees, ours.fees, ours.income};
  return result;
}

} // namespace

TEST_CASE("the P/L of a day is its cash and the settlement of its tokens", "[proof]") {
  const auto buy = row_at(activity_type::buy, day + 1h, 10, 4);
  SECTION("settled on the day") {
    CHECK(add_up(settled({buy}, settlement::up, day + 2h)).pnl == dollars(6));
    CHECK(add_up(settled({buy}, settlement::down, day + 2h)).pnl == dollars(-4));
    CHECK(add_up(settled({buy}, settlement::split, day + 2h)).pnl == dollars(1));
    CHECK(add_up(settled({buy}, settlement::up, day + 2h)).open_markets == 0);
  }
  SECTION("a redemption adds nothing") {
    const auto redeem = row_at(activity_type::redeem, day + 3h, 10, 10);
    const auto sums = add_up(settled({buy, redeem}, settlement::up, day + 2h));
    CHECK(sums.pnl == dollars(6));
    CHECK(sums.fills == 1);
  }
  SECTION("a redemption on the day after adds nothing to that day") {
    auto bought_before = buy;
    bought_before.event.time = day - 1h;
    const auto redeem = row_at(activity_type::redeem, day + 3h, 10, 10);
    CHECK(add_up(settled({bought_before, redeem}, settlement::up, day - 30min)).pnl ==
          usdc{});
    // Settled on the day: the whole gain is the day's.
    CHECK(add_up(settled({bought_before, redeem}, settlement::up, day + 1min)).pnl ==
          dollars(6));
    CHECK(add_up(settled({bought_before}, settlement::down, day + 1min)).pnl ==
          dollars(-4));
  }
  SECTION("open at the end: at cost; an unknown settlement gives a range") {
    const auto sums = add_up({buy});
    CHECK(sums.pnl == usdc{});
    CHECK(sums.pnl_low == dollars(-4));
    CHECK(sums.pnl_high == dollars(6));
    CHECK(sums.open_markets == 1);
    // Settled after the day: open for certain.
    const auto settled_after = add_up(settled({buy}, settlement::up, day + 25h));
    CHECK(settled_after.pnl == usdc{});
    CHECK(settled_after.pnl_low == usdc{});
    CHECK(settled_after.pnl_high == usdc{});
    CHECK(settled_after.open_markets == 0);
  }
  SECTION("a pair is worth a dollar before the settlement") {
    const auto other = row_at(activity_type::buy, day + 1h, 10, 5, outcome::down);
    const auto sums = add_up({buy, other});
    CHECK(sums.pnl == usdc{});
    CHECK(sums.pnl_low == usdc{});
    CHECK(sums.pnl_high == dollars(1));
  }
  SECTION("a sale of half leaves half of the cost") {
    const auto sums = add_up({buy, row_at(activity_type::sell, day + 2h, 5, 3)});
    CHECK(sums.pnl == dollars(1));
    CHECK(sums.fills == 2);
    // The platform may count another cost for the rest, from nothing to all of it.
    const auto settled_after = add_up(settled(
        {buy, row_at(activity_type::sell, day + 2h, 5, 3)}, settlement::up, day + 25h));
    CHECK(settled_after.pnl == dollars(1));
    CHECK(settled_after.pnl_low == dollars(-1));
    CHECK(settled_after.pnl_high == dollars(3));
    CHECK(settled_after.open_markets == 1);
  }
  SECTION("a split is two tokens for a dollar, a merge the reverse") {
    const auto split = row_at(activity_type::split, day + 1h, 10, 10, std::nullopt);
    const auto sale = row_at(activity_type::sell, day + 2h, 10, 7);
    CHECK(add_up(settled({split, sale}, settlement::up, day + 3h)).pnl == dollars(-3));
    CHECK(add_up(settled({split, sale}, settlement::down, day + 3h)).pnl == dollars(7));
    const auto merge = row_at(activity_type::merge, day + 2h, 10, 10, std::nullopt);
    CHECK(add_up({split, merge}).pnl == usdc{});
    CHECK(add_up({split, merge}).fills == 0);
  }
  SECTION("shares sold without a purchase were held before") {
    const auto sums = add_up({row_at(activity_type::sell, day + 2h, 5, 3)});
    CHECK(sums.pnl_low == dollars(-2));
    CHECK(sums.pnl_high == dollars(3));
    CHECK(sums.open_markets == 1);
  }
}

TEST_CASE("a day has the rows of its UTC day alone, and the account's income",
          "[proof]") {
  auto previous_day = row_at(activity_type::buy, day - 1s, 1, 0.5);
  auto first = row_at(activity_type::buy, day, 1, 0.5);
  first.event.cash = dollars(0.51);
  first.event.at_price = price::from_micros(500'000);
  first.fees = fee_schedule{70'000, 1};
  day_row rebate;
  rebate.market = 2;
  rebate.event.type = activity_type::maker_rebate;
  rebate.event.time = day + 45min;
  rebate.event.cash = dollars(13);
  auto earlier = rebate;
  earlier.event.time = day - 45min;
  const auto sums = add_up({previous_day, first, earlier, rebate});
  CHECK(sums.fills == 1);
  CHECK(sums.fees == dollars(0.01));
  CHECK(sums.income.maker_rebates == dollars(13));
}

TEST_CASE("a day is proven when every figure agrees", "[proof]") {
  ledger_day ours;
  ours.fills = 1204;
  ours.pnl = ours.pnl_low = ours.pnl_high = dollars(41.27);
  ours.fees = dollars(3.5);
  ours.income.maker_rebates = dollars(2);
  ours.grades = ours.settled_grades = 96;
  auto platform = equal_figures_of(ours);
  CHECK(state_of(proof_of(ours, platform)) == proof_state::proven);
  CHECK(proof_text(proof_of(ours, platform)) ==
        "2026-11-28 main | fills 1,204 = 1,204 | P/L +$41.27 = +$41.27 | FINAL 96 of 96");

  SECTION("floating-point noise does not differ, a cent does") {
    platform.pnl->fees += usdc::from_micros(4'999);
    CHECK(state_of(proof_of(ours, platform)) == proof_state::proven);
    platform.pnl->fees += usdc::from_micros(5'001);
    CHECK(state_of(proof_of(ours, platform)) == proof_state::differs);
    CHECK(proof_text(proof_of(ours, platform)).find("| fees +$3.50 ≠ +$3.51") !=
          std::string::npos);
  }
  SECTION("a fill more") {
    platform.fills = 1205;
    CHECK(state_of(proof_of(ours, platform)) == proof_state::differs);
    CHECK(lacks_fills(proof_of(ours, platform)));
    CHECK(proof_text(proof_of(ours, platform)).find("fills 1,204 ≠ 1,205") !=
          std::string::npos);
  }
  SECTION("an unavailable figure leaves the day open") {
    platform.fills.reset();
    platform.why = "/v2/user-volume: trade_count is null";
    CHECK(state_of(proof_of(ours, platform)) == proof_state::open);
    CHECK(proof_text(proof_of(ours, platform)).find("fills 1,204 ? unavailable") !=
          std::string::npos);
    CHECK(proof_text(proof_of(ours, platform)).ends_with("trade_count is null"));
    // A known figure that differs is reported all the same.
    platform.pnl->realized = platform.pnl->position = dollars(1);
    CHECK(state_of(proof_of(ours, platform)) == proof_state::differs);
  }
  SECTION("positions redeemed later: the position P/L agrees") {
    platform.pnl->realized = dollars(-8);
    CHECK(state_of(proof_of(ours, platform)) == proof_state::proven);
  }
  SECTION("sold in part before midnight: it agrees within its cost only") {
    ours.open_markets = 1;
    ours.pnl_low = dollars(40);
    ours.pnl_high = dollars(45);
    platform.pnl->realized = dollars(44.9);
    platform.pnl->position = dollars(70);
    CHECK(state_of(proof_of(ours, platform)) == proof_state::proven);
    CHECK(proof_lines(ours, platform)[1].relation == proof_relation::within_marks);
    platform.pnl->realized = dollars(45.1);
    CHECK(state_of(proof_of(ours, platform)) == proof_state::differs);
  }
  SECTION("the details contain the number of the profile page") {
    std::string text;
    for (const auto& line : proof_details(proof_of(ours, platform)))
      text += line + "\n";
    CHECK(text.find("profile page +$44.77 (trade_pnl) = +$41.27 realized") !=
          std::string::npos);
  }
}

TEST_CASE("a finished day is checked when its activity is known, then for a week",
          "[proof]") {
  const proof_rules rules;
  const auto end = day + day_length;
  const history_span known{day - 10h, end + 10min};
  CHECK(days_to_check(known, {}, end + 29min, rules).empty());
  CHECK(days_to_check(known, {}, end + 30min, rules) == std::vector{day});
  CHECK(days_to_check({day - 10h, end - 1s}, {}, end + 1h, rules).empty());
  CHECK(days_to_check({day + 1s, end}, {}, end + 1h, rules).empty());
  ledger_day ours;
  ours.fills = 3;
  auto proof = proof_of(ours, equal_figures_of(ours));
  proof.checked_at = end + 30min;
  proof.checks = 1;
  // Proven, but the roles of its fills are not known.
  CHECK(days_to_check(known, {proof}, end + 9h, rules) == std::vector{day});
  CHECK(days_to_check({day - 10h, end + 8 * day_length}, {proof}, end + 7 * day_length,
                      rules)
            .front() != day);
  proof.roles = role_counts{2, 1, 0};
  CHECK(days_to_check(known, {proof}, end + 9h, rules).empty());
  proof.platform.fills = 4;
  CHECK(days_to_check(known, {proof}, end + 39min, rules).empty());
  CHECK(days_to_check(known, {proof}, end + 40min, rules) == std::vector{day});
  proof.checks = 3;
  CHECK(days_to_check(known, {proof}, end + 1h, rules).empty());
  CHECK(days_to_check(known, {proof}, end + 90min, rules) == std::vector{day});
  // The last check comes after a week.
  CHECK_FALSE(is_last_check(day, end + 7 * day_length - 1s, rules));
  CHECK(is_last_check(day, end + 7 * day_length, rules));
  const history_span longer{day - 10h, end + 8 * day_length};
  const auto due = days_to_check(longer, {proof}, end + 7 * day_length + 1h, rules);
  CHECK(due.front() == day);
  proof.closed = true;
  CHECK(days_to_check(known, {proof}, end + 9h, rules).empty());
  proof.closed = false;
  proof.accepted = "reported";
  CHECK(days_to_check(known, {proof}, end + 9h, rules).empty());
}
