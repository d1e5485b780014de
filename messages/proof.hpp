// SPDX-License-Identifier: MIT
// The daily proof: the figures of a wallet's UTC day by the ledger beside those that the
// platform publishes. Sources: platform-delta.md 3, 4 and 11.
#pragma once

#include "messages/money.hpp"
#include "messages/time.hpp"
#include "messages/wallet.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Payments to an account that belong to no market.
struct account_income {
  usdc maker_rebates;
  usdc taker_rebates;
  usdc rewards;
  usdc referrals;
  usdc yield;

  bool operator==(const account_income&) const = default;
};

/// A day of a wallet by the rows of the ledger, in all markets.
struct ledger_day {
  /// Buys and sells.
  std::uint64_t fills = 0;
  /// Money out less money in, plus the change in the value of what is held: by the
  /// settlement if the market was settled by then, otherwise at its cost.
  usdc pnl;
  /// The lowest and the highest P/L that is possible where the cost of what is open, or
  /// its settlement, is not certain.
  usdc pnl_low;
  usdc pnl_high;
  /// Markets where it is not certain, at an end of the day.
  std::uint64_t open_markets = 0;
  usdc fees;
  account_income income;
  /// Grades of the windows that end on the day, and the settled ones among them.
  std::uint64_t grades = 0;
  std::uint64_t settled_grades = 0;

  bool operator==(const ledger_day&) const = default;
};

/// Amounts of `/v2/user-pnl`: sums since the account's start, or what a day adds to them.
struct official_pnl {
  /// `realized_market_pnl`: after fees.
  usdc realized;
  /// `position_pnl`: with open positions at the platform's mark.
  usdc position;
  /// `trade_pnl`: before fees, presumably the chart of the profile page.
  usdc trade;
  /// `fees_paid` without its sign.
  usdc fees;
  account_income income;

  bool operator==(const official_pnl&) const = default;
};

/// A day of a wallet by the platform. A figure that is not there is unavailable, which
/// is never 0.
struct platform_day {
  /// `trade_count` of `/v2/user-volume`.
  std::optional<std::uint64_t> fills;
  std::optional<official_pnl> pnl;
  /// Why a figure or a list is unavailable; otherwise empty.
  std::string why;

  bool operator==(const platform_day&) const = default;
};

enum class proof_state : std::uint8_t {
  /// A figure of the platform is unavailable, and the others agree: requested again.
  open,
  /// All figures agree.
  proven,
  /// A figure differs: requested again for a week, in case one of the two is late.
  differs,
};

/// OPEN, PROVEN, DIFFERS.
constexpr const char* to_string(proof_state state) {
  switch (state) {
  case proof_state::open:
    return "OPEN";
  case proof_state::proven:
    return "PROVEN";
  case proof_state::differs:
    return "DIFFERS";
  }
  return "?";
}

/// How the two figures of a line relate.
enum class proof_relation : std::uint8_t {
  equal,
  /// The difference is within what is not certain about open positions.
  within_marks,
  differs,
  /// The platform's figure is unavailable.
  unavailable,
};

/// One figure of both sides.
struct proof_line {
  /// `fills`, `P/L`, `fees`, …
  std::string name;
  proof_relation relation = proof_relation::equal;
  /// As shown: `1,204`, `+$41.27`; the platform's is `unavailable` without one.
  std::string ours;
  std::string platform;

  bool operator==(const proof_line&) const = default;
};

/// The fills of a day by their observed role.
struct role_counts {
  std::uint64_t makers = 0;
  std::uint64_t takers = 0;
  /// Not in the platform's list of taker fills: too small for it, or it is too long.
  std::uint64_t unknown = 0;

  std::uint64_t fills() const { return makers + takers + unknown; }
  bool operator==(const role_counts&) const = default;
};

/// Maker rebates that `/rebates/current` attributes to markets.
struct attributed_rebates {
  usdc amount;
  std::uint32_t markets = 0;

  bool operator==(const attributed_rebates&) const = default;
};

/// The state of a wallet's day.
struct day_proof {
  watched_wallet wallet;
  /// Start of the day, UTC.
  timestamp day{};
  ledger_day ours;
  platform_day platform;
  timestamp checked_at{};
  /// The number of comparisons of both sides, and of the requests for them.
  std::uint32_t checks = 0;
  std::uint32_t requests = 0;
  /// It is checked again only by an order of the user.
  bool closed = false;
  /// What the platform has and the ledger does not, or the reverse: `2 fills of
  /// btc-updown-15m-1795585662`; empty: nothing, or not known.
  std::string findings;
  /// The user's reason for accepting a difference; empty: not accepted.
  std::string accepted;
  /// The slugs of the markets of which the ledger lacks fills, sorted; empty although it
  /// lacks fills: they are not known.
  std::vector<std::string> missing{};
  /// Empty: unavailable, or the day has no fills.
  std::optional<role_counts> roles{};
  /// Of the maker rebates paid on the day, which are those of the day before. Empty:
  /// unavailable, or nothing was paid.
  std::optional<attributed_rebates> attributed{};

