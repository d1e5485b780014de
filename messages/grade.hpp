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

/// Tokens of one side held when trading ended.
constexpr shares held_at_end(const side_figures& side) {
  return side.at_end;
}

/// Dollars that the settlement pays: past redemptions and the value of the held tokens. A
/// redemption does not change the sum.
constexpr usdc settlement_payout(const window_figures& figures) {
  return figures.payout + figures.value;
}

} // namespace tracker
