// SPDX-License-Identifier: MIT
#include "actors/wallet/positions_v1.hpp"

#include "actors/platform/amounts.hpp"
#include "actors/platform/ids.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// The last of four places, in micro-shares.
constexpr std::int64_t rounding = 100;

held_position read_position(const json_cursor& row, std::string_view wallet) {
  const auto owner = row.at("proxyWallet");
  if (lower_case(owner.text()) != lower_case(wallet))
    owner.refuse("the wallet that was asked for");
  held_position result;
  result.condition_id = row.at("conditionId").text();
  result.asset = row.at("asset").text();
  const auto size = row.at("size");
  const auto micros = parse_micros(size.decimal());
  if (!micros || *micros < 0)
    size.refuse("an amount of 0 or more");
  result.size = shares::from_micros(*micros);
  return result;
}

} // namespace

std::string positions_path_v1(std::string_view wallet, std::string_view condition_id) {
  std::string path{"/positions?user="};
  path += wallet;
  path += "&market=";
  path += condition_id;
  return path + "&sizeThreshold=0&limit=500";
}

decoded<std::vector<held_position>> decode_positions_v1(std::string_view body,
                                                        std::string_view wallet) {
  return decode(body, [&](const json_cursor& list) {
    std::vector<held_position> result;
    for (const auto& row : list.elements())
      result.push_back(read_position(row, wallet));
    return result;
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
