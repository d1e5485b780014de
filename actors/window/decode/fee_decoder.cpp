// SPDX-License-Identifier: MIT
#include "actors/window/decode/fee_decoder.hpp"

#include "actors/platform/fields.hpp"
#include "messages/money.hpp"

namespace tracker {

namespace {

constexpr std::int64_t max_exponent = 4;
constexpr fee_schedule no_fee{0, 1};

/// Four times the largest rate recorded.
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

fee_schedule read_schedule(const json_cursor& object, std::string_view rate,
                           std::string_view exponent) {
  return {read_rate(object.at(rate)), read_exponent(object.at(exponent))};
}

} // namespace

std::optional<fee_schedule> read_gamma_fees(const json_cursor& market) {
  if (market.has("feesEnabled") && !market.at("feesEnabled").boolean())
    return no_fee;
  if (!market.has("feeSchedule"))
    return std::nullopt;
  return read_schedule(market.at("feeSchedule"), "rate", "exponent");
}

decoded<std::optional<fee_schedule>> decode_clob_fees(std::string_view body,
                                                      std::string_view condition_id) {
  const auto read = [&](const json_cursor& market) -> std::optional<fee_schedule> {
    const auto id = market.at("c");
    if (read_condition_id(id) != condition_id)
      id.refuse('"' + std::string{condition_id} + '"');
    if (!market.has("fd"))
      return std::nullopt;
    return read_schedule(market.at("fd"), "r", "e");
  };
  return decode(body, read);
}

} // namespace tracker
