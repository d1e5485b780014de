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

/// `97.9%` for 979 tenths of a percent.
std::string format_share(std::int64_t tenths);

/// `3,207`: thousands are separated by commas.
std::string format_count(std::int64_t count);

/// `+$1,234.50`: `format_signed_dollars` with thousands separated by commas.
std::string format_pnl(usdc amount);

/// `$1,212.30`, `-$0.40`: dollars and cents without a sign for positive amounts.
std::string format_dollars(usdc amount);

/// One line for the console: `TOTALS today | +$4.10 net | 3W 1L 75.0% | …`. `span` is
/// `today` or `session`. Parts and counts that are zero are left out.
std::string totals_line(std::string_view span, const totals& sums);

/// The part of `totals_line` after the span.
std::string totals_text(const totals& sums);

/// The parts of `net` in cents that add up to the net P/L shown.
struct shown_parts {
  usdc arb;
  usdc capture;
  usdc directional;
};

/// `net`: the net P/L shown; by default the rounded one.
shown_parts shown_parts_of(const totals& sums, std::optional<usdc> net = std::nullopt);

/// Lines for the foot of a report: counts, money, trade types and open windows; empty
/// lines are left out.
std::vector<std::string> totals_block(const totals& sums);

} // namespace tracker
