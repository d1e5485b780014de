// SPDX-License-Identifier: MIT
#pragma once

#include "actors/log_tee/console_queue.hpp"
#include "actors/log_tee/cycle_filter.hpp"
#include "actors/log_tee/line_format.hpp"
#include "actors/log_tee/live/live_screen.hpp"
#include "actors/log_tee/log_gate.hpp"
#include "actors/log_tee/log_options.hpp"
#include "actors/log_tee/log_sinks.hpp"
#include "actors/log_tee/repeat_filter.hpp"
#include "messages/log.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// Writes lines to the file and the console in the order they are added, whole batches at
/// a time, and counts the lines that either place misses. Never waits for the console.
class log_writer {
public:
  /// `gate` admitted the lines; it counts them until they are written.
  log_writer(log_sinks sinks, const log_tee_options& options, log_gate& gate);

  /// Adds a line to the batch.
  void add(const log_line& line);
  /// True when the batch should be written before more is added.
  bool batch_is_full() const { return batch_.size() >= full_batch; }
  /// Writes the batch, and what waits for the console.
  void write();

  /// True while the console may show the live table.
  bool has_live_screen() const { return live_.has_value(); }
  /// Stops the process after Ctrl+Z, with the terminal as it was. The next `write` shows
  /// the table again.
  void follow_terminal();

  /// True while bytes wait for the console.
  bool console_waits() const { return !behind_.empty(); }
  /// Bytes written to the console so far.
  std::uint64_t console_bytes() const { return console_bytes_; }
  /// True when every line written so far is in the file.
  bool file_is_complete() const { return sinks_.file && !file_failed(); }
  /// Writes nothing more to the console; what waits counts as missing there.
  void give_up_console();
  /// True while the file cannot be written.
  bool file_failed() const { return !file_problem_.empty(); }
  /// The pause before the next `retry_file`; it grows until the file works again.
  timespan next_file_pause();
  /// Opens a file that failed again.
  void retry_file();
  /// Opens the file again under its name, which may be another file by now.
  void reopen_file();

  /// Writes the summaries of repeated lines.
  void settle();
  /// Writes the last line of the log.
  void say_drained();
  /// Writes to the file how many lines wait for the console.
  void say_not_drained();

  /// Lines not yet written.
  std::uint64_t held() const { return batch_lines_ + behind_.lines(); }
  /// The state of the tee, one line for people.
  std::string summary() const;

private:
  static constexpr std::size_t full_batch = 64UL * 1024;

  void print(const log_line& line);
  void print_cycle(const log_line& line);
  std::size_t append_to_file(const log_line& line);
  void append_to_screen(const log_line& line);
  void push_to_screen(std::string_view control);
  void close_live_screen();
  log_line own_line(log_level level, std::string_view event, std::string text) const;
  void say(log_level level, std::string_view event, std::string text);
  void say_in_file(log_level level, std::string_view event, std::string text);
  void say_on_screen(log_level level, std::string_view event, std::string text);

  void write_file();
  void write_screen();
  console_write write_to_console();
  void flush_screen();
  void replace_deleted_file();
  void file_fails(std::string problem);

  log_sinks sinks_;
  log_tee_options options_;
  log_gate& gate_;
  line_formatter formatter_;
  line_formatter screen_formatter_;
  /// The console has lines of another form than the file.
  bool screen_differs_;
  cycle_filter cycles_;
  repeat_filter repeats_;
  std::vector<log_line> due_;

  std::string batch_;
  std::uint64_t batch_lines_ = 0;
  /// Messages of the batch, as the gate counts them.
  std::size_t batch_messages_ = 0;
  console_queue behind_;
  /// Empty: the console shows lines alone.
  std::optional<live_screen> live_;
  bool live_prepared_ = false;
  /// The console took less than all at the last write.
  bool console_full_ = false;
  std::uint64_t console_bytes_ = 0;

  /// The error of the file; empty while it works.
  std::string file_problem_;
  timespan file_pause_;
  /// Lines the file has missed since it failed.
  std::uint64_t missing_in_file_ = 0;

  std::uint64_t written_ = 0;
  std::uint64_t dropped_from_queue_ = 0;
  std::uint64_t dropped_from_file_ = 0;
};

} // namespace tracker
