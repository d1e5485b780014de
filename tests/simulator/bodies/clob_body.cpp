// SPDX-License-Identifier: MIT
#include "tests/simulator/bodies/clob_body.hpp"

#include "tests/simulator/market/ids.hpp"
#include "tests/simulator/market/market_text.hpp"
#include "tests/simulator/market/value_text.hpp"

#include <utility>

namespace tracker::exchange {

namespace {

using namespace std::chrono_literals;
using json = nlohmann::ordered_json;

bool clob_closed(const simulated_market& market, timestamp now) {
  return market.clob_resolves && now >= *market.clob_resolves;
}

int settled_price(settlement winner, outcome side) {
  if (winner == settlement::split)
    return 500;
  return (winner == settlement::up) == (side == outcome::up) ? 1000 : 0;
}

json token_body(const simulated_market& market, outcome side, timestamp now) {
  const bool closed = clob_closed(market, now);
  const auto best = quote_of(market, side, now);
  const int price = closed ? settled_price(word_of(market, platform_source::clob), side)
                           : (best.bid + best.ask) / 2;
  return {{"token_id", side == outcome::up ? market.up_token : market.down_token},
          {"outcome", side == outcome::up ? "Up" : "Down"},
          {"price", number(thousandths(price))},
          {"winner", closed && price == 1000}};
}

json tokens(const simulated_market& market, timestamp now) {
  auto first = token_body(market, outcome::up, now);
  auto second = token_body(market, outcome::down, now);
  if (market.clob_swapped)
    std::swap(first, second);
  return json::array({first, second});
}

/// Price levels from the worst to the best, a cent apart.
json levels(const simulated_market& market, int worst, int best) {
  auto list = json::array();
  const int step = worst < best ? 10 : -10;
  for (int price = worst; price != best + step; price += step) {
    const auto size = 20 + hash(market.slug, static_cast<std::uint64_t>(price)) % 180;
    list.push_back(
        {{"price", thousandths(price)}, {"size", std::to_string(size) + ".5"}});
  }
  return list;
}

} // namespace

json clob_market(const simulated_market& market, timestamp now) {
  const bool closed = clob_closed(market, now);
  json body;
  body["enable_order_book"] = !closed;
  body["active"] = true;
  body["closed"] = closed;
  body["archived"] = false;
  body["accepting_orders"] = !closed;
  body["accepting_order_timestamp"] = rfc3339(orders_since(market));
  body["minimum_order_size"] = 5;
  body["minimum_tick_size"] = number("0.01");
  body["condition_id"] = market.condition_id;
  body["question_id"] = market.question_id;
  body["question"] = title_of(market);
  body["description"] = description_of(market);
  body["market_slug"] = market.slug;
  // The date alone: the platform's clob does not know the time of day.
  body["end_date_iso"] = date_text(market.end) + "T00:00:00Z";
  body["game_start_time"] = nullptr;
  body["seconds_delay"] = 0;
  body["fpmm"] = "";
  body["maker_base_fee"] = 1000;
  body["taker_base_fee"] = 1000;
  body["notifications_enabled"] = true;
  body["neg_risk"] = false;
  body["neg_risk_market_id"] = "";
  body["neg_risk_request_id"] = "";
  body["icon"] = picture_url(market);
  body["image"] = picture_url(market);
  body["rewards"] = {{"rates", nullptr}, {"min_size", 50}, {"max_spread", number("4.5")}};
  body["is_50_50_outcome"] =
      closed && word_of(market, platform_source::clob) == settlement::split;
  body["tokens"] = tokens(market, now);
  body["tags"] = {"Crypto", "Up or Down", "Crypto Prices"};
  return body;
}

json clob_book(const simulated_token& token, timestamp now) {
  const auto& market = token.market;
  const bool quoted = now >= market.start;
  const auto best = quote_of(market, token.side, now);
  const auto up = quote_of(market, outcome::up, now);
  json body;
  body["market"] = market.condition_id;
  body["asset_id"] = token.side == outcome::up ? market.up_token : market.down_token;
  body["timestamp"] = std::to_string(now.time_since_epoch() / 1ms);
  const auto seconds = static_cast<std::uint64_t>(to_unix_seconds(now));
  body["hash"] = to_hex({hash(market.slug, seconds), seconds, 0, 0}).substr(2, 40);
  body["bids"] = quoted ? levels(market, 10, best.bid) : json::array();
  body["asks"] = quoted ? levels(market, 990, best.ask) : json::array();
  body["min_order_size"] = "5";
  body["tick_size"] = "0.01";
  body["neg_risk"] = false;
  // The market's last trade, the same in the books of both tokens.
  body["last_trade_price"] = quoted ? thousandths(up.ask) : "";
  if (market.is_protocol2)
    body["version"] = "v2";
  return body;
}

json clob_midpoint(const simulated_token& token, timestamp now) {
  const auto best = quote_of(token.market, token.side, now);
  return {{"mid", thousandths((best.bid + best.ask) / 2)}};
}

bool has_book(const simulated_market& market, timestamp now) {
  return listed_at(market) <= now && now < market.end;
}

} // namespace tracker::exchange
