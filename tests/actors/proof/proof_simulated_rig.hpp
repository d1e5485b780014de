// SPDX-License-Identifier: MIT
// Days of a simulated wallet in a ledger, and the simulated platform that they are
// compared with.
#pragma once

#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/proof/wallet_check.hpp"
#include "actors/window/grade/accounting.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/simulator/wallets/activity.hpp"
#include "tests/simulator/wallets/exchange_wallet_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tracker::test::proof_simulated_rig {

inline const timestamp first_day = from_unix_seconds(1'796'083'200);
inline constexpr int days = 3;
inline const timestamp last_end = first_day + days * day_length;
inline const timestamp odd_day = first_day + day_length;

inline exchange::market_rules busy_rules() {
  exchange::market_rules rules;
  rules.resolution_delay = std::chrono::seconds{8};
  rules.resolution_spread = std::chrono::seconds{60};
  rules.swapped_percent = 30;
  rules.split_percent = 3;
  rules.other_fees_percent = 20;
  rules.wallets.count = 1;
  rules.wallets.series = {"btc-updown-5m", "eth-updown-5m", "btc-updown-15m",
                          "eth-updown-15m"};
  rules.wallets.trading_begin = first_day;
  rules.wallets.history_windows = 5000;
  return rules;
}

inline market market_of(const exchange::simulated_market& simulated) {
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
inline std::vector<activity_event> read_activity(const exchange::market_rules& rules) {
  wallet_follower follower{exchange::simulated_wallets(rules).front(), rules,
                           exchange::dialect::v2, first_day - std::chrono::hours{24}};
  follower.poll(last_end + std::chrono::hours{2});
  auto events = std::move(follower.events);
  events.insert(events.end(), follower.account_events.begin(),
                follower.account_events.end());
  return events;
}

/// The activity of the wallet, which is read once unless a row of it is withheld.
inline std::vector<activity_event> activity_of(const exchange::market_rules& rules) {
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

  explicit proven_wallet(exchange::market_rules given_rules)
      : rules{std::move(given_rules)}, events{activity_of(rules)} {}

  /// Records the rows and the winners.
  void record() {
    std::vector<ledger_entry> entries;
    entries.emplace_back(
        record_events{wallet, std::make_shared<const std::vector<activity_event>>(events),
                      history_span{first_day - std::chrono::hours{24},
                                   last_end + std::chrono::hours{1}},
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
      if (event.type == activity_type::buy &&
          event.time > odd_day + std::chrono::hours{6} &&
          event.time < odd_day + std::chrono::hours{18} && event.cash > event.quoted &&
          std::count_if(events.begin(), events.end(), [&](const activity_event& other) {
            return other.transaction == event.transaction;
          }) == 1)
        return event;
    throw std::runtime_error{"no fill"};
  }
};

} // namespace tracker::test::proof_simulated_rig
