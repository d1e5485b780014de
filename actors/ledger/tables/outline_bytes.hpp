// SPDX-License-Identifier: MIT
// The numbers of an outline as one value of the file: a report over a million grades
// reads it many times faster than a column for each. Pure.
#pragma once

#include "actors/ledger/query/totals_outline.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tracker {

/// Numbers one behind the other, each in as few bytes as it needs: zigzag, then seven
/// bits to a byte, the lowest first, the high bit set on all but the last.
std::string pack_numbers(std::span<const std::int64_t> numbers);

/// Status, winner (-1: none), kind, one-sided kind, P/L whole, of pairs, of late captures
/// and directional, fees, where they are from, rebates, volume, fills: `pack_numbers`.
std::string outline_bytes(const grade_outline& outline);

/// Reads what `outline_bytes` has written; the times and names stay as they are. False:
/// these are not such bytes, and `outline` is worth nothing.
bool read_outline(std::string_view bytes, grade_outline& outline);

} // namespace tracker
