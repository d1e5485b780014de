// SPDX-License-Identifier: MIT
#include "tests/support/market_bodies.hpp"

#include "actors/text/time_text.hpp"

#include <fmt/format.h>

namespace tracker::test {

namespace {

std::string price_of(std::optional<settlement> settled, settlement side) {
  if (!settled)
    return "0.9995";
  if (*settled == settlement::split)
    return "0.5";
  return *settled == side ? "1" : "0";
}

std::string list(const std::string& first, const std::string& second) {
  return fmt::format(R"("[\"{}\", \"{}\"]")", first, second);
}

std::string token_json(const std::string& id, const char* name,
                       std::optional<settlement> settled, settlement side) {
  return fmt::format(R"({{"token_id":"{}","outcome":"{}","price":{},"winner":{}}})", id,
                     name, price_of(settled, side), settled == side);
}

} // namespace

std::string condition_id_of(const window& window) {
  return fmt::format("0x{:064x}", to_unix_seconds(window.start));
}

std::string up_token_of(const window& window) {
  return fmt::format("1{:076}", to_unix_seconds(window.start));
}

std::string down_token_of(const window& window) {
  return fmt::format("2{:076}", to_unix_seconds(window.start));
}

std::string gamma_body(const window& window, std::optional<settlement> settled,
                       outcome_order order) {
  const bool up_first = order == outcome_order::up_first;
  const auto pair = [&](const std::string& up, const std::string& down) {
    return up_first ? list(up, down) : list(down, up);
  };
  return fmt::format(
      R"({{"slug":"{}","conditionId":"{}","outcomes":{},"clobTokenIds":{},)"
      R"("outcomePrices":{},"closed":{},"eventStartTime":"{}","endDate":"{}")"
      R"({}}})",
      window.slug, condition_id_of(window), pair("Up", "Down"),
      pair(up_token_of(window), down_token_of(window)),
      pair(price_of(settled, settlement::up), price_of(settled, settlement::down)),
      settled.has_value(), format_utc(window.start), format_utc(window.end),
      settled ? R"(,"umaResolutionStatus":"resolved")" : "");
}

std::string up_position_of(const window& window) {
  return fmt::format("6{:072}0", to_unix_seconds(window.start));
}

std::string down_position_of(const window& window) {
  return fmt::format("6{:072}1", to_unix_seconds(window.start));
}

std::string gamma_body_v2(const window& window, std::optional<settlement> settled) {
  return fmt::format(
      R"({{"version":"v2","slug":"{}","conditionId":"0x01{:060x}","outcomes":{},)"
      R"("clobTokenIds":null,"positionIds":["{}","{}"],"outcomePrices":{},)"
      R"("closed":{},"eventStartTime":"{}","endDate":"{}","resolutionStatus":"{}"}})",
      window.slug, to_unix_seconds(window.start), list("Up", "Down"),
      up_position_of(window), down_position_of(window),
      list(price_of(settled, settlement::up), price_of(settled, settlement::down)),
      settled.has_value(), format_utc(window.start), format_utc(window.end),
      settled ? "resolved" : "active");
}

std::string clob_body(const window& window, std::optional<settlement> settled) {
  return fmt::format(
      R"({{"condition_id":"{}","closed":{},"is_50_50_outcome":{},"tokens":[{},{}]}})",
      condition_id_of(window), settled.has_value(), settled == settlement::split,
      token_json(up_token_of(window), "Up", settled, settlement::up),
      token_json(down_token_of(window), "Down", settled, settlement::down));
}

std::string resolution_body(const window& window, std::optional<settlement> settled) {
  if (!settled)
    return fmt::format(
        R"({{"data":[{{"condition_id":"{}","status":"active","market_type":"BINARY"}}]}})",
        condition_id_of(window));
  const auto* pays = *settled == settlement::up     ? "1000000,0"
                     : *settled == settlement::down ? "0,1000000"
                                                    : "500000,500000";
  return fmt::format(
      R"({{"data":[{{"condition_id":"{}","status":"resolved","market_type":"BINARY",)"
      R"("payouts":[{}],"reporter":"CHAINLINK","resolved_at":"{}"}}]}})",
      condition_id_of(window), pays, format_utc(window.end + std::chrono::seconds{20}));
}

fetch_result refused_with(std::uint16_t status, host target) {
  return {fetch_error{fetch_error_kind::status, target, "/any", status, "", false, 1}};
}

fetch_result ok(std::string body, std::chrono::seconds age) {
  fetch_reply reply;
  reply.status = 200;
  reply.body = std::make_shared<const std::string>(std::move(body));
  reply.age = age;
  return {std::move(reply)};
}

fetch_result failed(fetch_error_kind kind, host target) {
  return {fetch_error{kind, target, "/markets/slug", 0, "", true, 1}};
}

} // namespace tracker::test
