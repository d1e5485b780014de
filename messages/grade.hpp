// SPDX-License-Identifier: MIT
// The grade of a window for one wallet, and its figures. The contract defines them
// ("Grades").
#pragma once

#include "messages/money.hpp"
#include "messages/time.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

/// How certain a grade is (the contract's "Grades").
enum class grade_status : std::uint8_t {
  /// The window is not over, no source names a winner yet, or the sources disagree.
  pending,
  /// One source names the winner, or the wallet's history may still be incomplete.
  provisional,
  /// A second source agrees (or a redemption proves the winner), and the history is
  /// complete.
  final,
  /// A final grade that was changed; `reason` says why.
  amended,
  /// Settled 50/50 or cancelled; as certain as final.
  void_settled,
};

/// PENDING, PROVISIONAL, FINAL, AMENDED, VOID.
constexpr const char* to_string(grade_status status) {
  switch (status) {
  case grade_status::pending:
    return "PENDING";
  case grade_status::provisional:
    return "PROVISIONAL";
  case grade_status::final:
    return "FINAL";
  case grade_status::amended:
    return "AMENDED";
  case grade_status::void_settled:
    return "VOID";
  }
  return "?";
}

/// True when no further change is expected: final, amended or void.
constexpr bool is_settled(grade_status status) {
  return status != grade_status::pending && status != grade_status::provisional;
}

/// The independent sources that can name a window's winner.
enum class winner_source : std::uint8_t {
  /// The market on gamma, by the exact rule (`market::settled`).
  gamma,
  /// `tokens[].winner` of the market on the CLOB.
  clob,
  /// `/v2/resolutions` of the data host.
  resolutions,
  /// The payouts of the wallet's own redemptions.
  redemption,
};

/// gamma, clob, resolutions, redemption.
constexpr const char* to_string(winner_source source) {
  switch (source) {
  case winner_source::gamma:
    return "gamma";
  case winner_source::clob:
    return "clob";
  case winner_source::resolutions:
    return "resolutions";
  case winner_source::redemption:
    return "redemption";
  }
  return "?";
}

/// The winner that one source names.
struct source_report {
  winner_source source = winner_source::gamma;
  settlement winner = settlement::up;
  /// When the market was settled, by the source; where it does not say, when a reply of
  /// it first named the winner.
  timestamp time{};
  /// The oracle that settled the market (`CHAINLINK`, `UMA_OO`), where the source names
  /// it: at most 32 characters of A-Z, 0-9 and `_`.
  std::string reporter{};

  bool operator==(const source_report&) const = default;
};

/// The result of one window for one wallet. There is one grade per watched window and
/// wallet; every change replaces it by one with a higher revision.
struct grade {
  /// The graded window.
  tracker::window window;
  /// `btc-updown-15m`.
  std::string series;
  /// Without an address when no wallet is watched: then nothing was traded.
  watched_wallet wallet;
  grade_status status = grade_status::pending;
  /// Present exactly when the status is not pending.
  std::optional<settlement> winner;
  window_figures figures;
  /// The strategy that the trades are attributed to; empty: none.
  std::string strategy;
  /// When the market was settled, by the platform; where it does not say, when a reply
  /// first named the winner.
  std::optional<timestamp> resolved_at;
  timestamp graded_at{};
  /// 0 for the first pending grade; incremented with every change to a field of the
  /// contract's row.
  std::uint32_t revision = 0;
  /// Why the grade is not final, or what amended it; otherwise empty.
  std::string reason;
  /// The sources that name a winner, in the order of `winner_source`, including those
  /// that disagree with `winner`. Empty in rows of ledgers before version 3.
  std::vector<source_report> sources;

  bool operator==(const grade&) const = default;
};

/// Dollars that the settlement pays: past redemptions and the value of the held tokens. A
/// redemption does not change the sum.
constexpr usdc settlement_payout(const window_figures& figures) {
  return figures.payout + figures.value;
}

} // namespace tracker
