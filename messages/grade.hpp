// SPDX-License-Identifier: MIT
#pragma once

#include "messages/figures.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// How certain a grade is (the contract's "Grades").
enum class grade_status : std::uint8_t {
  /// The window is not over, no source names a winner yet, or the sources disagree.
  pending,
  /// One source names the winner, or the wallet's history may still be incomplete.
  provisional,
  /// A second source agrees (or a redemption proves it), and the history is complete.
  final,
  /// A final one that changed; the reason says why.
  amended,
  /// Settled 50/50 or cancelled; as certain as a final one.
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

/// True when nothing more is expected: final, amended or void.
constexpr bool is_settled(grade_status status) {
  return status != grade_status::pending && status != grade_status::provisional;
}

/// What can name a window's winner, each independent of the others.
enum class winner_source : std::uint8_t {
  /// Gamma's market, by the exact rule.
  gamma,
  /// `tokens[].winner` of CLOB's market.
  clob,
  /// The row of the data host's `/v2/resolutions`.
  resolutions,
  /// What the wallet's own redemptions paid.
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
  /// When the market was settled, as the source says; where it does not say, when it was
  /// first seen to name the winner.
  timestamp time{};
  /// What settled the market (`CHAINLINK`, `UMA_OO`), where the source says so: at most
  /// 32 characters of A-Z, 0-9 and `_`.
  std::string reporter{};

  bool operator==(const source_report&) const = default;
};

/// What one window was worth to one wallet. There is one for each watched window and
/// wallet; it is amended in place, each time with a higher revision.
struct grade {
  window of;
  /// `btc-updown-15m`.
  std::string series;
  /// Of nobody where no wallet is watched: then nothing was traded.
  watched_wallet wallet;
  grade_status status = grade_status::pending;
  /// Present exactly when the status is not pending.
  std::optional<settlement> winner;
  window_figures figures;
  /// The name of the strategy whose mark the trades bear; empty: none's.
  std::string strategy;
  /// When the market was settled, as the platform says, or else when it was first seen.
  std::optional<timestamp> resolved_at;
  timestamp graded_at{};
  /// 0 for the first pending row; grows with every change that the contract's row shows.
  std::uint32_t revision = 0;
  /// Why it is not final, or what amended it; empty when there is nothing to say.
  std::string reason;
  /// The sources that name a winner, in the order of `winner_source`; those that name
  /// another one than `winner` too. Empty in rows of ledgers before version 3.
  std::vector<source_report> sources;

  bool operator==(const grade&) const = default;
};

/// Tokens held when trading was over, of one side.
constexpr shares held_at_end(const side_figures& of) {
  return of.at_end;
}

/// Dollars the settlement brings: what redemptions paid and what the held tokens are
/// worth. It does not change when tokens are redeemed.
constexpr usdc settlement_payout(const window_figures& of) {
  return of.payout + of.value;
}

} // namespace tracker
