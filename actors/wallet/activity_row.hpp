// SPDX-License-Identifier: MIT
// One activity row, taken apart strictly. Source: polymarket-api.md 5.2 and the recorded
// rows.
#pragma once

#include "actors/wallet/activity_page.hpp"

#include <string_view>

namespace tracker {

/// The names that the two dialects give to the same fields.
struct row_names {
  std::string_view wallet;
  std::string_view condition_id;
  std::string_view cash;
  std::string_view transaction;
  std::string_view asset;
  /// The mark of a combination of markets.
  std::string_view combo;
};

inline constexpr row_names row_names_v1{"proxyWallet",     "conditionId", "usdcSize",
                                        "transactionHash", "asset",       "isCombo"};
inline constexpr row_names row_names_v2{"proxy_wallet",     "condition_id", "usdc_size",
                                        "transaction_hash", "token_id",     "is_combo"};

/// The time of a row, not after `now`. Throws `decode_error`, as the next one does.
timestamp read_row_time(const json_cursor& field, timestamp now);

/// `buy` or `sell`.
activity_type read_trade_side(const json_cursor& field);

/// Reads the rows of `list`, an array. A row that is not what is documented is set aside
/// and the others are read: another wallet's than `wallet`, an unknown type that touches
/// a market, a negative or absurd amount, a price outside 0 to 1, a time after `now`, a
/// field that is missing, mistyped or there twice. Such a row is skipped instead where it
/// certainly belongs to no Up/Down window. A row of a combination of markets is an
/// account row, `COMBO_BUY` for example. The slug is a label and may be empty. Throws
/// `decode_error` when `list` is no array.
activity_page read_activity_rows(const json_cursor& list, const row_names& names,
                                 std::string_view wallet, timestamp now);

} // namespace tracker
