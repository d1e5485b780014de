// SPDX-License-Identifier: MIT
#include "tests/simulator/market/plan.hpp"
#include "tests/simulator/wallets/books.hpp"
#include "tests/simulator/wallets/exchange_wallet_rig.hpp"
#include "tests/simulator/wallets/history.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <set>

using namespace tracker;
using namespace tracker::exchange;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

market_rules rules_of(std::optional<strategy> only = {}) {
  market_rules rules;
  rules.wallets.count = 2;
  rules.wallets.idle_percent = 0;
  rules.wallets.only = only;
  return rules;
}

bool is_redemption(const simulated_row& row) {
  return row.kind == row_kind::redeem || row.kind == row_kind::redeem_all;
}

using words = std::set<std::string>;

/// The results that a strategy may have.
struct expectation {
  strategy name;
  words trade_types;
  words arb_results;
  words rest_results;
};

const words none = {""};

const std::vector<expectation> expectations = {
    {strategy::pair, {"ARB"}, {"PAIRED"}, {"", "WIN", "LOSS"}},
    {strategy::lopsided, {"ARB"}, {"LOPSIDED"}, {"WIN", "LOSS"}},
    {strategy::bail, {"ARB"}, {"BAIL"}, {"", "WIN", "LOSS", "CASHED", "EXITED"}},
    {strategy::capture, {"99C_CAPTURE"}, none, {"WIN", "LOSS"}},
    {strategy::hedged_capture, {"ARB"}, {"PAIRED", "LOPSIDED"}, {"", "WIN", "LOSS"}},
    {strategy::directional, {"DIRECTIONAL"}, none, {"WIN", "LOSS"}},
    {strategy::cashed, {"DIRECTIONAL"}, none, {"CASHED"}},
    {strategy::exited, {"DIRECTIONAL"}, none, {"EXITED"}},
    {strategy::merged, {"ARB"}, {"PAIRED"}, none},
    {strategy::partly_merged, {"ARB"}, {"PAIRED", "LOPSIDED"}, {"", "WIN", "LOSS"}},
    {strategy::split_kept, {"ARB"}, {"PAIRED"}, none},
    {strategy::split_sold, {"ARB"}, {"BAIL", "LOPSIDED", "PAIRED"}, none},
    {strategy::dust,
     {"ARB", "DIRECTIONAL", "99C_CAPTURE"},
     {"", "PAIRED"},
     {"WIN", "LOSS"}},
};

/// False when a holding is negative after some row.
bool never_oversells(const std::vector<simulated_row>& rows) {
  shares up;
  shares down;
  for (const auto& row : rows) {
    const bool is_gain = row.kind == row_kind::buy || row.kind == row_kind::split;
    const auto change = is_gain ? row.size : -row.size;
    if (row.kind != row_kind::redeem_all && row.side != outcome::down)
      up += change;
    if (row.kind != row_kind::redeem_all && row.side != outcome::up)
      down += change;
    if (up < shares{} || down < shares{})
      return false;
  }
  return true;
}

} // namespace

TEST_CASE("each strategy has the results that its name says and no others") {
  for (const auto& [name, trade_types, arb_results, rest_results] : expectations) {
    const auto rules = rules_of(name);
    words seen_types;
    words seen_arb;
    words seen_rest;
    for (const auto& market : first_markets(rules, 120))
      for (const auto& wallet : simulated_wallets(rules)) {
        const auto books = simulated_books(wallet, market, rules);
        seen_types.insert(books.trade_type);
        seen_arb.insert(books.arb_result);
        seen_rest.insert(books.rest_result);
      }
    CAPTURE(static_cast<int>(name));
    CHECK(seen_types == trade_types);
    CHECK(seen_arb == arb_results);
    CHECK(seen_rest == rest_results);
  }
}

TEST_CASE("rows are in order, in their window, and never sell more than is held") {
  auto rules = rules_of();
  rules.stuck_percent = 20;
  rules.split_percent = 20;
  rules.wallets.old_redemption_percent = 50;
  bool is_early = false;
  bool is_first_second = false;
  bool is_last_second = false;
  for (const auto& market : first_markets(rules, 400)) {
    const auto rows = simulated_activity(simulated_wallets(rules).front(), market, rules);
    CHECK(std::is_sorted(rows.begin(), rows.end(),
                         [](const auto& a, const auto& b) { return a.time < b.time; }));
    CHECK(never_oversells(rows));
    for (const auto& row : rows) {
      CHECK(row.time == std::chrono::floor<std::chrono::seconds>(row.time));
      CHECK((row.size > shares{} && row.cash >= usdc{}));
      if (is_redemption(row)) {
        REQUIRE(market.gamma_resolves);
        CHECK(row.time > *market.gamma_resolves);
        continue;
      }
      CHECK((row.time >= listed_at(market) && row.time < market.end));
      is_early = is_early || row.time < market.start;
      is_first_second = is_first_second || row.time == market.start;
      is_last_second = is_last_second || row.time == market.end - 1s;
    }
  }
  CHECK((is_early && is_first_second && is_last_second));
}

