// SPDX-License-Identifier: MIT
// Any bytes as the replies of gamma and clob about a market: decoded or refused.
#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/series/series.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace tracker;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const window expected =
      window_at(*parse_series("btc-updown-15m"), from_unix_seconds(1'768'936'500));
  static const market known = [] {
    market details;
    details.condition_id = "0x" + std::string(64, 'a');
    details.up_token = "1";
    details.down_token = "2";
    return details;
  }();
  const std::string_view body{reinterpret_cast<const char*>(bytes), size};
  decode_window_market(body, expected);
  decode_gamma_market(body);
  decode_gamma_markets(body);
  decode_gamma_event(body);
  decode_clob_settlement(body, known);
  return 0;
}
