// SPDX-License-Identifier: MIT
// The figures of a window for one wallet. The contract defines them ("Grades").
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

/// The contract's results. `none`: not known yet, or not defined (the one-sided part of a
/// window that was settled 50/50).
enum class trade_result : std::uint8_t {
  none,
  /// Both sides; the holdings at the window's end differ by less than half a share.
  paired,
  /// Both sides; the holdings differ by half a share or more.
  lopsided,
  /// Both sides were bought, and one was sold off before the end.
  bail,
  /// One side, held to the end, which won or lost.
  win,
  loss,
  /// One side, sold before the end without a loss.
  cashed,
  /// One side, sold before the end with a loss.
  exited,
};

/// PAIRED, LOPSIDED, … ; empty for `none`.
const char* to_string(trade_result result);

/// Where a fee figure comes from.
enum class fee_source : std::uint8_t {
  /// No fill could have paid a fee.
  none,
  /// The difference between the dollars that moved and size times price.
  observed,
  /// At least one fill's fee was computed from the market's fee schedule instead.
  modelled,
};

const char* to_string(fee_source source);

/// Whether fills were made as maker or as taker. The platform does not say; it is derived
/// from whether a fee was due.
enum class liquidity : std::uint8_t { unknown, maker, taker, mixed };

const char* to_string(liquidity role);

/// What the redemptions prove about the settlement.
enum class redemption_verdict : std::uint8_t {
  /// Nothing: there are none, or they are consistent with more than one settlement.
  silent,
  confirms,
  contradicts,
};

/// The tokens of one outcome.
struct side_figures {
  shares bought;
  shares sold;
  shares redeemed;
  /// Held when trading ended: bought and split less sold and merged.
  shares at_end;
  /// Held now.
  shares held;
  /// Sold, merged or redeemed beyond what was bought and split, which means that the
  /// history is incomplete. Counted as bought at no cost.
  shares missing;
  /// Dollars that moved in buys.
  usdc cost;
  /// Dollars that moved in sells.
  usdc proceeds;
  /// Dollars that redemptions paid.
  usdc payout;
  /// What the held tokens pay by the settlement; 0 without a settlement.
  usdc value;
  /// Cost per bought share, fees included, to the nearest micro-dollar.
  std::optional<price> average_entry;
  std::optional<timestamp> first_bought;
  /// Role in the buys.
  liquidity role = liquidity::unknown;

  bool operator==(const side_figures&) const = default;
};

/// The paired shares.
struct arb_figures {
  shares pairs;
  usdc cost;
  usdc pnl;
  trade_result result = trade_result::none;
  /// Sum of both average entries: below one dollar, a pair earns money. Present when both
  /// sides were bought.
  std::optional<price> pair_cost;
  /// Time between the first buys of the two sides.
  std::optional<std::chrono::seconds> between_legs;
  /// The side bought first; empty when both were first bought in the same second.
  std::optional<outcome> first_leg;

  bool operator==(const arb_figures&) const = default;
};

/// The shares without a counterpart on the other side.
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

/// Everything that is computed from a window's market, its settlement and the events of
/// one wallet.
struct window_figures {
  side_figures up;
  side_figures down;
  /// Pairs that were split and merged, and the dollars that moved for them.
  shares split;
  shares merged;
  usdc split_cost;
  usdc merge_proceeds;

  trade_kind kind = trade_kind::none;
  arb_figures arb;
  one_sided_figures one_sided;

  /// Dollars paid for buys and splits.
  usdc cost;
  /// Dollars received from sells and merges.
  usdc proceeds;
  /// Dollars received from redemptions.
  usdc payout;
  /// Settlement value of tokens that are held and not redeemed; 0 without a settlement.
  usdc value;
  /// Proceeds, payout and value less cost, net of fees. Without a settlement: the cash
  /// balance so far.
  usdc pnl;
  /// P/L of the one-sided part, by its kind.
  usdc capture_pnl;
  usdc directional_pnl;
  /// `pnl` less its parts; always 0.
  usdc residual;

  usdc fees;
  fee_source fees_from = fee_source::none;
  /// Rebates for this market. Not part of `pnl`.
  usdc rebates;

  /// Buys and sells.
  std::uint64_t fills = 0;
  /// Rows of this market that the accounting cannot use: another market's token, a
  /// conversion.
  std::uint64_t unexplained = 0;
  /// Of redemptions without an outcome (before 2026-08-10): what they paid beyond the
  /// value of the held tokens.
  usdc payout_gap;
  /// The settlement that the redemptions prove, if any.
  std::optional<settlement> redeemed_as;
  redemption_verdict redemptions = redemption_verdict::silent;

  /// P/L without fees.
  usdc before_fees() const { return pnl + fees; }
  /// True when no figure indicates a missing or misread row. A grade with inconsistent
  /// figures stays provisional.
  bool consistent() const;

  bool operator==(const window_figures&) const = default;
};

} // namespace tracker
