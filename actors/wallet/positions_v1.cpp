// SPDX-License-Identifier: MIT
#include "actors/wallet/positions_v1.hpp"

#include "actors/platform/fields.hpp"
#include "actors/wallet/wallet_rows.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// The last of four places, in micro-shares.
constexpr std::int64_t rounding = 100;

held_position read_held(const json_cursor& row) {
  held_position result;
  result.condition_id = read_condition_id(row.at("conditionId"));
  result.asset = read_token_id(row.at("asset"));
  result.size = shares::from_micros(read_amount(row.at("size")));
  return result;
}

closed_position read_closed(const json_cursor& row) {
  closed_position result;
  result.condition_id = read_condition_id(row.at("conditionId"));
  result.asset = read_token_id(row.at("asset"));
  result.bought = shares::from_micros(read_amount(row.at("totalBought")));
  result.realized_pnl = usdc::from_micros(read_signed_amount(row.at("realizedPnl")));
  result.closed_at = read_unix_seconds(row.at("timestamp"));
  return result;
}

std::string path_of(std::string_view endpoint, std::string_view wallet,
                    std::string_view condition_id) {
  std::string path{endpoint};
  path += "?user=";
  path += wallet;
  path += "&market=";
  return path += condition_id;
}

} // namespace

std::string positions_path_v1(std::string_view wallet, std::string_view condition_id) {
  return path_of("/positions", wallet, condition_id) + "&sizeThreshold=0&limit=500";
}

decoded<std::vector<held_position>> decode_positions_v1(std::string_view body,
                                                        std::string_view wallet) {
  return decode(body, [&](const json_cursor& list) {
    return read_wallet_rows(list, "proxyWallet", wallet, read_held);
  });
}

std::string closed_positions_path_v1(std::string_view wallet,
                                     std::string_view condition_id) {
  return path_of("/closed-positions", wallet, condition_id) + "&limit=50";
}

decoded<std::vector<closed_position>>
decode_closed_positions_v1(std::string_view body, std::string_view wallet) {
  return decode(body, [&](const json_cursor& list) {
    return read_wallet_rows(list, "proxyWallet", wallet, read_closed);
  });
}

shares position_gap(const std::vector<held_position>& listed, std::string_view asset,
                    shares booked) {
  const auto found =
      std::find_if(listed.begin(), listed.end(), [&](const held_position& position) {
        return position.asset == asset;
      });
  const auto size = found == listed.end() ? shares{} : found->size;
  const auto gap = booked - size;
  const bool rounded = gap.micros() <= rounding && gap.micros() >= -rounding;
  return rounded ? shares{} : gap;
}

} // namespace tracker
