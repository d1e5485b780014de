// SPDX-License-Identifier: MIT
// How P/L is spread over windows, for each part of the strategy.
#pragma once

#include "actors/ledger/query/totals_outline.hpp"
#include "messages/money.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tracker {

/// The P/L of each traded window that has a winner, by its parts: pairs, 99c captures,
/// directional trades. The parts of a window add up to its P/L.
class pnl_spread {
public:
  static constexpr std::size_t parts = 3;

  void add(const grade_outline& outline);

  const std::vector<usdc>& of(std::size_t part) const { return values_.at(part); }
  /// ARB, 99C_CAPTURE, DIRECTIONAL.
  static const char* name(std::size_t part);

private:
  std::array<std::vector<usdc>, parts> values_;
};

/// A bar: the windows from `low` on and below `high`.
struct pnl_bin {
  usdc low;
  usdc high;
  std::uint64_t count = 0;
  /// Everything below `high`, or from `low` on.
  bool is_first = false;
  bool is_last = false;

  bool operator==(const pnl_bin&) const = default;
};

/// At most 24 bins of equal width, with round bounds, for 98 of 100 values; the first and
/// the last have the others. Every value is in exactly one bin; none without values.
std::vector<pnl_bin> bins_of(std::vector<usdc> values);

/// A histogram for each part that has windows.
std::string draw_histograms(const pnl_spread& spread,
                            const std::vector<std::string>& filters);

} // namespace tracker
