// SPDX-License-Identifier: MIT
// Sums over grades, and the one definition of a win.
#pragma once

#include "actors/ledger/query/ledger_rows.hpp"

#include <cstdint>
#include <optional>

namespace tracker {

/// The result in money of a graded window or a part of it.
enum class window_result : std::uint8_t {
  /// The winner is UP or DOWN, and the net P/L is above zero.
  win,
  /// The winner is UP or DOWN, and the net P/L is below zero.
  loss,
  /// The winner is UP or DOWN, and the net P/L is zero to the micro-dollar.
  even,
  /// Settled 50/50 or cancelled, whatever it paid.
  voided,
};

/// Classifies `pnl` under the settlement `winner`.
///
/// The P/L decides, not the name of the result: a pair bought above a dollar is PAIRED
/// and still a loss, a position sold at a gain is a win although it was never settled. So
/// wins and losses have the same meaning for every trade type and match the balance.
window_result window_result_of(usdc pnl, settlement winner);

/// Wins, losses and P/L of graded windows with trades.
struct score {
  std::int64_t wins = 0;
  std::int64_t losses = 0;
  std::int64_t even = 0;
  std::int64_t voided = 0;
  /// Net P/L after fees of all of them.
  usdc pnl;

  std::int64_t count() const { return wins + losses + even + voided; }
  /// The share of wins in wins and losses, in parts of `whole`, rounded to the nearest:
  /// millionths, or 1000 for tenths of a percent. Nothing without either.
  std::optional<std::int64_t> win_rate(std::int64_t whole = 1'000'000) const;
  score& operator+=(const score& other);

  bool operator==(const score&) const = default;
};

/// Sums over grades. A window watched for two wallets counts twice.
///
/// Sums of money cover graded windows; a pending window has no P/L yet, and the cash flow
/// of its trades so far is kept in `open_cash`. A provisional grade counts with its
/// current figures and is corrected when it changes.
struct totals {
  std::int64_t windows = 0;
  /// Of them, those in which something was traded.
  std::int64_t traded = 0;
  /// Without a winner yet.
  std::int64_t pending = 0;
  /// Of the pending ones, those in which something was traded.
  std::int64_t open = 0;
  /// Graded, but still provisional.
  std::int64_t provisional = 0;
  /// Cash in less cash out so far, of the open ones.
  usdc open_cash;

  /// By the net P/L of the whole window.
  score net;
  /// By the P/L of one part: a mixed window counts in two of them, so that the three P/Ls
  /// add up to the net P/L.
  score arb;
  score capture;
  score directional;

  usdc fees_observed;
  /// Fees of windows in which at least one fee follows from the fee schedule.
  usdc fees_modelled;
  usdc rebates;
  usdc volume;
  std::int64_t fills = 0;

  void add(const grade_outline& outline);
  void add(const grade& graded) { add(outline_of(graded)); }
  /// Replaces `before`, which was added earlier, by `after`.
  void replace(const grade& before, const grade& after);
  totals& operator+=(const totals& other);

  usdc fees() const { return fees_observed + fees_modelled; }
  usdc before_fees() const { return net.pnl + fees(); }

  bool operator==(const totals&) const = default;
};

/// The losses in a row after one more window with a trade and a winner: a loss adds one
/// and a win ends the run; a window that is even or void leaves it as it is.
constexpr std::int64_t losses_after(std::int64_t losses, window_result result) {
  return result == window_result::loss  ? losses + 1
         : result == window_result::win ? 0
                                        : losses;
}

} // namespace tracker
