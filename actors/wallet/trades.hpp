// SPDX-License-Identifier: MIT
// The fills of a wallet without the cash that moved, which only `/activity` has. A
// cross-check of their number. Source: polymarket-api.md 5.1, 5.2, 5.5.
#pragma once

#include "actors/platform/json.hpp"
#include "actors/wallet/activity_decoder.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"
#include "messages/wallet.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// One row of `/trades`.
struct wallet_trade {
  /// `buy` or `sell`.
  activity_type side = activity_type::buy;
  std::string condition_id;
  std::string slug;
  std::string asset;
  timestamp time{};
  shares size;
  /// Without the fee.
  price at_price;
  std::string transaction;

  bool operator==(const wallet_trade&) const = default;
};

/// Reads a reply of `/trades`. The whole reply is refused when one row differs from the
/// documentation, belongs to another wallet or is from after `now`.
decoded<std::vector<wallet_trade>>
decode_trades_v1(std::string_view body, std::string_view wallet, timestamp now);

struct trades_page_v2 {
  std::vector<wallet_trade> trades;
  page_end_v2 end;
};

/// Reads a reply of `/v2/trades`; arguments and errors as in `decode_trades_v1`.
decoded<trades_page_v2> decode_trades_v2(std::string_view body, std::string_view wallet,
                                         timestamp now);

} // namespace tracker
