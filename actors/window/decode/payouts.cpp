// SPDX-License-Identifier: MIT
#include "actors/window/decode/payouts.hpp"

namespace tracker {

std::optional<settlement> settlement_by(const payouts& pays, std::size_t up) {
  constexpr auto all = price::from_micros(1'000'000);
  constexpr auto half = price::from_micros(500'000);
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

} // namespace tracker
