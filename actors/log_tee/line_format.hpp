// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/line_stamp.hpp"
#include "actors/log_tee/log_options.hpp"
#include "messages/log.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace tracker {

/// What a level is called in the configuration and in JSON: `info`.
std::string_view to_string(log_level level);

/// What a text line looks like on a terminal; a file has neither.
struct line_style {
  /// `11:35:00` instead of the whole time and its offset.
  bool short_time = false;
  bool colors = false;
  /// Begin each line with its priority, as the journal reads it: `<6>`.
  bool priorities = false;
};

/// Turns log lines into what is written.
///
///     text: 2026-01-20 11:35:00.123 -0800 INFO window | NEW WINDOW: …     (and each row
///     so) JSON: {"ts":…,"level":"info","actor":…,"msg":…,"event":…, fields…, "rows":[…]}
class line_formatter {
public:
  /// A text longer than this is cut and says by how much (bytes).
  static constexpr std::size_t longest_text = 64UL * 1024;

  line_formatter(log_format format, const date::time_zone* zone, line_style style = {})
      : format_{format}, stamp_{format, zone}, style_{style} {}

  /// Appends `line`, complete to its newline. Returns the lines it made: one and one per
  /// row in text, one in JSON.
  std::size_t append(const log_line& line, std::string& out);

private:
  void append_priority(log_level level, std::string& out) const;
  void append_prefix(const log_line& line, std::string& out);
  void append_message(log_level level, std::string_view text, bool heading,
                      std::string& out) const;
  std::size_t append_text(const log_line& line, std::string& out);
  std::size_t append_json(const log_line& line, std::string& out);

  log_format format_;
  line_stamp stamp_;
  line_style style_;
};

} // namespace tracker
