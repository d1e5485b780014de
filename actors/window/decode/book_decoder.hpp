// SPDX-License-Identifier: MIT
// What clob's order book says a token is worth now. Source: polymarket-api.md 4, and the
// recorded books.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/money.hpp"
#include "messages/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// All that is offered at one price.
struct book_level {
  tracker::price price;
  shares size;

  bool operator==(const book_level&) const = default;
};

/// The best offers for one token. A new market's book has none.
struct order_book_top {
  std::optional<book_level> bid;
  std::optional<book_level> ask;
  /// When the book last changed, which on a quiet one is minutes ago.
  timestamp changed_at{};

  bool operator==(const order_book_top&) const = default;
};

/// Path and query of `/book`.
std::string book_path(std::string_view token);

/// Reads a reply of `/book` in whatever order its levels come (worst first, as recorded).
/// Refused when it is about another token than `token`. Its `last_trade_price` is the
/// market's, not the token's, and not read.
decoded<order_book_top> decode_book(std::string_view body, std::string_view token);

/// Half way between the best bid and the best ask, rounded down to the micro-dollar;
/// nothing while one of them is missing.
std::optional<price> midpoint_of(const order_book_top& top);

/// Path and query of `/midpoint`.
std::string midpoint_path(std::string_view token);

/// Reads a reply of `/midpoint`: `mid` as the host sends it, or `mid_price` as it is
/// documented.
decoded<price> decode_midpoint(std::string_view body);

} // namespace tracker
