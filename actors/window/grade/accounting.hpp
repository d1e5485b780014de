// SPDX-License-Identifier: MIT
// The books of one wallet in one window. Everything is a sum over events, so their order
// does not matter. Independent of the time.
#pragma once

#include "messages/grade.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

struct accounting_rules {
  /// `tracker.capture-min-price`: a one-sided position with at least this average entry,
  /// fees included, is a capture.
  price capture_min_price = price::from_micros(950'000);
};

/// Sums up events, and returns the resulting figures at any time.
///
/// How a window's shares and money are divided between its paired and its one-sided part:
/// - Split sets are pairs. Of the bought shares, the smaller side's number are paired;
///   the rest of the larger side is the one-sided part.
/// - Merges take pairs. Sells of the larger side take one-sided shares first.
/// - Money goes with the shares, at the side's average: a part's cost is the side's buy
///   cost times its bought shares over all of them, its proceeds likewise by sold shares,
///   its payout and settlement value by the shares that are left after sells and merges.
/// - Of each such division the paired part is rounded down to the micro-dollar and the
///   one-sided part gets the remainder. So the parts always add up to the whole.
class window_account {
public:
  /// Books for `market`. Its own fee schedule is used where it is known, the
  /// documented ones otherwise.
  explicit window_account(const market& market,
                          std::optional<fee_schedule> schedule = std::nullopt);

  /// Adds an event. False, and ignored, when it belongs to another market.
  bool add(const activity_event& event);

  /// The figures of the events so far.
  window_figures figures(std::optional<settlement> settled,
                         const accounting_rules& rules = {}) const;

private:
  /// The settlements that redemptions of the new form prove, row by row.
  struct votes {
    bool up = false;
    bool down = false;
    bool split = false;
    bool odd = false;
  };
  struct side_sums {
    shares bought;
    shares sold;
    shares redeemed;
    usdc cost;
    usdc proceeds;
    usdc payout;
    std::optional<timestamp> first_bought;
    std::uint64_t maker_buys = 0;
    std::uint64_t taker_buys = 0;
    std::uint64_t other_buys = 0;
  };

  std::optional<outcome> side_of(const activity_event& event) const;
  side_sums& sums(outcome side) { return side == outcome::up ? up_ : down_; }
  void add_fill(const activity_event& event);
  void add_fee(const activity_event& event, side_sums& totals);
  void add_redemption(const activity_event& event);
  side_figures side(const side_sums& totals) const;
  std::optional<settlement> proven_winner(const window_figures& figures, bool& odd) const;
  void redeem_all(window_figures& figures, std::optional<settlement> settled) const;

  std::string condition_id_;
  std::string up_token_;
  std::string down_token_;
  std::chrono::seconds length_;
  std::optional<fee_schedule> schedule_;

  side_sums up_;
  side_sums down_;
  shares split_;
  shares merged_;
  usdc split_cost_;
  usdc merge_proceeds_;
  /// The payout of redemptions without an outcome. A row without a payout burned nothing:
  /// the balance of a winner cannot be redeemed for 0.
  usdc whole_payout_;
  votes votes_;
  usdc fees_;
  fee_source fees_from_ = fee_source::none;
  usdc rebates_;
  std::uint64_t fills_ = 0;
  std::uint64_t unexplained_ = 0;
};

/// Divides the shares and the money of a window between its paired and its one-sided part
/// by the rules at `window_account`, and determines the kind and the result of each part.
/// Reads the sides and the totals of `figures` and fills in the rest.
void divide(window_figures& figures, std::optional<settlement> settled,
            const accounting_rules& rules);

/// The figures of `events`, those of other markets left out.
window_figures account(const market& market, std::optional<fee_schedule> schedule,
                       const std::vector<activity_event>& events,
                       std::optional<settlement> settled,
                       const accounting_rules& rules = {});

/// The value of the held tokens at the midpoint, `up_midpoint` for Up and the rest of a
/// dollar for Down, to the nearest micro-dollar. The worth of an open window is `pnl`
/// plus this value.
usdc open_value(const window_figures& figures, price up_midpoint);

} // namespace tracker
