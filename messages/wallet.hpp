// SPDX-License-Identifier: MIT
// Watched wallets and their activity.
#pragma once

#include "messages/money.hpp"
#include "messages/time.hpp"
#include "messages/window.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// A wallet whose activity is tracked.
struct watched_wallet {
  /// The configured name; may be empty.
  std::string name;
  /// `0x` and 40 hex digits in lower case; empty for windows that are watched without a
  /// wallet.
  std::string address;

  bool operator==(const watched_wallet&) const = default;
};

/// Up to this number, each watched wallet requests its activity on its own schedule and
/// has its own metrics, checks and links. More wallets take turns, and their figures are
/// summed.
inline constexpr std::size_t most_separate_wallets = 32;

/// The wallet's name, `main`; without one its masked address, `0x12345678…abcdef`, never
/// the whole address; without both `none`.
std::string display_name(const watched_wallet& wallet);

/// `0x12345678…abcdef`: the form in which an address may be logged. For a text that is
/// not an address, only its length.
std::string mask_address(std::string_view address);

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
  /// Known for buys and sells of the ledger only; not part of the identity.
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

/// The time span of which every row of a wallet's activity is known, both ends included.
/// Empty when `to` is before `from`. A wallet actor reports a span only after the
/// platform has indexed all of it and a second reading, some time later, has found no new
/// row.
struct history_span {
  timestamp from{};
  timestamp to{};

  bool operator==(const history_span&) const = default;
};

/// A row that was not booked because its meaning is uncertain. A window that it may
/// belong to cannot become final.
struct doubtful_row {
  /// The market of the row; each field is empty where it cannot be read.
  std::string slug;
  std::string condition_id;
  /// The row's time; where it cannot be read, the time of the row before it.
  timestamp near{};
  /// The field, what was expected and what was found.
  std::string why;
  /// The outcome token of the row; empty where it cannot be read, and where the row comes
  /// from the ledger.
  std::string asset{};

  bool operator==(const doubtful_row&) const = default;
};

/// Sent by a wallet actor to every window actor after each page of activity.
struct wallet_activity {
  watched_wallet wallet;
  /// New rows of markets, of all series: a row belongs to the window whose market has the
  /// row's condition id. Never null.
  std::shared_ptr<const std::vector<activity_event>> events;
  history_span history;
  /// All doubtful rows, of all markets. Never null.
  std::shared_ptr<const std::vector<doubtful_row>> doubtful;
  /// The platform's time of the reply that completed the last reading; the epoch before
  /// the first complete reading.
  timestamp read_at{};
};

/// Permission for a wallet actor to send one request for rows now. Where many wallets
/// share the data host's budget, they request rows in their turns only.
struct poll_turn {
  /// The wall clock.
  timestamp now{};
};

/// Answer to `poll_turn`, when the request was answered and its rows are recorded, or
/// nothing was due.
struct poll_turn_end {
  /// A further request is due at once: the next page, or a page of a second reading.
  bool wants_more = false;
  /// Everything up to the platform's present has been read.
  bool is_complete = false;
  /// The wallet has traded lately, or has a position in a window that has not ended.
  bool is_active = false;
};

} // namespace tracker
