// SPDX-License-Identifier: MIT
// `report --lots=fifo`: lots as rows of CSV and JSON.
#pragma once

#include "actors/ledger/lots/lots.hpp"
#include "actors/ledger/report/report_columns.hpp"
#include "actors/ledger/report/report_source.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tracker {

/// A lot and its grade.
struct lot_row {
  token_lot lot;
  window traded;
  std::string series;
  watched_wallet wallet;
  grade_status status = grade_status::pending;
  /// The outcome token; empty in a sum.
  std::string token;
};

/// Times in UTC, decimals with six places. `gain` is proceeds less basis less fee.
report_columns<lot_row> lot_columns();

/// Which lots to list.
enum class lot_choice : std::uint8_t {
  /// Those of windows with a winner: all of them are closed.
  graded,
  /// Those of windows without one: sold already, or still held.
  open,
};

/// Windows that are one row each, with the sums of their grade, because their events do
/// not lead to it.
struct summed_windows {
  /// Without events: they were rolled up (`ledger.keep-events`).
  std::int64_t without_events = 0;
  /// The events that are stored give another P/L or other fees than the grade.
  std::int64_t different = 0;
};

/// Visits the lots of the traded grades that match the filter, ordered by window end,
/// wallet and disposal, reading one window at a time. The gains of graded windows add up
/// to the net P/L of their report, and the fees to its fees.
std::variant<summed_windows, ledger_error>
each_lot(report_source& source, const report_filter& filter, lot_choice choice,
         const std::function<void(const lot_row&)>& visit);

} // namespace tracker
