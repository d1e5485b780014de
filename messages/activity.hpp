// SPDX-License-Identifier: MIT
#pragma once

#include "messages/money.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <string>

namespace tracker {

/// The version of the data API that the tracker uses.
enum class data_dialect : std::uint8_t { v1, v2 };

/// The type of an activity row (polymarket-api.md 5.2).
enum class activity_type : std::uint8_t {
  /// TRADE: outcome tokens for dollars.
  buy,
  sell,
  /// SPLIT: a dollar becomes one Up and one Down token.
  split,
  /// MERGE: one Up and one Down token become a dollar.
  merge,
  /// REDEEM: tokens of a settled market are burned for their payout.
  redeem,
  /// CONVERSION: neg-risk markets only, which Up/Down windows never are.
  conversion,
  reward,
  maker_rebate,
  taker_rebate,
  referral_reward,
  yield,
  /// Any other row that belongs to the account and to no market; kept unchanged.
  other,
};

/// The platform's name of the type: BUY and SELL (its sides), SPLIT, … , OTHER.
const char* to_string(activity_type type);

/// Whether a fill was a maker's or a taker's, as `/v2/trades` lists it.
enum class observed_role : std::uint8_t {
  /// Not observed: the day is not over or was not asked for, or the fill is too small for
  /// the list.
  none,
  maker,
  taker,
};

/// One row of a wallet's activity. It is booked once; only its role is added later.
struct activity_event {
  activity_type type = activity_type::other;
  /// The platform's name of the type where `type` is `other`; otherwise empty.
  std::string platform_type;
  /// The wallet that holds the tokens, lower case.
  std::string wallet;
  /// The market; empty on account-level rows (rewards and rebates).
  std::string condition_id;
  std::string slug;
  /// Decimal token id. Empty where a row concerns both outcomes (split, merge, and
  /// redemptions before 2026-08-10) or none.
  std::string asset;
  /// Block time in whole seconds, a few seconds after the match.
  timestamp time{};
  /// Tokens that moved.
  shares size;
  /// Dollars that moved, taker fee included. The accounting uses this figure alone.
  usdc cash;
  /// Average price without fee, rounded to the micro-dollar; 0 where nothing was traded.
  price at_price;
  /// Size times price with every digit the platform sent, rounded once. Its difference
  /// from `cash` is the fee; the accounting never adds it up.
  usdc quoted;
  /// `0x` and 64 hex digits.
  std::string transaction;
  /// The number, from 0, of this row among those of the same `activity_kind`: one
  /// transaction may have many fills that are equal in every field.
  std::uint32_t occurrence = 0;
  /// Of buys and sells that the ledger has; no part of the identity.
  observed_role role = observed_role::none;

  bool operator==(const activity_event&) const = default;
};

/// The fields that distinguish a row, except the occurrence number: wallet, transaction,
/// market, token, type, size, price and cash.
///
/// Two rows that differ in the accounting differ here. The market is included because a
/// batched merge or redemption has rows of several markets, without a token, in one
/// transaction. Cash is included because the price is rounded here: its further digits
/// decide to which micro-dollar the cash was rounded (polymarket-api.md 6.3). Time is
/// left out: the transaction determines it. Titles, names and pictures are left out: they
/// can change.
std::string activity_kind(const activity_event& event);

/// The row's identity: `activity_kind` and the occurrence number. A row that is fetched
/// again, in any dialect, page or order, has the same identity.
std::string activity_identity(const activity_event& event);

} // namespace tracker
