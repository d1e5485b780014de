// SPDX-License-Identifier: MIT
// The tracker's books against the simulator's own, over everything that lies between:
// pages, paging, delays, late rows, faults. A long round:
// RC_PARAMS="max_success=5000" actor_tests "the tracker's books*"
#include "tests/actors/exchange_wallet_rig.hpp"
#include "tests/exchange/dice.hpp"
#include "tests/exchange/history.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace tracker::exchange;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// 2026-09-20 22:00 UTC: a start of every length.
constexpr std::int64_t first_start = 1'789'941'600;

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
  wallets.since = from_unix_seconds(first_start);
  wallets.index_delay = std::chrono::milliseconds{*rc::gen::element(0, 700, 4000)};
  wallets.index_jitter = std::chrono::milliseconds{*rc::gen::element(0, 1500, 20'000)};
  wallets.block_delay = std::chrono::seconds{*rc::gen::element(0, 3)};
  wallets.idle_percent = 10;
  wallets.early_percent = 25;
  wallets.old_redemption_percent = 30;
  return rules;
}

/// Windows of the first series, one after the other.
std::vector<simulated_market> windows(const market_rules& rules, int count) {
  std::vector<simulated_market> result;
  auto start = first_start;
  for (int i = 0; i < count; ++i, start += rules.window_length.count())
    for (const auto& series : rules.wallets.series)
      result.push_back(*find_market(series + '-' + std::to_string(start), rules));
  return result;
}

/// When every row of these windows has happened and shows.
timestamp all_over(const market_rules& rules, const std::vector<simulated_market>& of) {
  return of.back().end + rules.window_length + 60s;
}

/// Polls at odd times from before the first trade until everything is settled.
template <class Poll>
void poll_through(const market_rules& rules, const std::vector<simulated_market>& of,
                  Poll poll) {
  const auto end = all_over(rules, of);
  const auto pace = *rc::gen::element<std::int64_t>(300, 2000, 30'000);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  dice gaps{"gaps", seed};
  auto now = of.front().start;
  for (int polls = 0; now < end && polls < 300; ++polls) {
    poll(now);
    now += std::chrono::milliseconds{gaps.between(1, 2 * pace)};
  }
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

/// Every row the data host shows at last was booked, once.
void check_complete(const wallet_follower& follower, const std::string& wallet,
                    const market_rules& rules, timestamp now) {
  const auto all = history_of(wallet, {timestamp{}, now}, rules, now);
  RC_ASSERT(follower.events.size() + follower.account_events.size() == all.size());
  RC_ASSERT(follower.reader().set_aside().empty());
}

} // namespace

TEST_CASE("the tracker's books are the simulator's, whatever the polls",
          "[properties][exchange]") {
  CHECK(rc::check([] {
    const auto rules = any_rules();
    const auto markets = windows(rules, 4);
    const auto wallet = *rc::gen::elementOf(simulated_wallets(rules));
    wallet_follower follower{wallet, rules, *rc::gen::element(speech::v1, speech::v2),
                             markets.front().start - 24h};
    poll_through(rules, markets, [&](timestamp now) { follower.poll(now); });
    const auto end = all_over(rules, markets);
    follower.poll(end);
    check_complete(follower, wallet, rules, end);
    check_books(follower, wallet, markets, rules, end);
  }));
}
