// SPDX-License-Identifier: MIT
// What the table at the bottom of a terminal shows. Pure.
#pragma once

#include "actors/log_tee/live/row_parts.hpp"
#include "actors/log_tee/live/scroll_region.hpp"
#include "messages/log.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace date {
class time_zone;
}

namespace tracker {

/// How a terminal shows text.
struct text_style {
  bool colors = false;
  /// False: ASCII alone.
  bool utf8 = true;
};

/// The newest state of each series, today's totals and the last grade, from log lines:
/// `cycle` (series, slug, seconds_left, seconds_total, position, open_pnl, stale,
/// pending), `totals` and the events of grades.
class live_table {
public:
  /// Rows of the heading: today's totals, the last grade.
  static constexpr std::size_t heading_rows = 2;
  /// A series without a cycle line for this long has left the table.
  static constexpr timespan lifetime = std::chrono::minutes{3};

  /// `zone` says what today is; nullptr: UTC.
  explicit live_table(const date::time_zone* zone = nullptr) : zone_{zone} {}

  /// Reads what the table needs of a line.
  void apply(const log_line& line);

  /// True before the first cycle line.
  bool empty() const { return series_.empty(); }

  /// The table in at most `box.rows` (3 or more) rows, each narrower than `box.columns`.
  /// Where positions do not fit they become shorter, then the series follow one another
  /// in the same row; what does not fit even then is counted.
  std::vector<std::string> rows(terminal_size box, text_style style) const;

private:
  struct series_row {
    timestamp seen_at{};
    std::string name;
    /// Empty between two windows.
    std::string slug;
    std::int64_t seconds_left = 0;
    std::int64_t seconds_total = 0;
    /// One per wallet that holds tokens, or why none is known.
    std::vector<std::string> positions;
    /// As written by the window actor; empty: unknown.
    std::string open_pnl;
    std::string stale;
    std::int64_t pending = 0;
  };
  struct layout;
  struct body;

  void apply_cycle(const log_line& line);
  std::string totals_row() const;
  std::string last_row(std::size_t width) const;
  std::vector<std::string> items_of(const series_row& row, position_form form) const;
  layout layout_of(std::size_t columns, position_form form) const;
  body series_rows(const series_row& row, const layout& widths, std::size_t most) const;
  body in_columns(const layout& widths, std::size_t most, text_style style) const;
  body in_flow(const layout& widths, std::size_t most, text_style style) const;

  const date::time_zone* zone_;
  /// By series.
  std::map<std::string, series_row> series_;
  timestamp now_{};
  timestamp totals_at_{};
  /// Behind `TOTALS today | `; empty: none yet.
  std::string totals_;
  std::string last_grade_;
  bool last_grade_traded_ = false;
};

} // namespace tracker