TEST_CASE("a wallet's rows follow from the rules, its address and the window") {
  const auto rules = rules_of();
  const auto market = first_markets(rules, 1).front();
  const auto wallets = simulated_wallets(rules);
  REQUIRE(wallets.size() == 2);
  const auto rows = simulated_activity(wallets[0], market, rules);
  CHECK_FALSE(rows.empty());
  CHECK(simulated_activity(wallets[0], market, rules) == rows);
  CHECK(simulated_activity(wallets[1], market, rules) != rows);
  auto upper_case_address = wallets[0];
  std::transform(upper_case_address.begin() + 2, upper_case_address.end(),
                 upper_case_address.begin() + 2,
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  CHECK(simulated_activity(upper_case_address, market, rules) == rows);
  auto other = rules;
  other.seed = 2;
  CHECK(simulated_activity(wallets[0], *find_market(market.slug, other), other).empty());
}

TEST_CASE("only the simulated wallets trade, only in their series, and not before their "
          "start") {
  auto rules = rules_of();
  const auto market = first_markets(rules, 1).front();
  const auto wallet = simulated_wallets(rules).front();
  CHECK(simulated_activity("0x" + std::string(40, 'a'), market, rules).empty());
  const auto elsewhere = *find_market("eth-updown-15m-1789941600", rules);
  CHECK(simulated_activity(wallet, elsewhere, rules).empty());
  rules.wallets.trading_begin = market.start + 1s;
  CHECK(simulated_activity(wallet, market, rules).empty());
  CHECK_FALSE(simulated_rebate(wallet, market, rules));
  rules.wallets.trading_begin = market.start;
  CHECK_FALSE(simulated_activity(wallet, market, rules).empty());
}

TEST_CASE("as many wallet-window pairs are idle as the rules say") {
  auto rules = rules_of();
  rules.wallets.idle_percent = 30;
  const auto all = first_markets(rules, 1000);
  const auto idle = std::count_if(all.begin(), all.end(), [&](const auto& market) {
    return simulated_activity(simulated_wallets(rules).front(), market, rules).empty();
  });
  CHECK(idle > 240);
  CHECK(idle < 360);
}

TEST_CASE("windows redeemed in the same second share a transaction") {
  auto rules = rules_of(strategy::pair);
  rules.window_length = 6s;
  rules.wallets.series = {"btc-updown-15m", "eth-updown-15m", "sol-updown-15m"};
  const auto wallet = simulated_wallets(rules).front();
  const auto begin = from_unix_seconds(first_start);
  const auto rows = history_of(wallet, {begin, begin + 600s}, rules, begin + 900s);
  std::size_t together = 0;
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (rows[i].row.kind == row_kind::redeem && rows[i - 1].market != rows[i].market &&
        rows[i - 1].row.kind == row_kind::redeem) {
      CHECK((rows[i].row.transaction == rows[i - 1].row.transaction) ==
            (rows[i].row.time == rows[i - 1].row.time));
      together += rows[i].row.time == rows[i - 1].row.time ? 1 : 0;
    }
  CHECK(together > 10);
}

TEST_CASE("a history of any span holds the rows of its windows in that span") {
  auto rules = rules_of();
  rules.window_length = 60s;
  rules.wallets.early_percent = 40;
  rules.wallets.index_delay = 2s;
  rules.wallets.index_jitter = 9s;
  rules.wallets.block_delay = 2s;
  const auto wallet = simulated_wallets(rules).front();
  const auto start = from_unix_seconds(first_start);
  const auto now = start + 3000s;
  const auto all = history_of(wallet, {timestamp{}, now}, rules, now);
  REQUIRE(all.size() > 300);
  for (const auto& [first, last] : {std::pair{100, 200}, std::pair{0, 0},
                                    std::pair{1500, 1503}, std::pair{2990, 4000}}) {
    const time_range span{start + first * 1s, start + last * 1s};
    std::vector<simulated_row> expected;
    for (const auto& each : all)
      if (each.row.time >= span.first && each.row.time <= span.last)
        expected.push_back(each.row);
    std::vector<simulated_row> found;
    for (const auto& each : history_of(wallet, span, rules, now))
      found.push_back(each.row);
    CHECK(found == expected);
  }
}

TEST_CASE("4h windows are those of New York") {
  auto rules = rules_of();
  rules.wallets.series = {"btc-updown-4h"};
  // In daylight saving time, 4h windows start at multiples of four hours UTC.
  const auto now = from_unix_seconds(1'789'948'800);
  const auto rows =
      history_of(simulated_wallets(rules).front(), {timestamp{}, now}, rules, now);
  REQUIRE_FALSE(rows.empty());
  for (const auto& each : rows)
    if (each.market && each.market->start > from_unix_seconds(1'775'000'000))
      CHECK(to_unix_seconds(each.market->start) % 14'400 == 0);
}

TEST_CASE("fee schedules differ where the rules say so") {
  market_rules rules;
  CHECK(first_markets(rules, 1).front().fees == fee_schedule{70'000, 1});
  rules.other_fees_percent = 100;
  std::set<std::int64_t> rates;
  for (const auto& market : first_markets(rules, 60))
    rates.insert(market.fees.rate_micros);
  CHECK(rates == std::set<std::int64_t>{0, 50'000, 72'000, 250'000});
}
