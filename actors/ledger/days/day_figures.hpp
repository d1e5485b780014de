// SPDX-License-Identifier: MIT
// Adds up a wallet's day from its rows in all markets. Pure.
#pragma once

#include "messages/proof.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// A row of the wallet with what the ledger knows of its market.
struct day_row {
  /// Number of the market.
  std::int64_t market = 0;
  /// The row; its wallet stays empty.
  activity_event event;
  /// Number of its token.
  std::int64_t token = 0;
  /// The side of `event.asset`; empty: none, or not known.
  std::optional<outcome> side;
  /// The settlement of the market and its time; empty: not known.
  std::optional<settlement> winner;
  timestamp settled_at{};
  /// Empty: not known.
  std::optional<fee_schedule> fees;
};

/// What is held of one outcome of a market.
struct token_holding {
  shares size;
  /// What the held tokens have cost.
  usdc basis;
  /// What all tokens ever held have cost.
  usdc acquired;
  /// Some were sold or merged: the platform may count another cost for the rest.
  bool is_reduced = false;
  /// Given away on the day beyond what was held: they were held before the first row.
  shares missing;
};

/// Adds up one day. The rows come market by market, each market's rows by time, those
/// before the day included: they are what is held at its start.
class day_figures {
public:
  explicit day_figures(timestamp day) : begin_{day}, end_{day + day_length} {}

  /// Adds a row from before the end of the day.
  void add(const day_row& row);
  /// Call it once, after the last row.
  ledger_day finish();
  /// The fills of the day, in the order of the rows.
  const std::vector<ledger_fill>& fills() const { return fills_; }

private:
  using token_pair = std::array<token_holding, 2>;

  struct value_range {
    usdc middle;
    usdc low;
    usdc high;
    bool is_uncertain = false;
  };
  struct market_state {
    std::int64_t market = 0;
    std::optional<settlement> winner;
    timestamp settled_at{};
    /// Up and Down where the rows say which is which, otherwise in order of appearance.
    token_pair tokens;
    /// The tokens in that order.
    std::vector<std::string> assets;
    /// Whether every token's side is known.
    bool has_sides = true;
    /// At the start of the day; empty: no row of the day was added yet.
    std::optional<token_pair> at_begin;
    usdc cash_on_day;
  };

  void add_income(const activity_event& event);
  void add_fill(const day_row& row);
  usdc move_tokens(const day_row& row, bool is_on_day);
  static void take(token_holding& holding, shares size, bool is_on_day);
  token_holding* holding_of(const day_row& row);
  void close_market();
  static value_range value_of(const market_state& state, const token_pair& tokens,
                              timestamp time);

  timestamp begin_;
  timestamp end_;
  std::optional<market_state> current_;
  ledger_day sums_;
  std::vector<ledger_fill> fills_;
};

} // namespace tracker
