// SPDX-License-Identifier: MIT
#pragma once

#include "messages/fee_schedule.hpp"
#include "messages/time.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// How the windows of a series follow one another.
enum class window_alignment : std::uint8_t {
  /// Starts are multiples of the length in Unix seconds (5m, 15m, overridden lengths).
  epoch,
  /// Starts are 0, 4, 8, 12, 16 and 20 h of New York time (4h).
  new_york,
};

/// A family of windows that follow one another: `btc-updown-15m`.
struct series {
  /// The slug's prefix.
  std::string name;
  std::chrono::seconds length{0};
  window_alignment alignment = window_alignment::epoch;

  bool operator==(const series&) const = default;
};

/// One market of a series: trading from `start`, decided by the price at `end`.
struct window {
  /// `btc-updown-15m-1768936500`: the series and the start in Unix seconds.
  std::string slug;
  timestamp start{};
  /// First instant that is no longer in the window.
  timestamp end{};

  bool operator==(const window&) const = default;
};

enum class outcome : std::uint8_t { up, down };

/// How a window ended for its outcome tokens. `split`: 50/50, each token pays half.
enum class settlement : std::uint8_t { up, down, split };

/// The word of the contract: UP, DOWN, VOID.
constexpr const char* to_string(settlement s) {
  switch (s) {
  case settlement::up:
    return "UP";
  case settlement::down:
    return "DOWN";
  case settlement::split:
    return "VOID";
  }
  return "?";
}

/// What gamma says of one window's market: the identifiers that every later question
/// uses.
struct market {
  std::string slug;
  /// `0x` and 64 hex digits.
  std::string condition_id;
  /// Decimal ids of the Up and the Down token, told apart by the `outcomes` order.
  std::string up_token;
  std::string down_token;
  timestamp start{};
  timestamp end{};
  bool closed = false;
  /// The settlement, present only by the exact rule: closed, `umaResolutionStatus`
  /// "resolved", and `outcomePrices` exactly ["1","0"], ["0","1"] or ["0.5","0.5"].
  std::optional<settlement> settled;
  /// When trading closed (`closedTime`), where gamma says so.
  std::optional<timestamp> closed_at;
  /// What its takers pay (`feeSchedule`), where gamma says so.
  std::optional<fee_schedule> fees;
  /// Up's place among the outcomes, 0 or 1: the order of `/v2/resolutions` payouts.
  /// Nothing in markets of ledgers before version 3.
  std::optional<std::uint8_t> up_index;

  bool operator==(const market&) const = default;
};

} // namespace tracker
