// SPDX-License-Identifier: MIT
#include "actors/window/decode/market_decoder.hpp"

#include "actors/platform/fields.hpp"
#include "actors/platform/ids.hpp"
#include "actors/text/time_text.hpp"
#include "messages/money.hpp"

#include <algorithm>
#include <span>

namespace tracker {

namespace {

constexpr std::int64_t max_exponent = 4;
constexpr fee_schedule no_fee{0, 1};

/// The limit is four times the largest recorded rate.
std::int64_t read_rate(const json_cursor& field) {
  const auto micros = parse_micros(field.decimal());
  if (!micros || *micros < 0 || *micros > million)
    field.refuse("a rate from 0 to 1");
  return *micros;
}

std::uint8_t read_exponent(const json_cursor& field) {
  const auto micros = parse_micros(field.decimal());
  if (!micros || *micros < 0 || *micros > max_exponent * million ||
      *micros % million != 0)
    field.refuse("a whole number from 0 to 4");
  return static_cast<std::uint8_t>(*micros / million);
}

constexpr auto half = price::from_micros(500'000);

std::optional<timestamp> read_time(const json_cursor& object, std::string_view name) {
  if (!object.has(name))
    return std::nullopt;
  return read_time_text(object.at(name));
}

std::string quoted_list(std::span<const std::string_view> words) {
  std::string result;
  for (const auto word : words)
    result.append(result.empty() ? "\"" : ", \"").append(word).append("\"");
  return result;
}

/// Reads a word that must be one of the `known` ones.
const std::string& read_known_word(const json_cursor& field,
                                   std::span<const std::string_view> known) {
  const auto& word = field.text();
  if (std::find(known.begin(), known.end(), word) == known.end())
    field.refuse_unsupported("one of " + quoted_list(known));
  return word;
}

constexpr std::array<std::string_view, 2> versions{"v1", "v2"};

/// Determined by `version` alone: a third of the open V1 markets have `positionIds` too,
/// and neither the prefix nor the width of an id depends on the protocol
/// (platform-delta.md 2.2, 12.3).
market_protocol read_protocol(const json_cursor& object) {
  if (!object.has("version"))
    return market_protocol::v1;
  const auto& version = read_known_word(object.at("version"), versions);
  return version == versions[1] ? market_protocol::v2 : market_protocol::v1;
}

/// States of UMA's oracle; empty: it has none yet.
constexpr std::array<std::string_view, 12> states_v1{
    "",           "initialized", "requested", "posed",   "proposed", "challenged",
    "reproposed", "disputed",    "settled",   "flagged", "paused",   "resolved"};
constexpr std::array<std::string_view, 3> states_v2{"inactive", "active", "resolved"};

bool read_resolved(const json_cursor& object, market_protocol protocol) {
  const bool is_v2 = protocol == market_protocol::v2;
  const auto* name = is_v2 ? "resolutionStatus" : "umaResolutionStatus";
  if (!object.has(name))
    return false;
  const auto known = is_v2 ? std::span<const std::string_view>{states_v2}
                           : std::span<const std::string_view>{states_v1};
  return read_known_word(object.at(name), known) == "resolved";
}

std::array<std::string, 2> read_pair(const json_cursor& field) {
  auto list = field.string_list();
  if (list.size() != 2)
    field.refuse("two strings");
  return {std::move(list[0]), std::move(list[1])};
}

gamma_market read_gamma_market(const json_cursor& object) {
  gamma_market result;
  result.protocol = read_protocol(object);
  result.slug = object.at("slug").text();
  result.condition_id = read_condition_id(object.at("conditionId"));
  result.outcomes = read_pair(object.at("outcomes"));
  const bool is_v2 = result.protocol == market_protocol::v2;
  const auto tokens = object.at(is_v2 ? "positionIds" : "clobTokenIds");
  result.tokens = read_pair(tokens);
  if (!is_token_id(result.tokens[0]) || !is_token_id(result.tokens[1]) ||
      result.tokens[0] == result.tokens[1])
    tokens.refuse("two different decimal token ids");
  if (object.has("outcomePrices")) {
    const auto field = object.at("outcomePrices");
    const auto pair = read_pair(field);
    result.prices = payouts{read_price(field, pair[0]), read_price(field, pair[1])};
  }
  result.closed = object.at("closed").boolean();
  result.resolved = read_resolved(object, result.protocol);
  result.start = read_time(object, "eventStartTime");
  result.end = read_time(object, "endDate");
  result.closed_at = read_time(object, "closedTime");
  result.fees = read_gamma_fees(object);
  return result;
}

std::vector<gamma_market> read_gamma_markets(const json_cursor& list) {
  std::vector<gamma_market> result;
  for (const auto& element : list.elements())
    result.push_back(read_gamma_market(element));
  return result;
}

/// The exact rule of polymarket-api.md 7.3; `up` is the index of the Up outcome.
std::optional<settlement> settled(const gamma_market& market, std::size_t up) {
  if (!market.closed || !market.resolved || !market.prices)
    return std::nullopt;
  return settlement_by(*market.prices, up);
}

void require_time(const json_cursor& object, std::string_view name,
                  std::optional<timestamp> found, timestamp expected) {
  if (found && *found != expected)
    object.at(name).refuse(format_utc(expected));
}

market read_window_market(const json_cursor& object, const window& window) {
  // Checked first: nothing else in a reply about another market concerns this window.
  const auto slug = object.at("slug");
  if (slug.text() != window.slug)
    slug.refuse('"' + window.slug + '"');
  const auto read = read_gamma_market(object);
  require_time(object, "eventStartTime", read.start, window.start);
  require_time(object, "endDate", read.end, window.end);
  const bool up_first = read.outcomes == std::array<std::string, 2>{"Up", "Down"};
  const bool down_first = read.outcomes == std::array<std::string, 2>{"Down", "Up"};
  if (!up_first && !down_first)
    object.at("outcomes").refuse(R"(["Up","Down"] in either order)");
  const std::size_t up = up_first ? 0 : 1;
  market result;
  result.slug = window.slug;
  result.condition_id = read.condition_id;
  result.up_token = read.tokens[up];
  result.down_token = read.tokens[1 - up];
  result.start = window.start;
  result.end = window.end;
  result.closed = read.closed;
  result.settled = settled(read, up);
  result.closed_at = read.closed_at;
  result.fees = read.fees;
  result.up_index = static_cast<std::uint8_t>(up);
  return result;
}

clob_token read_clob_token(const json_cursor& object) {
  clob_token result;
  result.id = read_token_id(object.at("token_id"));
  result.outcome = object.at("outcome").text();
  result.price = read_price(object.at("price"));
  result.winner = object.at("winner").boolean();
  return result;
}

clob_market read_clob_market(const json_cursor& object) {
  clob_market result;
  result.condition_id = read_condition_id(object.at("condition_id"));
  result.closed = object.at("closed").boolean();
  result.is_split =
      object.has("is_50_50_outcome") && object.at("is_50_50_outcome").boolean();
  for (const auto& token : object.at("tokens").elements())
    result.tokens.push_back(read_clob_token(token));
  return result;
}

const clob_token& token_of(const clob_market& market, const std::string& id,
                           const json_cursor& object) {
  const auto found =
      std::find_if(market.tokens.begin(), market.tokens.end(),
                   [&](const clob_token& token) { return token.id == id; });
  if (found == market.tokens.end())
    object.at("tokens").refuse("the token " + id);
  return *found;
}

std::optional<settlement> read_clob_settlement(const json_cursor& object,
                                               const market& market) {
  const auto read = read_clob_market(object);
  if (read.condition_id != market.condition_id)
    object.at("condition_id").refuse('"' + market.condition_id + '"');
  const auto& up = token_of(read, market.up_token, object);
  const auto& down = token_of(read, market.down_token, object);
  if (up.winner && down.winner)
    object.at("tokens").refuse("at most one winner");
  if (!read.closed)
    return std::nullopt;
  if (up.winner || down.winner)
    return up.winner ? settlement::up : settlement::down;
  if (read.is_split || (up.price == half && down.price == half))
    return settlement::split;
  return std::nullopt;
}

} // namespace

std::optional<settlement> settlement_by(const payouts& pays, std::size_t up) {
  constexpr auto all = price::from_micros(1'000'000);
  constexpr auto none = price::from_micros(0);
  const auto up_pays = pays[up];
  const auto down_pays = pays[1 - up];
  if (up_pays == all && down_pays == none)
    return settlement::up;
  if (up_pays == none && down_pays == all)
    return settlement::down;
  if (up_pays == half && down_pays == half)
    return settlement::split;
  return std::nullopt;
}

std::optional<fee_schedule> read_gamma_fees(const json_cursor& market) {
  if (market.has("feesEnabled") && !market.at("feesEnabled").boolean())
    return no_fee;
  if (!market.has("feeSchedule"))
    return std::nullopt;
  const auto schedule = market.at("feeSchedule");
  return fee_schedule{read_rate(schedule.at("rate")),
                      read_exponent(schedule.at("exponent"))};
}

decoded<gamma_market> decode_gamma_market(std::string_view body) {
  return decode(body, read_gamma_market);
}

decoded<std::vector<gamma_market>> decode_gamma_markets(std::string_view body) {
  return decode(body, read_gamma_markets);
}

decoded<std::vector<gamma_market>> decode_gamma_event(std::string_view body) {
  return decode(body, [](const json_cursor& object) {
    return read_gamma_markets(object.at("markets"));
  });
}

decoded<market> decode_window_market(std::string_view body, const window& window) {
  return decode(body, [&](const json_cursor& object) {
    return read_window_market(object, window);
  });
}

decoded<clob_market> decode_clob_market(std::string_view body) {
  return decode(body, read_clob_market);
}

decoded<std::optional<settlement>> decode_clob_settlement(std::string_view body,
                                                          const market& market) {
  return decode(body, [&](const json_cursor& object) {
    return read_clob_settlement(object, market);
  });
}

std::string midpoint_path(std::string_view token) {
  return std::string{"/midpoint?token_id="}.append(token);
}

decoded<price> decode_midpoint(std::string_view body) {
  return decode(body, [](const json_cursor& reply) {
    return read_price(reply.at(reply.has("mid_price") ? "mid_price" : "mid"));
  });
}

} // namespace tracker
