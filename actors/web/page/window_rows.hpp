// SPDX-License-Identifier: MIT
// The table of windows: the owner's nine columns, then what this program adds.
#pragma once

#include "actors/web/page/span_figures.hpp"
#include "messages/grade.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// How a cell is shown.
enum class cell_tone : std::uint8_t { plain, gain, loss, warning };

struct window_cell {
  std::string text;
  cell_tone tone = cell_tone::plain;

  bool operator==(const window_cell&) const = default;
};

/// The headings: Window, Time, ARB Entry, … Total P/L, then this program's.
inline constexpr std::array<const char*, 17> window_headings{
    "Window",     "Time",     "ARB Entry", "ARB Result", "ARB P/L",    "99c Entry",
    "99c Result", "99c P/L",  "Total P/L", "DIR Entry",  "DIR Result", "DIR P/L",
    "Status",     "Coverage", "Fees",      "Rebates",    "Fills"};

/// A grade in the table; the texts are those of the log.
struct window_row {
  std::string slug;
  std::string series;
  watched_wallet wallet;
  std::array<window_cell, window_headings.size()> cells;
};

/// Which part of the table to read.
struct window_part {
  /// Its wallets are those of the reading.
  report_filter filter;
  /// Leave out windows without trades.
  bool traded_only = true;
  /// Only windows that ended at or before this; nothing: the newest.
  std::optional<timestamp> before;
  std::size_t limit = 50;
};

/// A part of the table.
struct window_page {
  /// The newest first.
  std::vector<window_row> rows;
  /// Windows that ended at or before this are on the next part; nothing: there are none.
  std::optional<timestamp> older;
};

/// Reads at most `limit` rows, or more if more windows ended together: these are never
/// split between two parts.
ledger_result<window_page> read_window_page(report_source& source,
                                            const page_reading& reading,
                                            const window_part& part);

} // namespace tracker
