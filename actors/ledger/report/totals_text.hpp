// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/report/totals.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// `66.7%`, `-` without wins and losses.
std::string format_win_rate(const score& sums);

/// `3,207`: thousands are separated by commas.
std::string format_count(std::int64_t count);

/// `+$1,234.50`: `format_signed_dollars` with thousands separated by commas.
std::string format_pnl(usdc amount);

/// `$1,212.30`, `-$0.40`: dollars and cents where no sign is wanted before a positive
/// amount.
std::string format_dollars(usdc amount);

/// One line for the console: `TOTALS today | +$4.10 net | 3W 1L 75.0% | …`. `span` says
/// what they are of: `today`, `session`. Parts and counts that are zero are left out.
std::string totals_line(std::string_view span, const totals& sums);

/// The parts of `net` in cents, so that they add up to it as it is shown.
struct shown_parts {
  usdc arb;
  usdc capture;
  usdc directional;
};

/// `net`: the amount shown for the whole; without it the whole is rounded.
shown_parts shown_parts_of(const totals& sums, std::optional<usdc> net = std::nullopt);

/// The same for the foot of a report: a line for each of counts, money, trade types and
/// what is open; lines without anything to say are left out.
std::vector<std::string> totals_block(const totals& sums);

} // namespace tracker
