// SPDX-License-Identifier: MIT
// What gamma and clob say of a market, taken apart strictly. Sources: polymarket-api.md
// sections 3.2, 4 and 7.3, and the recorded replies.
#pragma once

#include "actors/platform/json.hpp"
#include "actors/window/payouts.hpp"
#include "messages/money.hpp"
#include "messages/window.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// A binary market of gamma, of any kind. Outcomes and tokens go by the same index.
struct gamma_market {
  std::string slug;
  std::string condition_id;
  std::array<std::string, 2> outcomes;
  std::array<std::string, 2> tokens;
  /// Absent on markets that never opened; what tokens pay once the market is resolved.
  std::optional<payouts> prices;
  bool closed = false;
  /// `umaResolutionStatus` is "resolved".
  bool resolved = false;
  /// `eventStartTime`: the window's start; absent on markets that are no windows.
  std::optional<timestamp> start;
  std::optional<timestamp> end;
  std::optional<timestamp> closed_at;
  /// What takers pay, where the market says so.
  std::optional<fee_schedule> fees;
};

/// Reads a Market object, as `/markets/slug/{slug}` sends it.
decoded<gamma_market> decode_gamma_market(std::string_view body);

/// Reads the markets of a list (`/markets?…`): an array of Market objects.
decoded<std::vector<gamma_market>> decode_gamma_markets(std::string_view body);

/// Reads the markets of an Event object (`/events/slug/{slug}`).
decoded<std::vector<gamma_market>> decode_gamma_event(std::string_view body);

/// The market of the window `of`. Refused when the reply is about another window: another
/// slug, other bounds, outcomes that are not Up and Down.
decoded<market> decode_window_market(std::string_view body, const window& of);

/// A token of a market as clob sees it.
struct clob_token {
  std::string id;
  std::string outcome;
  price at;
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

/// How clob says the market `of` was settled; nothing while it is not. Refused when the
/// reply is about another market or names two winners.
decoded<std::optional<settlement>> decode_clob_settlement(std::string_view body,
                                                          const market& of);

} // namespace tracker
