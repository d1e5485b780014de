// SPDX-License-Identifier: MIT
// What gamma and clob say of a market, taken apart strictly. Sources: polymarket-api.md
// sections 3.2, 4 and 7.3, and the recorded replies.
#pragma once

#include "actors/platform/json.hpp"
#include "actors/window/decode/payouts.hpp"
#include "messages/money.hpp"
#include "messages/window.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// The protocol a market's positions belong to. Protocol V2 is neither the second CLOB
/// nor the second Data API. Source: platform-delta.md 2.
enum class market_protocol : std::uint8_t { v1, v2 };

/// A binary market of gamma, of any kind. Outcomes and tokens go by the same index.
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
  /// `eventStartTime`: the window's start; absent on markets that are no windows.
  std::optional<timestamp> start;
  std::optional<timestamp> end;
  std::optional<timestamp> closed_at;
  /// What takers pay, where the market says so.
  std::optional<fee_schedule> fees;
};

/// Reads a Market object, as `/markets/slug/{slug}` sends it. The error is `unsupported`
/// where `version`, or the state of its resolution, is a word that is not known here.
decoded<gamma_market> decode_gamma_market(std::string_view body);

/// Reads the markets of a list (`/markets?…`): an array of Market objects.
decoded<std::vector<gamma_market>> decode_gamma_markets(std::string_view body);

/// Reads the markets of an Event object (`/events/slug/{slug}`).
decoded<std::vector<gamma_market>> decode_gamma_event(std::string_view body);

/// The market of `window`. Refused when the reply is about another window:
/// another slug, other bounds, outcomes that are not Up and Down. Of the right window, a
/// `version` or a state of its resolution that is not known makes the error
/// `unsupported`.
decoded<market> decode_window_market(std::string_view body, const window& window);

/// A token of a market as clob sees it.
struct clob_token {
  std::string id;
  std::string outcome;
  tracker::price price;
  bool winner = false;
};

/// A market as clob sees it (`/markets/{condition_id}`).
struct clob_market {
  std::string condition_id;
  bool closed = false;
  bool is_split = false;
  std::vector<clob_token> tokens;
};

decoded<clob_market> decode_clob_market(std::string_view body);

/// How clob says the market was settled; nothing while it is not. Refused when the
/// reply is about another market or names two winners.
decoded<std::optional<settlement>> decode_clob_settlement(std::string_view body,
                                                          const market& market);

} // namespace tracker
