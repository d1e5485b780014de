// SPDX-License-Identifier: MIT
#pragma once

#include "tests/simulator/market/ids.hpp"

#include <cstdint>
#include <string_view>

namespace tracker::exchange {

/// Draws that follow from a text and a seed alone.
class dice {
public:
  dice(std::string_view text, std::uint64_t seed) : state_{hash(text, seed)} {}

  /// From 0 to `count` - 1; `count` is at least 1.
  std::int64_t number_below(std::int64_t count) {
    state_ = hash("dice", state_);
    return static_cast<std::int64_t>(state_ % static_cast<std::uint64_t>(count));
  }
  /// Both ends included.
  std::int64_t number_between(std::int64_t smallest, std::int64_t largest) {
    return smallest + number_below(largest - smallest + 1);
  }
  bool chance(std::int64_t percent) { return number_below(100) < percent; }

private:
  std::uint64_t state_;
};

} // namespace tracker::exchange
