// SPDX-License-Identifier: MIT
#include "tests/simulator/wallets/official.hpp"

#include "tests/simulator/market/value_text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace tracker::exchange {

namespace {

using json = nlohmann::ordered_json;
using std::chrono::seconds;
__extension__ using int128 = __int128;

constexpr seconds day{86'400};

timestamp midnight_before(timestamp time) {
  return from_unix_seconds(to_unix_seconds(time) / day.count() * day.count());
}

bool is_fill(const simulated_row& row) {
  return row.kind == row_kind::buy || row.kind == row_kind::sell;
}

json dollars(std::int64_t micros) {
  return number(decimal_text(micros, 6));
}

/// Tokens of one outcome and what they have cost, in millionths.
struct stake {
  std::int64_t size = 0;
  std::int64_t cost = 0;

  void add(std::int64_t bought, std::int64_t paid) {
    size += bought;
    cost += paid;
  }
  void remove(std::int64_t removed) {
    if (size > 0)
      cost -= static_cast<std::int64_t>(static_cast<int128>(cost) * removed / size);
    size -= removed;
  }
};

struct market_account {
  std::shared_ptr<const simulated_market> market;
  std::array<stake, 2> stakes;
  std::int64_t cash = 0;
};

struct sums {
  std::map<std::string, market_account> markets;
  std::int64_t fees = 0;
  std::int64_t maker_rebate = 0;
  std::int64_t taker_rebate = 0;
  std::int64_t reward = 0;
  std::int64_t fills = 0;

  void add(const history_row& each);
  json point(timestamp time, const market_rules& rules) const;
};

void sums::add(const history_row& each) {
  const auto& row = each.row;
  const auto size = row.size.micros();
  const auto cash = row.cash.micros();
  if (!each.market) {
    (row.kind == row_kind::maker_rebate   ? maker_rebate
     : row.kind == row_kind::taker_rebate ? taker_rebate
                                          : reward) += cash;
    return;
  }
  auto& account = markets[each.market->slug];
  account.market = each.market;
  auto& stakes = account.stakes;
  auto& one = stakes.at(row.side == outcome::down ? 1 : 0);
  fees += is_fill(row) ? row.fee.micros() : 0;
  fills += is_fill(row) ? 1 : 0;
  const bool is_paid = row.kind == row_kind::buy || row.kind == row_kind::split;
  account.cash += is_paid ? -cash : cash;
  switch (row.kind) {
  case row_kind::buy:
    one.add(size, cash);
    break;
  case row_kind::split:
    stakes[0].add(size, cash / 2);
    stakes[1].add(size, cash - cash / 2);
    break;
  case row_kind::merge:
    stakes[0].remove(size);
    stakes[1].remove(size);
    break;
  case row_kind::redeem_all:
    stakes = {};
    break;
  default:
    one.remove(size);
    break;
  }
}

/// What a token of a settled market pays, in halves of a dollar.
std::int64_t halves(settlement winner, std::size_t side) {
  if (winner == settlement::split)
    return 1;
  return (winner == settlement::up) == (side == 0) ? 2 : 0;
}

json sums::point(timestamp time, const market_rules& rules) const {
  std::int64_t realized = 0;
  std::int64_t unrealized = 0;
  for (const auto& [slug, account] : markets) {
    const bool is_settled = account.market->settles && *account.market->settles < time;
    realized += account.cash;
    for (std::size_t side = 0; side < 2; ++side) {
      const auto& held = account.stakes.at(side);
      if (is_settled) {
        realized += held.size * halves(account.market->winner, side) / 2;
        continue;
      }
      const auto best =
          quote_of(*account.market, side == 0 ? outcome::up : outcome::down, time);
      realized += held.cost;
      unrealized += held.size / 2000 * (best.bid + best.ask) - held.cost;
    }
  }
  const auto& faults = rules.wallets;
  const auto shown_fees =
      fees +
      (faults.fees_off != 0 && time >= faults.fees_off_since ? faults.fees_off : 0);
  const auto income = maker_rebate + taker_rebate + reward;
  json body;
  body["timestamp"] = to_unix_seconds(time);
  body["source_block"] = 87'831'473 + to_unix_seconds(time) % 100'000'000;
  body["realized_market_pnl"] = dollars(realized);
  body["realized_lp_pnl"] = number("0.0");
  body["realized_combo_pnl"] = number("0.0");
  body["unrealized_pnl"] = dollars(unrealized);
  body["fees_refunded"] = number("0.0");
  body["maker_rebate"] = dollars(maker_rebate);
  body["taker_rebate"] = dollars(taker_rebate);
  body["reward_income"] = dollars(reward);
  body["yield_income"] = number("0.0");
  body["referral_income"] = number("0.0");
  body["deposits"] = nullptr;
  body["withdrawals"] = nullptr;
  body["realized_pnl"] = dollars(realized);
  body["wallet_income"] = dollars(income);
  body["position_pnl"] = dollars(realized + unrealized);
  body["settled_pnl"] = dollars(realized + income);
  body["economic_pnl"] = dollars(realized + unrealized + income);
  body["trade_pnl"] = dollars(realized + unrealized + shown_fees);
  body["sponsored_income"] = dollars(reward);
  body["fees"] = dollars(-shown_fees);
  body["fees_paid"] = dollars(-shown_fees);
  body["cashflow_net"] = nullptr;
  body["trade_count"] = fills;
  return body;
}

} // namespace

json volume_body(std::string_view wallet, time_range span, const market_rules& rules,
                 timestamp now) {
  const auto last_day = midnight_before(std::min(span.last, now));
  const time_range days{midnight_before(span.first), last_day + day - seconds{1}};
  std::int64_t size = 0;
  std::int64_t paid = 0;
  std::int64_t fills = 0;
  for (const auto& each : history_of(wallet, days, rules, now))
    if (is_fill(each.row)) {
      ++fills;
      size += each.row.size.micros();
      paid += each.row.cash.micros();
    }
  if (fills > 0 && now < last_day + day + rules.wallets.count_delay)
    --fills;
  json body;
  body["volume"] = dollars(size);
  body["volume_usdc"] = dollars(paid);
  body["trade_count"] = fills;
  return body;
}

json pnl_body(std::string_view wallet, const market_rules& rules, timestamp now) {
  const auto rows = history_of(wallet, {timestamp{}, now}, rules, now);
  auto points = json::array();
  sums all;
  const auto append = [&](timestamp time) {
    auto body = all.point(time, rules);
    if (now < time + rules.wallets.pnl_delay)
      body["position_pnl"] = nullptr;
    points.push_back(std::move(body));
  };
  if (!rows.empty()) {
    auto next = midnight_before(rows.front().row.time) + day;
    for (const auto& each : rows) {
      for (; next <= each.row.time; next += day)
        append(next);
      all.add(each);
    }
    for (; next <= now; next += day)
      append(next);
    if (next - day != now)
      append(now);
  }
  json body;
  body["proxy_wallet"] = std::string{wallet};
  body["interval"] = "all";
  body["fidelity"] = "1d";
  body["source_fidelity"] = "1d";
  body["points"] = points;
  return body;
}

json rebates_body(std::string_view maker, std::string_view date,
                  const market_rules& rules, timestamp now) {
  // The first of the days since then with this date.
  auto begin = midnight_before(rules.wallets.trading_begin) - 2 * day;
  while (date_text(begin) != date && begin < now)
    begin += day;
  const time_range trades{begin, begin + day - seconds{1}};
  const time_range payments{begin + day, begin + 2 * day - seconds{1}};
  std::int64_t paid = 0;
  for (const auto& each : history_of(maker, payments, rules, now))
    paid += each.row.kind == row_kind::maker_rebate ? each.row.cash.micros() : 0;
  std::map<std::string, std::string> markets;
  for (const auto& each : history_of(maker, trades, rules, now))
    if (each.market && is_fill(each.row) && each.row.fee == usdc{})
      markets[each.market->slug] = each.market->condition_id;
  if (paid == 0 || markets.empty())
    return nullptr;
  const auto attributed = paid - rules.wallets.not_attributed;
  const auto count = static_cast<std::int64_t>(markets.size());
  auto list = json::array();
  for (const auto& [slug, condition_id] : markets) {
    const bool is_last = list.size() + 1 == markets.size();
    const auto amount = attributed / count + (is_last ? attributed % count : 0);
    list.push_back({{"date", std::string{date} + "T00:00:00Z"},
                    {"condition_id", condition_id},
                    {"asset_address", "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB"},
                    {"maker_address", std::string{maker}},
                    {"rebated_fees_usdc", decimal_text(amount, 6)}});
  }
  return list;
}

} // namespace tracker::exchange