  bool operator==(const day_proof&) const = default;
};

inline constexpr timespan day_length = std::chrono::hours{24};

/// The start of the UTC day of `time`.
constexpr timestamp day_of(timestamp time) {
  return timestamp{std::chrono::floor<std::chrono::hours>(time.time_since_epoch()) /
                   std::chrono::hours{24} * day_length};
}

/// A fill of the ledger, as far as it can be compared with a row of `/v2/trades`.
struct ledger_fill {
  std::string slug;
  std::string transaction;
  std::string asset;
  bool is_sale = false;
  shares size;
  /// What else identifies its row: numbers of the ledger for market and token.
  std::int64_t market = 0;
  std::int64_t token = 0;
  price at_price{};
  usdc cash{};
  /// Size times price.
  usdc quoted{};
  std::uint32_t occurrence = 0;

  auto operator<=>(const ledger_fill&) const = default;
};

/// A fill and its role, which is not `none`.
struct observed_fill {
  ledger_fill fill;
  observed_role role = observed_role::maker;

  bool operator==(const observed_fill&) const = default;
};

/// The sum of a market's maker rebates of a day.
struct market_rebate {
  std::string condition_id;
  usdc amount;

  bool operator==(const market_rebate&) const = default;
};

/// Fact from a proof actor: replaces the proof of the same wallet and day. A reason that
/// the user gave stays unless the new one has its own.
struct record_proof {
  /// Never null.
  std::shared_ptr<const day_proof> proof;
  /// Roles to store with the fills; null: none are new.
  std::shared_ptr<const std::vector<observed_fill>> roles{};
  /// Replaces the rebates by market that were paid on the day; null: they stay.
  std::shared_ptr<const std::vector<market_rebate>> rebates{};
};

/// Request for the recorded proofs of a wallet from this day on, oldest first.
struct recall_proofs {
  watched_wallet wallet;
  timestamp first_day{};
};

struct proofs_memory {
  /// The known history; empty: the wallet is new.
  std::optional<history_span> history;
  /// Never null.
  std::shared_ptr<const std::vector<day_proof>> proofs;
};

/// Request for a day of a wallet by the rows of the ledger.
struct recall_day {
  watched_wallet wallet;
  timestamp day{};
};

struct day_memory {
  ledger_day figures;
  /// Those of the day. Never null.
  std::shared_ptr<const std::vector<ledger_fill>> fills;
  /// The slugs of the settled grades that `figures` counts, sorted.
  std::vector<std::string> settled{};
};

/// The tokens of a window that a wallet holds by the ledger.
struct held_tokens {
  shares up;
  shares down;

  bool operator==(const held_tokens&) const = default;
};

/// A comparison of a wallet's tokens in a window with the platform's positions.
struct position_check {
  watched_wallet wallet;
  std::string slug;
  held_tokens ours;
  /// Empty: the platform lists none, which it also does below a tenth of a token.
  std::optional<shares> platform_up;
  std::optional<shares> platform_down;
  timestamp checked_at{};
  std::uint32_t checks = 0;

  bool operator==(const position_check&) const = default;
};

/// Fact from a proof actor: replaces the check of the same wallet and window.
struct record_position {
  /// Never null.
  std::shared_ptr<const position_check> check;
};

/// Request for ended windows whose positions were not compared, or differed.
struct recall_positions {
  watched_wallet wallet;
  /// Windows that end after `from`, and at or before `to` as far as the wallet's activity
  /// is known.
  timestamp from{};
  timestamp to{};
  /// Checks of a window that differed are repeated if they are older than this, up to
  /// `max_checks` of them.
  timestamp checked_before{};
  std::uint32_t max_checks = 0;
  std::size_t limit = 0;
};

/// A window whose positions are due.
struct due_position {
  std::string slug;
  std::string condition_id;
  std::string up_token;
  std::string down_token;
  held_tokens ours;
  /// Earlier checks.
  std::uint32_t checks = 0;
};

/// Answer to `recall_positions`, by the windows' ends.
struct positions_memory {
  /// Never null.
  std::shared_ptr<const std::vector<due_position>> due;
};

/// Order to a wallet actor: read the activity since this time again.
struct read_again {
  timestamp since{};
};

} // namespace tracker
