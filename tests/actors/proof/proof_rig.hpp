// SPDX-License-Identifier: MIT
// A proof actor between a platform, a ledger and wallets that are doubles.
#pragma once

#include "actors/proof/proof_actor.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/market_bodies.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker::test::proof_rig {

inline const timestamp day = from_unix_seconds(1'796'083'200);
inline const timestamp day_end = day + day_length;
inline const watched_wallet owner{"main", std::string{"0x"}.append(40, 'a')};

/// What the platform answers, and the paths that it was asked for.
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

  fetch_result answer(const fetch_request& request) const {
    if (fails)
      return failed(fetch_error_kind::timeout, request.target);
    if (request.endpoint == "/v2/user-volume")
      return ok(R"({"data":{"trade_count":)" + fills + "}}");
    if (request.endpoint == "/v2/user-pnl")
      return ok(R"({"data":{"proxy_wallet":")" + owner.address +
                R"(","interval":"all","fidelity":"1d","points":[)" +
                point(to_unix_seconds(day), "10") + "," +
                point(to_unix_seconds(day_end), pnl) + "]}}");
    if (request.endpoint == "/rebates/current")
      return ok(rebates);
    return ok(trades);
  }
};

inline fetcher_actor spawn_platform(caf::actor_system& system,
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
inline wallet_actor spawn_wallet_double(caf::actor_system& system,
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

  explicit proof_scene(std::optional<day_span> ordered_span = std::nullopt) {
    book->proven.history =
        history_span{day - std::chrono::hours{3}, day_end + 30 * day_length};
    book->day.figures.pnl = usdc::from_micros(-8'000'000);
    set_fills(3);
    proof_options options;
    if (ordered_span)
      options.wallets = {owner};
    options.only = ordered_span;
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

} // namespace tracker::test::proof_rig
