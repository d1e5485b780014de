// SPDX-License-Identifier: MIT
#pragma once

#include "messages/money.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <string>

namespace tracker {

/// Which of its two dialects the data host is spoken to in.
enum class data_dialect : std::uint8_t { v1, v2 };

/// What a wallet did, or what was done to it (polymarket-api.md 5.2).
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
  /// CONVERSION: neg-risk markets only; no up/down window is one.
  conversion,
  reward,
  maker_rebate,
  taker_rebate,
  referral_reward,
  yield,
  /// Anything else that belongs to the account and to no market, kept as it is.
  other,
};

/// The platform's own word: BUY and SELL (its sides), SPLIT, … , OTHER.
const char* to_string(activity_type type);

/// One row of a wallet's activity. Immutable: it is booked once and never changed.
struct activity_event {
  activity_type type = activity_type::other;
  /// The platform's word for the type, where `type` is `other`; else empty.
  std::string platform_type;
  /// The wallet that holds the tokens, lower case.
  std::string wallet;
  /// The market; empty on account-level rows (rewards and rebates).
  std::string condition_id;
  std::string slug;
  /// Decimal token id. Empty where a row concerns both outcomes (split, merge, and
  /// redemptions before 2026-08-10) or none.
  std::string asset;
  /// Block time, whole seconds; a few seconds behind the match.
  timestamp at{};
  /// Tokens that moved.
  shares size;
  /// Dollars that moved, taker fee included: the only figure that is money.
  usdc cash;
  /// Average price without fee, rounded to the micro-dollar; 0 where nothing was traded.
  price at_price;
  /// Size times price with every digit the platform sent, rounded once. The fee is read
  /// off its distance from `cash`; it is never money itself.
  usdc quoted;
  /// `0x` and 64 hex digits.
  std::string transaction;
  /// Which of the rows with the same identity this is, from 0: a transaction may hold
  /// many fills that are the same in every field.
  std::uint32_t occurrence = 0;

  bool operator==(const activity_event&) const = default;
};

/// Everything that tells a row from another one, except the occurrence number: wallet,
/// transaction, market, token, type, size, price and cash.
///
/// It loses nothing that the books could see. The market is in it because a batched
/// merge or redemption has rows of several markets, without a token, in one transaction.
/// Cash is in it because the price is rounded here: what its further digits say is which
/// micro-dollar the cash was rounded to (polymarket-api.md 6.3). Time is not: it is the
/// transaction's. Titles, names and pictures are not: they can change.
std::string activity_kind(const activity_event& event);

/// The row's identity: `activity_kind` and the occurrence number. The same row fetched
/// again, in whatever dialect, page or order, has the same identity.
std::string activity_identity(const activity_event& event);

} // namespace tracker
