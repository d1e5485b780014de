// SPDX-License-Identifier: MIT
// The tracker's books against the simulator's own, with pages, cursors, delays, late rows
// and faults. A long run:
// RC_PARAMS="max_success=5000" actor_tests "any*books of the simulator"
#include "tests/simulator/market/dice.hpp"
#include "tests/simulator/wallets/exchange_wallet_rig.hpp"
#include "tests/simulator/wallets/history.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace tracker::exchange;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

market_rules any_rules() {
  market_rules rules;
  rules.seed = *rc::gen::arbitrary<std::uint64_t>();
  rules.window_length = std::chrono::seconds{*rc::gen::element(6, 60, 300, 900)};
  rules.resolution_delay = std::chrono::milliseconds{*rc::gen::inRange(100, 5000)};
  rules.resolution_spread = std::chrono::milliseconds{*rc::gen::element(0, 3000)};
  rules.split_percent = 15;
  rules.swapped_percent = 30;
  rules.stuck_percent = 5;
  rules.misleading_percent = 20;
  rules.other_fees_percent = 40;
  auto& wallets = rules.wallets;
  wallets.count = 3;
  wallets.series = {"btc-updown-15m", "eth-updown-15m"};
  wallets.trading_begin = from_unix_seconds(first_start);
  wallets.page_limit = *rc::gen::element<std::size_t>(500, 100, 40);
  wallets.index_delay = std::chrono::milliseconds{*rc::gen::element(0, 700, 4000)};
  wallets.index_jitter = std::chrono::milliseconds{*rc::gen::element(0, 1500, 20'000)};
  wallets.block_delay = std::chrono::seconds{*rc::gen::element(0, 3)};
  wallets.idle_percent = 10;
  wallets.early_percent = 25;
  wallets.old_redemption_percent = 30;
  return rules;
}

/// A time after every row of these windows.
timestamp last_row(const market_rules& rules,
                   const std::vector<simulated_market>& markets) {
  return markets.back().end + rules.window_length + 30s;
}

/// A time when every row of these windows has been shown for a while, so that rows that
/// were read once can be requested again.
timestamp all_over(const market_rules& rules,
                   const std::vector<simulated_market>& markets) {
  return last_row(rules, markets) + rules.wallets.index_delay +
         rules.wallets.index_jitter + 30s;
}

/// Polls at random times from before the first trade until everything is settled.
template <class Poll>
void poll_through(const market_rules& rules, const std::vector<simulated_market>& markets,
                  Poll poll) {
  const auto end = all_over(rules, markets);
  const auto pace = *rc::gen::element<std::int64_t>(300, 2000, 30'000);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  dice gaps{"gaps", seed};
  auto now = markets.front().start;
  for (int polls = 0; now < end && polls < 300; ++polls) {
    poll(now);
    now += std::chrono::milliseconds{gaps.number_between(1, 2 * pace)};
  }
}

/// Some of the requests, a third on average, meet a fault at the level of HTTP.
fault_schedule any_faults() {
  fault_rule rule{.endpoints = "", .per_mille = *rc::gen::element(50U, 330U, 600U)};
  for (const auto kind :
       {fault_kind::status, fault_kind::rate_limited, fault_kind::edge_ban,
        fault_kind::error_in_ok, fault_kind::cut, fault_kind::html, fault_kind::garbage,
        fault_kind::wrong_field, fault_kind::unsorted, fault_kind::clamped,
        fault_kind::stale, fault_kind::repeated, fault_kind::foreign_row,
        fault_kind::unknown_row, fault_kind::bad_row})
    rule.faults.push_back({.kind = kind, .age = 7s});
  fault_schedule result{*rc::gen::arbitrary<std::uint64_t>()};
  result.add(std::move(rule));
  return result;
}

void check_books(const wallet_follower& follower, const std::string& wallet,
                 const std::vector<simulated_market>& markets, const market_rules& rules,
                 timestamp now) {
  for (const auto& each : markets) {
    const auto seen = market_at(each, rules, now);
    const auto schedule =
        *rc::gen::element<std::optional<fee_schedule>>(std::nullopt, each.fees);
    const auto ours = account(seen, schedule, follower.events, seen.settled);
    const auto truth = simulated_books(wallet, each, rules);
    const auto wrong = differences(ours, truth);
    if (!wrong.empty())
      RC_LOG() << each.slug << ' ' << wallet << '\n' << books_body(truth).dump(1) << '\n';
    RC_ASSERT(wrong == std::vector<std::string>{});
    RC_ASSERT(ours.consistent());
    RC_ASSERT(seen.settled == truth.settled);
  }
}

/// Every row of the history that the reader calls complete was booked, once.
void check_complete(const wallet_follower& follower, const std::string& wallet,
                    const market_rules& rules, timestamp now) {
  const auto known = follower.reader().history().to;
  const auto count = [&](const std::vector<activity_event>& rows) {
    return std::count_if(rows.begin(), rows.end(), [&](const activity_event& row) {
      // Rows of an unknown type are not in the books.
      return row.time <= known && row.type != activity_type::other;
    });
  };
  const auto all = history_of(wallet, {timestamp{}, known}, rules, now);
  RC_ASSERT(static_cast<std::size_t>(count(follower.events) +
                                     count(follower.account_events)) == all.size());
}

/// Polls without faults until the history of all the windows is complete.
timestamp finish(wallet_follower& follower, const market_rules& rules,
                 const std::vector<simulated_market>& markets) {
  auto now = all_over(rules, markets);
  for (int polls = 0; polls < 5; ++polls, now += 1s)
    follower.poll(now);
  RC_ASSERT(follower.reader().history().to >= last_row(rules, markets));
  RC_ASSERT(follower.reader().set_aside().empty());
  return now;
}

} // namespace

TEST_CASE("any polls give the books of the simulator", "[properties][exchange]") {
  CHECK(rc::check([] {
    const auto rules = any_rules();
    const auto markets = first_markets(rules, 4);
    const auto wallet = *rc::gen::elementOf(simulated_wallets(rules));
    wallet_follower follower{
        wallet, rules, *rc::gen::element(exchange::dialect::v1, exchange::dialect::v2),
        markets.front().start - 24h};
    poll_through(rules, markets, [&](timestamp now) { follower.poll(now); });
    const auto end = finish(follower, rules, markets);
    check_complete(follower, wallet, rules, end);
    check_books(follower, wallet, markets, rules, end);
  }));
}

TEST_CASE("any replies give the books of the simulator", "[properties][exchange]") {
  CHECK(rc::check([] {
    const auto rules = any_rules();
    const auto markets = first_markets(rules, 3);
    const auto wallet = *rc::gen::elementOf(simulated_wallets(rules));
    const auto dialect = *rc::gen::element(exchange::dialect::v1, exchange::dialect::v2);
    wallet_follower follower{wallet, rules, dialect, markets.front().start - 24h};
    auto faults = any_faults();
    std::uint64_t requests = 0;
    poll_through(rules, markets, [&](timestamp now) {
      follower.poll(now, [&] { return faults.next("data /activity", requests++); });
    });
    const auto end = finish(follower, rules, markets);
    check_complete(follower, wallet, rules, end);
    check_books(follower, wallet, markets, rules, end);
  }));
}
