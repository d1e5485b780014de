// SPDX-License-Identifier: MIT
// Splits the figures of a grade into the sums that they
// consist of.
#pragma once

#include "actors/window/grade/fees.hpp"
#include "messages/grade.hpp"
#include "messages/money.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// A part of a sum, in millionths.
struct sum_term {
  std::int64_t micros = 0;
  /// `#3` for the third event, `UP`, `settlement value`.
  std::string label;

  bool operator==(const sum_term&) const = default;
};

/// A figure of a grade and the terms that it should be the sum of.
struct figure_sum {
  std::string name;
  std::vector<sum_term> terms;
  /// The value in the grade.
  std::int64_t stated = 0;

  std::int64_t total() const;
  /// True when the terms add up to the figure.
  bool holds() const { return total() == stated; }
  /// True when the figure and all terms are zero.
  bool is_empty() const;

  bool operator==(const figure_sum&) const = default;
};

/// True for a buy or a sell.
bool is_fill(const activity_event& event);

/// The figures that are sums over events: tokens and dollars of each side, sets, fees and
/// rebates. `events` are those of the wallet in this market.
std::vector<figure_sum> sums_of_events(const window_figures& figures,
                                       const market& details,
                                       const std::vector<activity_event>& events);

/// The figures derived from other figures: holdings, settlement value, money in and out,
/// net P/L, pairs, the division between paired and one-sided shares, residual.
std::vector<figure_sum> sums_of_figures(const window_figures& figures,
                                        std::optional<settlement> settled);

} // namespace tracker
