// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace tracker {

/// An integer that holds the product of two 64-bit ones.
__extension__ using wide_integer = __int128;

/// `amount * part / whole`, rounded down, for amounts of 0 or more and a part of the
/// whole; 0 where there is no whole.
constexpr std::int64_t proportion(std::int64_t amount, std::int64_t part,
                                  std::int64_t whole) {
  return whole == 0 ? 0
                    : static_cast<std::int64_t>(static_cast<wide_integer>(amount) * part /
                                                whole);
}

/// `left * right / unit`, rounded to the nearest, halves up, for amounts of 0 or more.
constexpr std::int64_t rounded_product(std::int64_t left, std::int64_t right,
                                       std::int64_t unit) {
  return static_cast<std::int64_t>((static_cast<wide_integer>(left) * right + unit / 2) /
                                   unit);
}

} // namespace tracker
