// SPDX-License-Identifier: MIT
#include "actors/log_tee/log_writer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace tracker {

log_writer::log_writer(log_sinks sinks, const log_tee_options& options, log_gate& gate)
    : sinks_{std::move(sinks)}
    , options_{options}
    , gate_{gate}
    , formatter_{options.format, options.zone}
    , screen_formatter_{options.format,
                        options.zone,
                        {options.terminal.obeys_sequences, options.terminal.colors,
                         options.journal}}
    , screen_differs_{options.terminal.obeys_sequences || options.terminal.colors ||
                      options.journal}
    , cycles_{options.cycle}
    , repeats_{options.fold_period}
    , behind_{options.console_limit, options.console_hard_limit}
    , file_pause_{options.file_pause} {
  if (sinks_.device)
    live_.emplace(*std::exchange(sinks_.device, std::nullopt),
                  text_style{options.terminal.colors, options.terminal.utf8},
                  options.zone);
}

// -- lines in ---------------------------------------------------------------------------

void log_writer::add(const log_line& line) {
  ++batch_messages_;
  const auto first_seen = repeats_.admit(line, due_);
  for (const auto& summary : due_)
    print(summary);
  due_.clear();
  if (!first_seen)
    return;
  if (live_)
    live_->apply(line);
  if (line.event == "cycle")
    print_cycle(line);
  else
    print(line);
}

void log_writer::print(const log_line& line) {
  const auto start = batch_.size();
  const auto lines = append_to_file(line);
  if (screen_differs_)
    append_to_screen(line);
  else if (sinks_.screen)
    behind_.push(std::string_view{batch_}.substr(start), lines, is_droppable(line));
}

/// The table shows what the line says.
void log_writer::print_cycle(const log_line& line) {
  if (!cycles_.admit(line))
    return;
  if (live_ && live_->is_shown())
    append_to_file(line);
  else
    print(line);
}

std::size_t log_writer::append_to_file(const log_line& line) {
  const auto lines = formatter_.append(line, batch_);
  batch_lines_ += lines;
  written_ += lines;
  return lines;
}

void log_writer::append_to_screen(const log_line& line) {
  if (!sinks_.screen)
    return;
  std::string record;
  const auto lines = screen_formatter_.append(line, record);
  if (live_) {
    if (!std::exchange(live_prepared_, true))
      push_to_screen(live_->prepare());
    record = live_->place(record);
  }
  behind_.push(record, lines, is_droppable(line));
}

void log_writer::push_to_screen(std::string_view control) {
  if (!control.empty())
    behind_.push(control, 0, false);
}

void log_writer::close_live_screen() {
  if (!live_)
    return;
  push_to_screen(live_->leave());
  live_.reset();
}

void log_writer::follow_terminal() {
  if (!live_)
    return;
  if (live_->device().take_stop_request()) {
    push_to_screen(live_->leave());
    flush_screen();
    if (live_)
      live_->device().stop();
  }
}

log_line log_writer::own_line(log_level level, std::string_view event,
                              std::string text) const {
  log_line line;
  line.time = options_.now();
  line.level = level;
  line.retention = log_retention::essential;
  line.actor = "log";
  line.event = event;
  line.text = std::move(text);
  return line;
}

void log_writer::say(log_level level, std::string_view event, std::string text) {
  if (gate_.passes(level))
    print(own_line(level, event, std::move(text)));
}

void log_writer::say_in_file(log_level level, std::string_view event, std::string text) {
  if (gate_.passes(level))
    batch_lines_ += formatter_.append(own_line(level, event, std::move(text)), batch_);
}

void log_writer::say_on_screen(log_level level, std::string_view event,
                               std::string text) {
  if (!sinks_.screen || !gate_.passes(level))
    return;
  append_to_screen(own_line(level, event, std::move(text)));
}

// -- batches out ------------------------------------------------------------------------

void log_writer::write() {
  gate_.leave(std::exchange(batch_messages_, 0));
  if (const auto dropped = gate_.take_dropped(); dropped > 0) {
    dropped_from_queue_ += dropped;
    say(log_level::warn, "lines-dropped",
        fmt::format("{} lines were dropped: they came faster than they can be written",
                    dropped));
  }
  write_file();
  write_screen();
  // A console that is gone is reported in the file.
  write_file();
}

void log_writer::write_file() {
  if (batch_.empty())
    return;
  if (sinks_.file && !file_failed() && sinks_.file->is_deleted())
    replace_deleted_file();
  std::string rotation_problem;
  if (file_failed()) {
    missing_in_file_ += batch_lines_;
  } else if (sinks_.file) {
    auto result = sinks_.file->append(batch_);
    missing_in_file_ += result.missed;
    rotation_problem = std::move(result.rotation_problem);
    if (result.problem.empty())
      file_pause_ = options_.file_pause;
    else
      file_fails(std::move(result.problem));
  }
  batch_.clear();
  batch_lines_ = 0;
  if (!rotation_problem.empty())
    say(log_level::warn, "log-not-rotated", std::move(rotation_problem));
}

