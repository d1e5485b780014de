// SPDX-License-Identifier: MIT
// The tracker's own reader, decoders and accounting on the replies of the simulator,
// without sockets and without a clock: the test triggers each poll.
#pragma once

#include "actors/wallet/activity_decoder.hpp"
#include "actors/wallet/activity_reader.hpp"
#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/grade/accounting.hpp"
#include "tests/exchange/misbehave.hpp"
#include "tests/simulator/bodies/data_body.hpp"
#include "tests/simulator/simulator_source.hpp"
#include "tests/simulator/wallets/books.hpp"

#include <cstdint>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace tracker::test {

using exchange::request_of;

/// 2026-09-20 22:00 UTC, a start of windows of every length.
inline constexpr std::int64_t first_start = 1'789'941'600;

/// The markets of the first windows, `count` of each series of the wallets, in the order
/// of their starts.
inline std::vector<exchange::simulated_market>
first_markets(const exchange::market_rules& rules, int count) {
  std::vector<exchange::simulated_market> result;
  auto start = first_start;
  for (int i = 0; i < count; ++i) {
    for (const auto& series : rules.wallets.series)
      result.push_back(
          *exchange::find_market(series + '-' + std::to_string(start), rules));
    start = to_unix_seconds(result.back().end);
  }
  return result;
}

template <class T>
T value_of(decoded<T> result) {
  if (auto* value = std::get_if<T>(&result))
    return std::move(*value);
  throw std::runtime_error{"not decoded: " + to_string(std::get<decode_error>(result))};
}

/// Follows one wallet and collects its events in `events`.
class wallet_follower {
public:
  /// Returns the fault of the next request, if any.
  using fault_source = std::function<std::optional<exchange::due_fault>()>;

  wallet_follower(std::string wallet, const exchange::market_rules& rules,
                  exchange::dialect dialect, timestamp begin)
      : wallet_{std::move(wallet)}
      , rules_{rules}
      , dialect_{dialect}
      , reader_{dialect == exchange::dialect::v1 ? activity_rules_v1 : activity_rules_v2,
                begin} {}

  /// Sends requests until the reader wants to wait.
  void poll(
      timestamp now, const fault_source& next_fault = [] {
        return std::optional<exchange::due_fault>{};
      }) {
    auto step = next_step::request_next;
    while (step == next_step::request_next) {
      const auto asked = request_of(host::data, path());
      auto answered = exchange::answer(asked, rules_, now);
      if (const auto fault = next_fault())
        answered = std::get<exchange::reply>(
            exchange::misbehave(*fault, asked, answered, rules_, now).content);
      step = take(answered, now);
      ++pages;
    }
  }

  const activity_reader& reader() const { return reader_; }

  std::vector<activity_event> events;
  std::vector<activity_event> account_events;
  std::size_t pages = 0;
  std::size_t refused = 0;

private:
  std::string path() const {
    return dialect_ == exchange::dialect::v1
               ? activity_path_v1(wallet_, reader_.next_query())
               : activity_path_v2(wallet_, reader_.next_query());
  }

  next_step take(const exchange::reply& answered, timestamp now) {
    const auto read = dialect_ == exchange::dialect::v1
                          ? decode_activity_v1(answered.body, wallet_, now)
                          : decode_activity_v2(answered.body, wallet_, now);
    const auto* page = std::get_if<activity_page>(&read);
    if (answered.status != 200 || page == nullptr) {
      ++refused;
      return next_step::retry;
    }
    auto got = reader_.apply(*page, facts(answered, now));
    keep(events, got.events);
    keep(account_events, got.account_events);
    return got.next;
  }

  /// As the ledger does: a row that is read again much later is new to the reader, and
  /// known by its identity.
  void keep(std::vector<activity_event>& kept, const std::vector<activity_event>& rows) {
    for (const auto& row : rows)
      if (known_.insert(activity_identity(row)).second)
        kept.push_back(row);
  }

