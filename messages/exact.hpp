// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace tracker {

/// An integer that can hold the product of two 64-bit integers.
__extension__ using wide_integer = __int128;

/// `amount * part / whole`, rounded down, for `amount` >= 0 and 0 <= `part` <= `whole`;
/// 0 when `whole` is 0.
constexpr std::int64_t proportion(std::int64_t amount, std::int64_t part,
                                  std::int64_t whole) {
  return whole == 0 ? 0
                    : static_cast<std::int64_t>(static_cast<wide_integer>(amount) * part /
                                                whole);
}

/// `left * right / unit`, rounded to the nearest integer, halves up, for arguments of 0
/// or more.
constexpr std::int64_t rounded_product(std::int64_t left, std::int64_t right,
                                       std::int64_t unit) {
  return static_cast<std::int64_t>((static_cast<wide_integer>(left) * right + unit / 2) /
                                   unit);
}

} // namespace tracker
