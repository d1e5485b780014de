// SPDX-License-Identifier: MIT
// What a window was worth to a wallet. The definitions are the contract's ("Grades").
#pragma once

#include "messages/money.hpp"
#include "messages/time.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <optional>

namespace tracker {

/// The contract's trade types.
enum class trade_kind : std::uint8_t {
  none,
  /// Tokens of both sides.
  arb,
  /// Tokens of one side, bought at or above `capture-min-price` on average.
  capture,
  /// Tokens of one side, bought below it.
  directional,
};

/// NO_TRADE, ARB, 99C_CAPTURE, DIRECTIONAL.
const char* to_string(trade_kind kind);

/// The contract's results. `none`: there is none yet, or there never is one (a one-sided
/// part of a window that was settled 50/50).
enum class trade_result : std::uint8_t {
  none,
  /// Both sides, less than half a share apart at the window's end.
  paired,
  /// Both sides, further apart.
  lopsided,
  /// Of two sides, one was sold off.
  bail,
  /// One side, held to the end.
  win,
  loss,
  /// One side, sold early: without a loss, with one.
  cashed,
  exited,
};

/// PAIRED, LOPSIDED, … ; empty for `none`.
const char* to_string(trade_result result);

/// Where a fee figure comes from.
enum class fee_source : std::uint8_t {
  /// There was no fill that could have paid one.
  none,
  /// The difference of what moved and what size and price say.
  observed,
  /// At least one fill's fee follows from the market's fee schedule instead.
  modelled,
};

const char* to_string(fee_source source);

/// On which side of the book fills were. The platform does not say; it shows where a fee
/// was due.
enum class liquidity : std::uint8_t { unknown, maker, taker, mixed };

const char* to_string(liquidity role);

/// What the redemptions say of the settlement.
enum class redemption_verdict : std::uint8_t {
  /// Nothing: there are none, or they fit more than one settlement.
  silent,
  confirms,
  contradicts,
};

/// One outcome's tokens.
struct side_figures {
  shares bought;
  shares sold;
  shares redeemed;
  /// Held when trading was over: bought and split less sold and merged.
  shares at_end;
  /// Held now.
  shares held;
  /// Burned or sold beyond what was bought: the history is not complete. Counted as
  /// bought for nothing.
  shares missing;
  /// Dollars of the buys, of the sells, of the redemptions, as they moved.
  usdc cost;
  usdc proceeds;
  usdc payout;
  /// What the held tokens pay by the settlement; 0 without one.
  usdc value;
  /// Cost per bought share, fees inside, to the nearest micro-dollar.
  std::optional<price> average_entry;
  std::optional<timestamp> first_bought;
  /// Of the buys.
  liquidity role = liquidity::unknown;

  bool operator==(const side_figures&) const = default;
};

/// The paired shares.
struct arb_figures {
  shares pairs;
  usdc cost;
  usdc pnl;
  trade_result result = trade_result::none;
  /// Both average entries together: below a dollar, a pair earns. With both sides bought.
  std::optional<price> pair_cost;
  /// Between the first buys of the two sides.
  std::optional<std::chrono::seconds> between_legs;
  /// The side bought first; nothing when both were in the same second.
  std::optional<outcome> first_leg;

  bool operator==(const arb_figures&) const = default;
};

/// The shares that have no counterpart.
struct one_sided_figures {
  shares size;
  outcome side = outcome::up;
  /// `capture` or `directional`; `none` without such shares.
  trade_kind kind = trade_kind::none;
  usdc cost;
  usdc pnl;
  trade_result result = trade_result::none;

  bool operator==(const one_sided_figures&) const = default;
};

/// Everything that follows from a window's market, its settlement and one wallet's
/// events.
struct window_figures {
  side_figures up;
  side_figures down;
  /// Sets, and the dollars that moved for them.
  shares split;
  shares merged;
  usdc split_cost;
  usdc merge_proceeds;

  trade_kind kind = trade_kind::none;
  arb_figures arb;
  one_sided_figures one_sided;

  /// Money in: buys and splits. Money out: sells and merges; redemptions.
  usdc cost;
  usdc proceeds;
  usdc payout;
  /// Settlement value of what is held and not redeemed; 0 without a settlement.
  usdc value;
  /// Proceeds, payout and value less cost: net of fees. Without a settlement, cash so
  /// far.
  usdc pnl;
  /// The one-sided part's, by its kind.
  usdc capture_pnl;
  usdc directional_pnl;
  /// `pnl` less its parts: always 0.
  usdc residual;

  usdc fees;
  fee_source fees_from = fee_source::none;
  /// Rebates that name this market. Never inside `pnl`.
  usdc rebates;

  /// Buys and sells.
  std::uint64_t fills = 0;
  /// Rows of this market that are not explained: a token that is not its own, a
  /// conversion.
  std::uint64_t unexplained = 0;
  /// Redemptions without an outcome (before 2026-08-10): what they paid beyond what the
  /// held tokens were worth.
  usdc payout_gap;
  /// The settlement that the redemptions prove, where they prove one.
  std::optional<settlement> redeemed_as;
  redemption_verdict redemptions = redemption_verdict::silent;

  /// Net P/L as it would be without fees.
  usdc before_fees() const { return pnl + fees; }
  /// True when nothing hints at a missing or misunderstood row. A grade that is not
  /// consistent stays provisional.
  bool consistent() const;

  bool operator==(const window_figures&) const = default;
};

} // namespace tracker
