// SPDX-License-Identifier: MIT
#pragma once

#include "messages/money.hpp"
#include "messages/time.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// How the starts of a series' windows are determined.
enum class window_alignment : std::uint8_t {
  /// Starts are multiples of the length in Unix seconds (5m, 15m, overridden lengths).
  epoch,
  /// Starts are 0, 4, 8, 12, 16 and 20 h of New York time (4h).
  new_york,
  /// From noon to noon of New York time (daily): 23 or 25 h where its clocks change.
  new_york_noon,
};

/// A series of consecutive windows of one asset and length: `btc-updown-15m`, `btc-1h`.
struct series {
  /// The slug's prefix; of a series with dated slugs the plain name, `btc-1h`.
  std::string name;
  std::chrono::seconds length{0};
  window_alignment alignment = window_alignment::epoch;
  /// `bitcoin`: slugs consist of it and of a date and hour in New York. Empty: they
  /// consist of the name and the start in Unix seconds.
  std::string slug_asset{};
  /// Gamma's slug of the series, `btc-up-or-down-hourly`: its windows are found in
  /// gamma's list of the series. Empty: they are found by their slugs alone.
  std::string listing{};
  /// Gamma's id of the series; 0: not known, requested from gamma.
  std::int64_t listing_id = 0;

  bool operator==(const series&) const = default;
};

/// One market of a series: traded from `start` on, decided by the price at `end`.
struct window {
  /// `btc-updown-15m-1768936500`: the series and the start in Unix seconds; or
  /// `bitcoin-up-or-down-november-28-2026-3pm-et`, by date and hour in New York.
  std::string slug;
  timestamp start{};
  /// The first instant after the window.
  timestamp end{};

  bool operator==(const window&) const = default;
};

enum class outcome : std::uint8_t { up, down };

/// What the outcome tokens of a window pay. `split`: 50/50, each token pays half a
/// dollar.
enum class settlement : std::uint8_t { up, down, split };

/// UP, DOWN, VOID.
constexpr const char* to_string(settlement result) {
  switch (result) {
  case settlement::up:
    return "UP";
  case settlement::down:
    return "DOWN";
  case settlement::split:
    return "VOID";
  }
  return "?";
}

/// The taker fee of a market (gamma's `feeSchedule`): a fill at price p costs its taker
/// `size * rate * (p * (1 - p))^exponent` dollars.
struct fee_schedule {
  /// In millionths; 0: no fee.
  std::int64_t rate_micros = 0;
  /// 0 to 4.
  std::uint8_t exponent = 1;

  bool operator==(const fee_schedule&) const = default;
};

/// A window's market, as gamma describes it, with the identifiers that later requests
/// use.
struct market {
  std::string slug;
  /// `0x` and 64 hex digits.
  std::string condition_id;
  /// Decimal ids of the Up and the Down token, assigned by the order of `outcomes`.
  std::string up_token;
  std::string down_token;
  timestamp start{};
  timestamp end{};
  bool closed = false;
  /// The settlement, present only by the exact rule: closed, `umaResolutionStatus`
  /// "resolved", and `outcomePrices` exactly ["1","0"], ["0","1"] or ["0.5","0.5"].
  std::optional<settlement> settled;
  /// When trading closed (`closedTime`), where gamma states it.
  std::optional<timestamp> closed_at;
  /// The taker fee (`feeSchedule`), where gamma states it.
  std::optional<fee_schedule> fees;
  /// Index of Up among the outcomes, 0 or 1, which is the order of the payouts of
  /// `/v2/resolutions`. Empty in markets of ledgers before version 3.
  std::optional<std::uint8_t> up_index;

  bool operator==(const market&) const = default;
};

} // namespace tracker
