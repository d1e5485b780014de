// SPDX-License-Identifier: MIT
#include "tests/simulator/bodies/data_body.hpp"

#include "tests/simulator/market/ids.hpp"
#include "tests/simulator/market/market_text.hpp"
#include "tests/simulator/market/value_text.hpp"
#include "tests/simulator/wallets/books.hpp"

#include <algorithm>

namespace tracker::exchange {

namespace {

using json = nlohmann::ordered_json;

/// The index of a row without an outcome.
constexpr int no_outcome = 999;

const char* name_of(outcome side) {
  return side == outcome::up ? "Up" : "Down";
}

const std::string& token_of(const simulated_market& market, outcome side) {
  return side == outcome::up ? market.up_token : market.down_token;
}

int index_of(const simulated_market& market, outcome side) {
  return (side == outcome::up) == market.gamma_swapped ? 1 : 0;
}

/// As on the platform, some trades have the index of no outcome.
int shown_index(const history_row& entry) {
  const bool is_lost = hash(entry.row.transaction, 0) % 50 == 0;
  return !entry.row.side || is_lost ? no_outcome
                                    : index_of(*entry.market, *entry.row.side);
}

/// `proxyWallet`, or `proxy_wallet` in the second dialect.
std::string spelled(std::string_view name, dialect format) {
  if (format == dialect::v1)
    return std::string{name};
  if (name == "asset")
    return "token_id";
  std::string result;
  for (const char c : name) {
    const bool is_capital = c >= 'A' && c <= 'Z';
    if (is_capital)
      result += '_';
    result += is_capital ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

/// Places of the platform's figures in positions.
std::string four_places(std::int64_t micros) {
  const auto half = micros < 0 ? -50 : 50;
  return decimal_text((micros + half) / 100, 4);
}

void add_owner(json& body, std::string_view wallet) {
  body["name"] = "sim " + std::string{wallet.substr(2, 4)} + " \xC2\xAB";
  body["pseudonym"] = "Impolite-Sister";
  body["bio"] = "";
  body["profileImage"] = "";
  body["profileImageOptimized"] = "";
}

} // namespace

kind_words row_words(row_kind kind) {
  switch (kind) {
  case row_kind::buy:
    return {"TRADE", "BUY"};
  case row_kind::sell:
    return {"TRADE", "SELL"};
  case row_kind::split:
    return {"SPLIT", ""};
  case row_kind::merge:
    return {"MERGE", ""};
  case row_kind::redeem:
  case row_kind::redeem_all:
    return {"REDEEM", ""};
  case row_kind::maker_rebate:
    return {"MAKER_REBATE", ""};
  case row_kind::taker_rebate:
    return {"TAKER_REBATE", ""};
  case row_kind::reward:
    return {"REWARD", ""};
  }
  return {"?", ""};
}

json activity_body(std::string_view wallet, const history_row& entry, dialect format) {
  const auto& row = entry.row;
  const auto words = row_words(row.kind);
  const auto* market = entry.market.get();
  const auto of_market = [&](auto text) {
    return market == nullptr ? std::string{} : std::string{text(*market)};
  };
  json body;
  body["proxyWallet"] = lower_case(wallet);
  body["timestamp"] = to_unix_seconds(row.time);
  body["conditionId"] = of_market([](const auto& m) { return m.condition_id; });
  body["type"] = words.type;
  body["size"] = number(decimal_text(row.size.micros(), 6));
  body["usdcSize"] = number(decimal_text(row.cash.micros(), 6));
  body["transactionHash"] = row.transaction;
  body["price"] = number(row.price);
  body["asset"] = row.side ? token_of(*market, *row.side) : "";
  body["side"] = words.side;
  body["outcomeIndex"] = shown_index(entry);
  body["title"] = of_market(title_of);
  body["slug"] = of_market([](const auto& m) { return m.slug; });
  body["icon"] = of_market(picture_url);
  body["eventSlug"] = body["slug"];
  body["outcome"] = row.side ? name_of(*row.side) : "";
  add_owner(body, wallet);
  if (format == dialect::v1)
    return body;
  json renamed;
  for (const auto& [name, value] : body.items())
    renamed[spelled(name, format)] = value;
  return renamed;
}

namespace {

/// Thousandths of a dollar that a token is worth.
int price_of(const simulated_market& market, const wallet_books& books, outcome side,
             timestamp now) {
  if (!books.settled) {
    const auto best = quote_of(market, side, now);
    return (best.bid + best.ask) / 2;
  }
  if (*books.settled == settlement::split)
    return 500;
  return (*books.settled == settlement::up) == (side == outcome::up) ? 1000 : 0;
}

struct holding {
  const simulated_market& market;
  outcome side;
  shares size;
  /// Micro-dollars for a token, without fees; a token of a set counts half a dollar.
  std::int64_t average;
  shares bought;
  usdc realized;
  int price;
  bool is_settled;
  bool is_mergeable;
};

json position_body(std::string_view wallet, const holding& held) {
  const auto size = held.size.micros();
  const auto initial = size / 1000 * held.average / 1000;
  const auto current = size / 1000 * held.price;
  const auto gain = current - initial;
  const auto percent = initial == 0 ? 0 : gain * 100 / initial * 1'000'000;
  json body;
  body["proxyWallet"] = lower_case(wallet);
  body["asset"] = token_of(held.market, held.side);
  body["conditionId"] = held.market.condition_id;
  body["size"] = number(four_places(size));
  body["avgPrice"] = number(four_places(held.average));
  body["initialValue"] = number(four_places(initial));
  body["currentValue"] = number(four_places(current));
  body["cashPnl"] = number(four_places(gain));
  body["percentPnl"] = number(four_places(percent));
  body["totalBought"] = number(four_places(held.bought.micros()));
  body["realizedPnl"] = number(four_places(held.realized.micros()));
  body["percentRealizedPnl"] = number(four_places(percent));
  body["curPrice"] = number(thousandths(held.price));
  body["redeemable"] = held.is_settled;
  body["mergeable"] = held.is_mergeable;
  body["title"] = title_of(held.market);
  body["slug"] = held.market.slug;
  body["icon"] = picture_url(held.market);
  body["eventId"] = std::to_string(1'000'000 + hash(held.market.slug, 0) % 9'000'000);
  body["eventSlug"] = held.market.slug;
  body["outcome"] = name_of(held.side);
  body["outcomeIndex"] = index_of(held.market, held.side);
  body["oppositeOutcome"] = name_of(opposite(held.side));
  body["oppositeAsset"] = token_of(held.market, opposite(held.side));
  body["endDate"] = date_text(held.market.end);
  body["negativeRisk"] = false;
  return body;
}

/// Without fees and per token: buys at what they cost, sets at half a dollar.
std::int64_t average_of(const std::vector<simulated_row>& rows, outcome side) {
  std::int64_t cost = 0;
  std::int64_t tokens = 0;
  for (const auto& row : rows) {
    const bool is_set = row.kind == row_kind::split;
    if (!is_set && (row.kind != row_kind::buy || row.side != side))
      continue;
    tokens += row.size.micros();
    cost += is_set ? row.size.micros() / 2 : (row.cash - row.fee).micros();
  }
  return tokens == 0 ? 0 : cost * 1000 / tokens * 1000;
}

} // namespace

std::vector<json> position_bodies(std::string_view wallet, const simulated_market& market,
                                  const market_rules& rules, timestamp now) {
  auto rows = simulated_activity(wallet, market, rules);
  std::erase_if(rows, [&](const simulated_row& row) { return row.visible > now; });
  const auto books = simulated_books(wallet, market, rules, now);
  const bool is_gone = std::any_of(rows.begin(), rows.end(), [](const auto& row) {
    return row.kind == row_kind::redeem_all;
  });
  std::vector<json> result;
  for (const auto side : {outcome::up, outcome::down}) {
    const auto& book = side == outcome::up ? books.up : books.down;
    const auto size = book.held - book.redeemed;
    if (size <= shares{} || is_gone)
      continue;
    const auto average = average_of(rows, side);
    const auto sold_for = book.sold.micros() / 1000 * average / 1000;
    result.push_back(position_body(
        wallet, {market, side, size, average, book.bought,
                 book.proceeds - usdc::from_micros(sold_for),
                 price_of(market, books, side, now), books.settled.has_value(),
                 books.up.held > shares{} && books.down.held > shares{}}));
  }
  return result;
}

std::vector<json> position_bodies_v2(std::string_view wallet,
                                     const simulated_market& market,
                                     const market_rules& rules, timestamp now) {
  std::vector<json> result;
  for (const auto& known : position_bodies(wallet, market, rules, now)) {
    const bool is_up = known["asset"] == market.up_token;
    const bool is_odd = is_up && market.slug == rules.wallets.odd_position;
    auto size = known["size"].get<double>() + (is_odd ? 1 : 0);
    if (size < 0.1)
      continue;
    json body;
    body["proxy_wallet"] = known["proxyWallet"];
    body["token_id"] = known["asset"];
    body["condition_id"] = known["conditionId"];
    body["current_size"] = is_odd ? json(size) : known["size"];
    body["avg_price"] = known["avgPrice"];
    body["current_price"] = known["curPrice"];
    body["current_value"] = known["currentValue"];
    body["status"] = "OPEN";
    body["redeemable"] = known["redeemable"];
    body["mergeable"] = known["mergeable"];
    body["slug"] = known["slug"];
    body["outcome"] = known["outcome"];
    body["outcome_index"] = known["outcomeIndex"];
    result.push_back(std::move(body));
  }
  return result;
}

namespace {

using std::chrono::seconds;

/// The number of the chain's block at a time: a block lasts one and a half seconds.
std::int64_t block_at(timestamp time) {
  constexpr std::int64_t recorded_block = 94'610'052;
  constexpr std::int64_t recorded_second = 1'790'620'219;
  return recorded_block + (to_unix_seconds(time) - recorded_second) * 2 / 3;
}

json payouts_of(const simulated_market& market) {
  const auto winner = word_of(market, platform_source::resolutions);
  if (winner == settlement::split)
    return {500'000, 500'000};
  const bool first_wins = (winner == settlement::up) != market.gamma_swapped;
  return {first_wins ? 1'000'000 : 0, first_wins ? 0 : 1'000'000};
}

/// A source of the platform's index and the last block it has indexed.
json cursor_body(const char* source, std::int64_t block, std::int64_t lag) {
  return {{"source", source}, {"block", block}, {"behind_max", lag}};
}

} // namespace

std::optional<json> resolution_body(const simulated_market& market, timestamp now) {
  const bool is_resolved = market.data_resolves && *market.data_resolves <= now;
  const bool is_stuck = market.stuck_source == platform_source::resolutions;
  // The rows of a V1 market begin with its resolution, or with an oracle's question.
  const bool is_listed = is_resolved || market.is_protocol2 || is_stuck;
  if (now < market.start || !is_listed ||
      (is_stuck && market.is_forgotten && now >= market.end))
    return std::nullopt;
  const auto changed = is_resolved ? *market.data_resolves : market.start;
  json body;
  body["condition_id"] = market.condition_id;
  body["status"] = is_resolved ? "resolved" : market.is_protocol2 ? "active" : "posed";
  body["extended_review"] = false;
  body["was_disputed"] = false;
  body["new_version_q"] = false;
  const bool has_hash = is_resolved && !market.is_protocol2;
  body["transaction_hash"] =
      has_hash ? to_hex({hash(market.slug, 1), hash(market.slug, 2), 0, 1}) : "";
  body["log_index"] = has_hash ? std::to_string(hash(market.slug, 3) % 1000) : "";
  body["last_update_timestamp"] = rfc3339(changed);
  if (market.is_protocol2)
    body["market_type"] = "BINARY";
  if (is_resolved) {
    body["payouts"] = payouts_of(market);
    body["resolution_source"] = "reported";
    if (market.is_protocol2)
      body["reporter"] = "CHAINLINK";
    body["resolved_block"] = block_at(changed);
    body["resolved_at"] = rfc3339(changed);
  }
  body["was_arbitrated"] = false;
  return body;
}

json status_body(const market_rules& rules, timestamp now) {
  const auto& wallets = rules.wallets;
  const auto computed = std::min(rules.data_frozen_since.value_or(now), now);
  const auto lag = wallets.serving_lag
                       .value_or(std::chrono::ceil<seconds>(wallets.index_delay +
                                                            wallets.index_jitter))
                       .count();
  json feed{{"name", "activity_feed"}, {"age_seconds", lag}};
  json balances{{"name", "custody_balances"}, {"age_seconds", 1}, {"blocks_behind", 0}};
  json serving{{"lag_seconds", lag},
               {"worst", "activity_feed"},
               {"mechanisms", json::array({feed, balances})}};
  const auto block = block_at(computed);
  const auto block_lag =
      std::max<std::int64_t>(1, block - block_at(computed - wallets.ingestion_lag));
  const auto slowest =
      cursor_body("auto_redeem_binary_redemption", block - block_lag, block_lag);
  json ingestion{
      {"cursors", 175},
      {"network", "polygon"},
      {"chain_id", 137},
      {"max_synced_block", block},
      {"min_synced_block", block - block_lag},
      {"most_lagged", slowest},
      {"lagging", json::array({slowest, cursor_body("binary_module_condition_resolved",
                                                    block - 1, 1)})}};
  json data{{"computed_at", rfc3339(computed)},
            {"age_seconds", std::chrono::floor<seconds>(now - computed).count()},
            {"serving", serving},
            {"ingestion", ingestion}};
  return {{"data", data}};
}

} // namespace tracker::exchange
