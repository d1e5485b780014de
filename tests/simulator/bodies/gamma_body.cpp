// SPDX-License-Identifier: MIT
#include "tests/simulator/bodies/gamma_body.hpp"

#include "tests/simulator/market/calendar.hpp"
#include "tests/simulator/market/ids.hpp"
#include "tests/simulator/market/market_text.hpp"
#include "tests/simulator/market/value_text.hpp"

#include <algorithm>
#include <utility>

namespace tracker::exchange {

namespace {

using namespace std::chrono_literals;
using json = nlohmann::ordered_json;

/// A row number of the platform's own, the same for the market at any time.
std::string row_id(const simulated_market& market, std::string_view table) {
  return std::to_string(1'000'000 + hash(market.slug, hash(table, 0)) % 9'000'000);
}

/// Two values in the order of the market's outcomes, as the JSON inside a string that
/// gamma is known for: `["Up", "Down"]`.
std::string listed(const simulated_market& market, std::string up, std::string down) {
  if (market.gamma_swapped)
    std::swap(up, down);
  return "[\"" + up + "\", \"" + down + "\"]";
}

std::string outcome_prices(const simulated_market& market, timestamp now) {
  if (gamma_closed(market, now)) {
    const auto winner = word_of(market, platform_source::gamma);
    if (winner == settlement::split)
      return listed(market, "0.5", "0.5");
    const bool up = winner == settlement::up;
    return listed(market, up ? "1" : "0", up ? "0" : "1");
  }
  const auto up = quote_of(market, outcome::up, now);
  const int middle = (up.bid + up.ask) / 2;
  return listed(market, thousandths(middle), thousandths(1000 - middle));
}

/// Dollars traded so far; nothing before the first trade.
std::optional<std::string> volume(const simulated_market& market, timestamp now) {
  const auto traded = std::min(now, market.end) - market.start;
  if (traded < 1s)
    return std::nullopt;
  const auto dollars = (traded / 1s) * static_cast<int>(1 + hash(market.slug, 0) % 100);
  return std::to_string(dollars) + ".228072";
}

void add_volumes(json& body, const simulated_market& market, timestamp now,
                 const std::vector<const char*>& names) {
  if (const auto dollars = volume(market, now))
    for (const auto* name : names)
      body[name] = number(*dollars);
}

/// The fields that a market and its event share, in the platform's order.
void add_common_flags(json& body, bool closed) {
  body["active"] = true;
  body["closed"] = closed;
  body["archived"] = false;
  body["new"] = false;
  body["featured"] = false;
  body["restricted"] = true;
}

constexpr const char* liquidity = "20328.3747";

json series_body(const simulated_market& market, timestamp now) {
  const auto slug = series_of(market);
  json body;
  body["id"] = std::to_string(gamma_series_id(slug));
  body["ticker"] = slug;
  body["slug"] = slug;
  body["title"] = upper_case(market.asset) + " Up or Down " + market.duration;
  body["seriesType"] = "single";
  body["recurrence"] = market.duration;
  body["image"] = "";
  body["icon"] = "";
  body["active"] = true;
  body["closed"] = false;
  body["archived"] = false;
  body["featured"] = false;
  body["restricted"] = true;
  body["createdAt"] = "2025-11-21T21:46:22.201627Z";
  body["updatedAt"] = rfc3339_micros(now);
  body["volume24hr"] = number("42805542.3676");
  body["volume"] = number("64234.192645");
  body["liquidity"] = number("6011579.0442");
  body["commentCount"] = 27205;
  body["requiresTranslation"] = false;
  return body;
}

void add_event_outcome(json& body, const simulated_market& market, timestamp now) {
  if (!gamma_closed(market, now)) {
    body["series"] = json::array({series_body(market, now)});
    return;
  }
  body["closedTime"] = rfc3339(*market.gamma_resolves);
  body["automaticallyResolved"] = true;
  // A tie counts as Up in windows this short; a split one has no price to speak of.
  const char* last = word_of(market, platform_source::gamma) == settlement::down
                         ? "81110.20633352"
                         : "81226.18446232";
  body["eventMetadata"] = {{"finalPrice", number(last)},
                           {"priceToBeat", number("81130.20633352")}};
}

/// The event without its markets: the form it has inside a market.
json event_body(const simulated_market& market, timestamp now) {
  const bool closed = gamma_closed(market, now);
  json body;
  body["id"] = row_id(market, "events");
  body["ticker"] = market.slug;
  body["slug"] = market.slug;
  body["title"] = title_of(market);
  body["description"] = description_of(market);
  body["resolutionSource"] = source_url(market);
  body["startDate"] = rfc3339_micros(listed_at(market) + 70'858'898us);
  body["creationDate"] = rfc3339_micros(listed_at(market) + 78'087'418us);
  body["endDate"] = rfc3339(market.end);
  body["image"] = picture_url(market);
  body["icon"] = picture_url(market);
  add_common_flags(body, closed);
  if (!closed) {
    body["liquidity"] = number(liquidity);
    body["liquidityClob"] = number(liquidity);
    body["competitive"] = number("0.999975");
  }
  add_volumes(body, market, now,
              {"volume", "volume24hr", "volume1wk", "volume1mo", "volume1yr"});
  body["openInterest"] = 16;
  body["createdAt"] = rfc3339_micros(listed_at(market) + 881'594us);
  body["updatedAt"] = rfc3339_micros(now);
  body["enableOrderBook"] = true;
  body["negRisk"] = false;
  body["commentCount"] = 0;
  body["cyom"] = false;
  body["showAllOutcomes"] = true;
  body["showMarketImages"] = true;
  body["enableNegRisk"] = false;
  body["automaticallyActive"] = true;
  body["startTime"] = rfc3339(market.start);
  body["seriesSlug"] = series_of(market);
  body["negRiskAugmented"] = false;
  body["pendingDeployment"] = false;
  body["deploying"] = false;
  body["requiresTranslation"] = false;
  body["version"] = market.version;
  add_event_outcome(body, market, now);
  return body;
}

json tag(const char* id, const char* label, const char* slug) {
  return {{"id", id},
          {"label", label},
          {"slug", slug},
          {"forceShow", false},
          {"createdAt", "2023-11-02T21:03:54.564Z"},
          {"updatedAt", "2026-04-17T20:17:43.066649Z"},
          {"requiresTranslation", false}};
}

json tags() {
  return json::array({tag("21", "Crypto", "crypto"),
                      tag("102127", "Up or Down", "up-or-down"),
                      tag("1312", "Crypto Prices", "crypto-prices")});
}

/// A third of the open V1 markets carry position ids too, which are not their tokens
/// (platform-delta.md 2.2).
constexpr unsigned with_positions_percent = 35;

void add_token_ids(json& body, const simulated_market& market) {
  if (market.is_protocol2) {
    body["clobTokenIds"] = nullptr;
    body["positionIds"] = {market.up_token, market.down_token};
    return;
  }
  body["clobTokenIds"] = listed(market, market.up_token, market.down_token);
}

void add_foreign_positions(json& body, const simulated_market& market) {
  if (market.is_protocol2)
    return;
  const auto first = make_position_id({market.slug, 0}, 0);
  const auto second = make_position_id({market.slug, 1}, 0);
  if (first && second && hash(market.slug, 7) % 100 < with_positions_percent)
    body["positionIds"] = {to_decimal(*first), to_decimal(*second)};
}

void add_identity(json& body, const simulated_market& market) {
  body["$schema"] = "https://gamma-api.polymarket.com/schemas/Market.json";
  body["id"] = row_id(market, "markets");
  body["question"] = title_of(market);
  // Of Protocol V2 without the padding: 62 digits.
  body["conditionId"] =
      market.condition_id.substr(0, market.is_protocol2 ? 64 : std::string::npos);
  body["slug"] = market.slug;
  body["resolutionSource"] = source_url(market);
  body["endDate"] = rfc3339(market.end);
  body["startDate"] = rfc3339_micros(listed_at(market) + 70'858'898us);
  body["image"] = picture_url(market);
  body["icon"] = picture_url(market);
  body["description"] = description_of(market);
  body["outcomes"] = listed(market, "Up", "Down");
  add_token_ids(body, market);
  body["questionID"] = market.question_id;
  body["marketMakerAddress"] = "";
  body["createdAt"] = rfc3339_micros(listed_at(market) + 175'560us);
  body["acceptingOrdersTimestamp"] = rfc3339(orders_since(market));
  body["eventStartTime"] = rfc3339(market.start);
  body["endDateIso"] = date_text(market.end);
  body["startDateIso"] = date_text(listed_at(market));
}

/// A market without fees has neither type nor schedule.
void add_fees(json& body, const fee_schedule& fees) {
  body["feesEnabled"] = fees.rate_micros > 0;
  if (fees.rate_micros == 0)
    return;
  body["feeType"] = fees.exponent == 1 ? "crypto_fees_v2" : "crypto_15_min";
  body["feeSchedule"] = {{"exponent", fees.exponent},
                         {"rate", number(decimal_text(fees.rate_micros, 6))},
                         {"takerOnly", true},
                         {"rebateRate", number("0.2")}};
}

void add_terms(json& body, const simulated_market& market) {
  body["groupItemThreshold"] = "0";
  body["enableOrderBook"] = true;
  body["orderMinSize"] = 5;
  body["hasReviewedDates"] = true;
  body["comboStatus"] = "disabled";
  body["makerBaseFee"] = 1000;
  body["takerBaseFee"] = 1000;
  body["rewardsMinSize"] = 50;
  body["rewardsMaxSpread"] = number("4.5");
  body["makerRebatesFeeShareBps"] = 10000;
  add_fees(body, market.fees);
  const auto config = market.asset + '-' + market.duration + "-twap-60";
  // Hourly and daily markets are decided by Binance through UMA.
  if (market.slug.find("-updown-") == std::string::npos) {
    body["customLiveness"] = 600;
    body["umaBond"] = "250";
  }
  body["cryptoMarketConfigId"] = config;
  body["cryptoMarketConfig"] = {{"id", config},
                                {"asset", market.asset},
                                {"duration", market.duration},
                                {"twapEnabled", true},
                                {"twapLookbackSeconds", 60}};
  body["version"] = market.version;
  body["automaticallyActive"] = true;
  body["approved"] = true;
  for (const auto* name :
       {"ready", "funded", "cyom", "negRisk", "negRiskOther",
        "pagerDutyNotificationEnabled", "clearBookOnStart", "showGmpSeries",
        "showGmpOutcome", "manualActivation", "pendingDeployment", "deploying",
        "rfqEnabled", "holdingRewardsEnabled", "requiresTranslation"})
    body[name] = false;
}

void add_trading(json& body, const simulated_market& market, timestamp now) {
  const auto up = quote_of(market, outcome::up, now);
  const bool closed = gamma_closed(market, now);
  body["outcomePrices"] = outcome_prices(market, now);
  body["updatedAt"] = rfc3339_micros(now);
  body["acceptingOrders"] = !closed;
  body["orderPriceMinTickSize"] = number(closed ? "0.001" : "0.01");
  body["spread"] = number("0.01");
  body["bestBid"] = number(thousandths(up.bid));
  body["bestAsk"] = number(thousandths(up.ask));
  if (const auto dollars = volume(market, now)) {
    body["volume"] = *dollars;
    body["lastTradePrice"] = number(thousandths(up.ask));
  }
  add_volumes(body, market, now,
              {"volumeNum", "volume24hr", "volume1wk", "volume1mo", "volume1yr",
               "volume24hrClob", "volume1wkClob", "volume1moClob", "volume1yrClob",
               "volumeClob"});
  if (!closed) {
    add_foreign_positions(body, market);
    body["liquidity"] = liquidity;
    body["liquidityNum"] = number(liquidity);
    body["liquidityClob"] = number(liquidity);
    body["competitive"] = number("0.999975");
  }
}

void add_resolution(json& body, const simulated_market& market, timestamp now) {
  const bool closed = gamma_closed(market, now);
  if (market.is_protocol2)
    body["resolutionStatus"] = closed               ? "resolved"
                               : now < market.start ? "inactive"
                                                    : "active";
  else
    body["umaResolutionStatuses"] = "[]";
  if (!closed)
    return;
  body["closedTime"] = closed_time_text(*market.gamma_resolves);
  if (!market.is_protocol2) {
    body["umaEndDate"] = rfc3339(*market.gamma_resolves);
    body["umaResolutionStatus"] = "resolved";
  }
  body["automaticallyResolved"] = true;
  body["oneHourPriceChange"] = number("0.49");
}

/// The market without its event: the form it has inside an event.
json market_body(const simulated_market& market, timestamp now) {
  json body;
  add_identity(body, market);
  add_common_flags(body, gamma_closed(market, now));
  add_trading(body, market, now);
  add_resolution(body, market, now);
  add_terms(body, market);
  return body;
}

} // namespace

bool gamma_closed(const simulated_market& market, timestamp now) {
  return market.gamma_resolves && now >= *market.gamma_resolves;
}

json gamma_market(const simulated_market& market, timestamp now, bool with_tags) {
  auto body = market_body(market, now);
  body["events"] = json::array({event_body(market, now)});
  if (with_tags)
    body["tags"] = tags();
  return body;
}

json gamma_series(const std::string& slug, timestamp now) {
  simulated_market any;
  any.asset = slug.substr(0, slug.find('-'));
  any.duration = slug.substr(slug.rfind('-') + 1);
  auto body = series_body(any, now);
  body["id"] = std::to_string(gamma_series_id(slug));
  body["ticker"] = slug;
  body["slug"] = slug;
  return body;
}

json gamma_event(const simulated_market& market, timestamp now) {
  auto body = event_body(market, now);
  body["markets"] = json::array({market_body(market, now)});
  body["tags"] = tags();
  return body;
}

} // namespace tracker::exchange
