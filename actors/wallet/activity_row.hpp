// SPDX-License-Identifier: MIT
// Strict decoding of activity rows. Source: polymarket-api.md 5.2 and the recorded rows.
#pragma once

#include "actors/wallet/activity_page.hpp"

#include <string_view>

namespace tracker {

/// Field names that differ between the dialects.
struct row_names {
  std::string_view wallet;
  std::string_view condition_id;
  std::string_view cash;
  std::string_view transaction;
  std::string_view asset;
  /// The flag of a combination of markets.
  std::string_view combo;
};

inline constexpr row_names row_names_v1{"proxyWallet",     "conditionId", "usdcSize",
                                        "transactionHash", "asset",       "isCombo"};
inline constexpr row_names row_names_v2{"proxy_wallet",     "condition_id", "usdc_size",
                                        "transaction_hash", "token_id",     "is_combo"};

/// The time of a row, not after `now`. Throws `decode_error`.
timestamp read_row_time(const json_cursor& field, timestamp now);

/// `buy` or `sell`. Throws `decode_error`.
activity_type read_trade_side(const json_cursor& field);

/// Reads the rows of the array `list`. A row that differs from the documentation is set
/// aside, and the others are read: a row of another wallet than `wallet`, of an unknown
/// type with a market, with a negative or absurd amount, a price outside 0 to 1, a time
/// after `now`, or a field that is missing, duplicate or of another type. Such a row is
/// skipped instead when it certainly belongs to no Up/Down window. A row of a combination
/// of markets becomes an account row of type `COMBO_BUY`, for example. The slug is a
/// label and may be empty. Throws `decode_error` when `list` is not an array.
activity_page read_activity_rows(const json_cursor& list, const row_names& names,
                                 std::string_view wallet, timestamp now);

} // namespace tracker
