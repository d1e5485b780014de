// SPDX-License-Identifier: MIT
// Any bytes as a midpoint, trades or resolutions: decoded or refused with a reason, and
// decoded values are in their documented range.
#include "actors/wallet/trades.hpp"
#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/decode/resolution_decoder.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace tracker;

constexpr std::string_view wallet = "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const timestamp now = from_unix_seconds(1'800'000'000);

void require(bool holds) {
  if (!holds)
    std::abort();
}

template <class T, class Check>
void check(const decoded<T>& read, Check holds) {
  if (const auto* refused = std::get_if<decode_error>(&read))
    require(!refused->expected.empty() && !refused->found.empty());
  else
    require(holds(std::get<T>(read)));
}

bool in_range(price value) {
  return value.micros() >= 0 && value.micros() <= 1'000'000;
}

bool holds(const std::vector<market_resolution>& markets) {
  for (const auto& market : markets) {
    const auto first = settlement_of(market, 0);
    const auto second = settlement_of(market, 1);
    if (first.has_value() != second.has_value() || (first && !market.pays) ||
        (first == second && first && *first != settlement::split))
      return false;
  }
  return true;
}

bool holds(const std::vector<wallet_trade>& trades) {
  for (const auto& trade : trades)
    if (!in_range(trade.at_price) || trade.size < shares{} ||
        (trade.side != activity_type::buy && trade.side != activity_type::sell))
      return false;
  return true;
}

void check_market(std::string_view body) {
  check(decode_midpoint(body), in_range);
  check(decode_resolutions_v2(body), [](const auto& rows) { return holds(rows); });
}

void check_wallet(std::string_view body) {
  check(decode_trades_v1(body, wallet, now),
        [](const auto& rows) { return holds(rows); });
  check(decode_trades_v2(body, wallet, now), [](const auto& page) {
    return holds(page.trades) && (!page.end.more || !page.end.cursor.empty());
  });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body{reinterpret_cast<const char*>(data), size};
  check_market(body);
  check_wallet(body);
  return 0;
}