  page_facts facts(const exchange::reply& answered, timestamp now) const {
    auto time = now;
    for (const auto& [name, value] : answered.headers)
      if (name == "Age")
        time -= std::chrono::seconds{std::stoll(value)};
    if (dialect_ == exchange::dialect::v1)
      return {time, time - rules_.wallets.index_delay - rules_.wallets.index_jitter};
    const auto status =
        exchange::answer(request_of(host::data, "/v2/status"), rules_, time);
    return {time, value_of(decode_freshness_v2(status.body))};
  }

  std::string wallet_;
  exchange::market_rules rules_;
  exchange::dialect dialect_;
  activity_reader reader_;
  std::set<std::string> known_;
};

/// The tracker's market of a window, read from gamma's body at `now`.
inline market market_at(const exchange::simulated_market& simulated,
                        const exchange::market_rules& rules, timestamp now) {
  const auto body =
      exchange::answer(request_of(host::gamma, "/markets/slug/" + simulated.slug), rules,
                       now)
          .body;
  return value_of(
      decode_window_market(body, {simulated.slug, simulated.start, simulated.end}));
}

/// The figures in which the tracker and the simulator differ, with both values.
inline std::vector<std::string> differences(const window_figures& ours,
                                            const exchange::wallet_books& truth) {
  std::vector<std::string> result;
  const auto compare = [&](const char* name, const auto& left, const auto& right) {
    if (left != right)
      result.push_back(std::string{name} + ": " + left + ", simulator " + right);
  };
  const auto amount = [&](const char* name, auto left, auto right) {
    compare(name, to_string(left), to_string(right));
  };
  const auto side = [&](const std::string& name, const side_figures& left,
                        const exchange::side_books& right) {
    amount((name + " bought").c_str(), left.bought, right.bought);
    amount((name + " sold").c_str(), left.sold, right.sold);
    amount((name + " held").c_str(), left.at_end, right.held);
    amount((name + " cost").c_str(), left.cost, right.cost);
    amount((name + " proceeds").c_str(), left.proceeds, right.proceeds);
    amount((name + " worth").c_str(), left.payout + left.value, right.worth);
    amount((name + " missing").c_str(), left.missing, shares{});
  };
  side("up", ours.up, truth.up);
  side("down", ours.down, truth.down);
  amount("split", ours.split, truth.split);
  amount("merged", ours.merged, truth.merged);
  compare("trade type", std::string{to_string(ours.kind)}, truth.trade_type);
  amount("cost", ours.cost, truth.cost);
  amount("proceeds", ours.proceeds, truth.proceeds);
  amount("payout", ours.payout, truth.payout);
  amount("value", ours.value, truth.value);
  amount("pnl", ours.pnl, truth.pnl);
  amount("pairs", ours.arb.pairs, truth.pairs);
  amount("arb cost", ours.arb.cost, truth.arb_cost);
  amount("arb pnl", ours.arb.pnl, truth.arb_pnl);
  compare("arb result", std::string{to_string(ours.arb.result)}, truth.arb_result);
  amount("rest", ours.one_sided.size, truth.rest);
  amount("rest cost", ours.one_sided.cost, truth.rest_cost);
  amount("rest pnl", ours.one_sided.pnl, truth.rest_pnl);
  if (truth.rest > shares{}) {
    compare("rest type", std::string{to_string(ours.one_sided.kind)}, truth.rest_type);
    compare("rest result", std::string{to_string(ours.one_sided.result)},
            truth.rest_result);
    compare("rest side", std::string{ours.one_sided.side == outcome::up ? "UP" : "DOWN"},
            std::string{truth.rest_side == outcome::up ? "UP" : "DOWN"});
  }
  amount("fees", ours.fees, truth.fees);
  compare("fills", std::to_string(ours.fills), std::to_string(truth.fills));
  compare("unexplained", std::to_string(ours.unexplained), std::string{"0"});
  amount("payout gap", ours.payout_gap, usdc{});
  if (ours.redemptions == redemption_verdict::contradicts)
    result.emplace_back("the redemptions contradict");
  return result;
}

} // namespace tracker::test
