// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/live/live_table.hpp"
#include "actors/log_tee/live/scroll_region.hpp"
#include "actors/log_tee/live/terminal.hpp"

#include <string>
#include <string_view>

namespace tracker {

/// A terminal with log lines and the live table below them. It writes nothing itself:
/// what its members return goes to the console in this order.
class live_screen {
public:
  live_screen(terminal device, text_style style, const date::time_zone* zone)
      : device_{std::move(device)}, style_{style}, table_{zone} {}

  /// Reads what the table needs of a line.
  void apply(const log_line& line) {
    table_.apply(line);
    changed_ = changed_ || line.event == "cycle";
  }
  /// True while the table is on the terminal.
  bool is_shown() const { return region_.is_active(); }

  /// Brings the region in step with the terminal's size and the table's height, or
  /// removes it where it has no room. Call it before the lines of a batch are placed.
  std::string prepare();
  /// `lines`, each with its newline, as they are written above the table.
  std::string place(std::string_view lines);
  /// The table as it is now; empty when nothing has changed. Call it while the console
  /// has taken everything before.
  std::string draw();
  /// Removes the table and sets the terminal as it was.
  std::string leave();

  const terminal& device() const { return device_; }

private:
  std::vector<std::string> table_rows(terminal_size size) const;

  terminal device_;
  text_style style_;
  live_table table_;
  scroll_region region_;
  bool changed_ = false;
};

} // namespace tracker