void log_writer::write_screen() {
  if (live_ && !console_full_)
    push_to_screen(live_->draw());
  live_prepared_ = false;
  flush_screen();
  const auto missed = behind_.take_missed();
  if (missed.total() == 0)
    return;
  say_on_screen(log_level::warn, "console-lines-dropped",
                fmt::format("the console was stopped or too slow and misses {} lines{}",
                            missed.total(),
                            missed.important == 0 ? std::string{}
                                                  : fmt::format(", {} of them important",
                                                                missed.important)));
  flush_screen();
}

console_write log_writer::write_to_console() {
  auto result = sinks_.screen->write(behind_.front());
  behind_.consume(result.bytes);
  console_bytes_ += result.bytes;
  return result;
}

void log_writer::flush_screen() {
  if (!sinks_.screen || behind_.empty()) {
    console_full_ = false;
    return;
  }
  auto result = write_to_console();
  while (result.state == console_state::full && options_.await_console &&
         options_.await_console()) {
    result = write_to_console();
  }
  console_full_ = result.state == console_state::full;
  if (result.state != console_state::gone)
    return;
  live_.reset();
  sinks_.screen.reset();
  say_in_file(
      log_level::warn, "console-gone",
      fmt::format("the console is gone ({}) and misses {} lines; the file goes on",
                  result.reason, behind_.lines()));
  behind_.abandon();
}

// -- a file that fails ------------------------------------------------------------------

void log_writer::file_fails(std::string problem) {
  say_on_screen(log_level::error, "log-file-failed",
                fmt::format("the log file {} fails: {}; it is tried again", options_.file,
                            problem));
  file_problem_ = std::move(problem);
}

timespan log_writer::next_file_pause() {
  return std::exchange(file_pause_,
                       std::min(file_pause_ * 2, options_.longest_file_pause));
}

void log_writer::retry_file() {
  if (!file_failed() || !sinks_.file->reopen().empty())
    return;
  // Opening proves nothing on a full disk: it works again when a line is written.
  std::string record;
  const auto line =
      own_line(log_level::error, "log-file-works",
               fmt::format("the log file {} works again; it misses {} lines",
                           options_.file, missing_in_file_));
  formatter_.append(line, record);
  if (!sinks_.file->append(record).problem.empty())
    return;
  append_to_screen(line);
  file_problem_.clear();
  dropped_from_file_ += std::exchange(missing_in_file_, 0);
}

void log_writer::reopen_file() {
  write_file();
  if (file_failed())
    retry_file();
  else if (sinks_.file)
    if (const auto problem = sinks_.file->reopen(); !problem.empty())
      say(log_level::error, "log-file-not-reopened",
          fmt::format("the log file {} cannot be opened anew: {}; the old one goes on",
                      options_.file, problem));
}

void log_writer::replace_deleted_file() {
  if (auto problem = sinks_.file->reopen(); !problem.empty())
    file_fails(std::move(problem));
  else
    say(log_level::warn, "log-file-deleted",
        fmt::format("the log file {} was deleted and is made anew", options_.file));
}

// -- the end ----------------------------------------------------------------------------

void log_writer::settle() {
  repeats_.finish(options_.now(), due_);
  for (const auto& summary : due_)
    print(summary);
  due_.clear();
  retry_file();
  write();
}

void log_writer::say_drained() {
  const auto from_file = dropped_from_file_ + missing_in_file_;
  const auto from_console = behind_.total_missed();
  const auto dropped = dropped_from_queue_ + from_file + from_console;
  auto text = fmt::format("drained: {} lines written, {} dropped", written_ + 1, dropped);
  if (dropped > 0)
    text += fmt::format(
        " (too fast for the log {}, missing in the file {}, on the console {})",
        dropped_from_queue_, from_file, from_console);
  say(dropped > 0 ? log_level::warn : log_level::info, "drained", std::move(text));
  close_live_screen();
  write();
}

void log_writer::give_up_console() {
  if (live_) {
    // Nothing is written after it that could be shown at the wrong place.
    live_->device().restart_output();
    if (live_->is_shown())
      sinks_.screen->write(scroll_region::rescue());
    live_.reset();
  }
  sinks_.screen.reset();
  behind_.abandon();
}

void log_writer::say_not_drained() {
  say_in_file(
      log_level::error, "not-drained",
      fmt::format("not drained: the console has not taken {} lines", behind_.lines()));
  write_file();
}

std::string log_writer::summary() const {
  return fmt::format("{} lines written, {} waiting for the console, {} dropped (queue), "
                     "{} missing on the console, {} in the file; "
                     "file {}, console {}",
                     written_, behind_.lines(), dropped_from_queue_,
                     behind_.total_missed(), dropped_from_file_ + missing_in_file_,
                     !sinks_.file    ? "off"
                     : file_failed() ? "failing: " + file_problem_
                                     : "open",
                     sinks_.screen ? "open" : "off");
}

} // namespace tracker
