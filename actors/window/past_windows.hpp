// SPDX-License-Identifier: MIT
// Which windows of the past the ledger is asked about. Pure.
#pragma once

#include "actors/window/grade_book.hpp"
#include "messages/ledger.hpp"
#include "messages/window.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace tracker {

/// Windows of one series whose books are closed, to be looked at once more: those of late
/// rows at once, and behind them, after a start, every window of the last month.
///
/// The ledger has no order in which rows were booked, so what a grade has seen cannot be
/// read from it. The reliable mechanism is to recompute: after a start each window is
/// read once, with the same accounting, newest first and a few with each beat (about
/// 0.1 ms of the ledger's thread a window). A row that was recorded and not graded, by
/// this version or an earlier one, is found in whatever column it shows.
class past_windows {
public:
  /// Windows in one question.
  static constexpr std::size_t batch = 16;
  /// Windows with late rows that wait for the ledger; further ones are counted, and found
  /// after the next start.
  static constexpr std::size_t max_late = 10'000;

  explicit past_windows(series checked_series) : series_{std::move(checked_series)} {}

  /// Rows for closed books. False: too many windows wait, these rows were counted only.
  bool add_late_rows(const rows_out_of_time& rows);
  /// Checks the grades of all windows that ended in the `span` before `now`.
  void begin_check(timestamp now, timespan span);

  /// The next question; nothing: none is due, or one is under way. It wants one
  /// `finish_request`, or one `retry_request`.
  std::optional<recall_windows> next_request();
  /// The answer has come. Returns the reasons of late rows, by slug.
  std::map<std::string, std::string> finish_request();
  /// There was no answer: it is asked again.
  void retry_request();

  bool has_late_rows() const { return !late_.empty(); }
  bool is_checking() const { return next_ > oldest_; }
  /// Windows that were read for the check so far.
  std::uint64_t checked() const { return checked_; }
  std::uint64_t left_out() const { return left_out_; }

private:
  series series_;
  /// Why their grades change, by slug.
  std::map<std::string, std::string> late_;
  std::map<std::string, std::string> requested_;
  bool requesting_ = false;
  /// The check is done with windows that start at or after this, and ends at `oldest_`.
  timestamp next_{};
  timestamp oldest_{};
  timestamp next_before_{};
  std::uint64_t checked_before_ = 0;
  std::uint64_t checked_ = 0;
  std::uint64_t left_out_ = 0;
};

} // namespace tracker
