// SPDX-License-Identifier: MIT
// What gamma and clob state about a market, decoded strictly. Sources: polymarket-api.md
// sections 3.2, 4, 6.1 and 7.3, and the recorded replies.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/money.hpp"
#include "messages/window.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// What a token of each outcome pays in dollars, in the order of the market's outcomes.
using payouts = std::array<price, 2>;

/// The settlement with exactly these payouts, `up` being the index of the Up outcome: all
/// to one side, or half to each. Nothing for any other payout.
std::optional<settlement> settlement_by(const payouts& pays, std::size_t up);

/// Reads the fees of a Market object of gamma. No fee where `feesEnabled` is false; else
/// its `feeSchedule`. Nothing where there is none, as on most markets before 2026-03-30:
/// the documented table applies. `makerBaseFee` and `takerBaseFee` are not charged and
/// not read. Throws `decode_error` for a schedule of another form.
std::optional<fee_schedule> read_gamma_fees(const json_cursor& market);

/// The protocol a market's positions belong to. Protocol V2 is neither the second CLOB
/// nor the second Data API. Source: platform-delta.md 2.
enum class market_protocol : std::uint8_t { v1, v2 };

/// A binary market of gamma, of any kind. Outcomes and tokens have the same indices.
struct gamma_market {
  /// By `version`; absent: V1.
  market_protocol protocol = market_protocol::v1;
  std::string slug;
  /// Canonical (`canonical_condition_id`).
  std::string condition_id;
  std::array<std::string, 2> outcomes;
  std::array<std::string, 2> tokens;
  /// Absent on markets that never opened; what tokens pay once the market is resolved.
  std::optional<payouts> prices;
  bool closed = false;
  /// `umaResolutionStatus` (V1) or `resolutionStatus` (V2) is "resolved".
  bool resolved = false;
  /// `eventStartTime`: the window's start; absent on other kinds of markets.
  std::optional<timestamp> start;
  std::optional<timestamp> end;
  std::optional<timestamp> closed_at;
  /// What takers pay; empty: the market does not state it.
  std::optional<fee_schedule> fees;
};

/// Reads a Market object, as `/markets/slug/{slug}` sends it. The error is `unsupported`
/// where `version` or the state of its resolution is an unknown word.
decoded<gamma_market> decode_gamma_market(std::string_view body);

/// Reads the markets of a list (`/markets?…`): an array of Market objects.
decoded<std::vector<gamma_market>> decode_gamma_markets(std::string_view body);

/// Reads the markets of an Event object (`/events/slug/{slug}`).
decoded<std::vector<gamma_market>> decode_gamma_event(std::string_view body);

/// The market of `window`. Refused when the reply is about another window: another slug,
/// other bounds, or outcomes other than Up and Down. For this window, an unknown
/// `version` or state of its resolution makes the error `unsupported`.
decoded<market> decode_window_market(std::string_view body, const window& window);

/// A token of a market in clob's reply.
struct clob_token {
  std::string id;
  std::string outcome;
  tracker::price price;
  bool winner = false;
};

/// A market in clob's reply (`/markets/{condition_id}`).
struct clob_market {
  std::string condition_id;
  bool closed = false;
  bool is_split = false;
  std::vector<clob_token> tokens;
};

decoded<clob_market> decode_clob_market(std::string_view body);

/// The settlement of the market by clob; nothing while it is not settled. Refused when
/// the reply is about another market or names two winners.
decoded<std::optional<settlement>> decode_clob_settlement(std::string_view body,
                                                          const market& market);

/// Path and query of `/midpoint`.
std::string midpoint_path(std::string_view token);

/// Reads a reply of `/midpoint`: `mid` as the host sends it, or `mid_price` as it is
/// documented.
decoded<price> decode_midpoint(std::string_view body);

} // namespace tracker
