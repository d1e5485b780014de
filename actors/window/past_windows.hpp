// SPDX-License-Identifier: MIT
// Which past windows are requested from the ledger. Pure.
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

/// Windows of one series whose books are closed, to be read again: those with late rows
/// at once, and after them, following a start, every window of the last month.
///
/// The ledger does not record the order in which rows were booked, so it does not show
/// which rows a grade includes. Therefore grades are recomputed: after a start each
/// window is read once, newest first and a few at each tick (about 0.1 ms of the ledger's
/// thread a window). This finds every recorded row that this version or an earlier one
/// has not graded.
class past_windows {
public:
  /// Windows in one request.
  static constexpr std::size_t batch = 16;
  /// Windows with late rows that wait for the ledger; further ones are counted, and found
  /// after the next start.
  static constexpr std::size_t max_late = 10'000;

  explicit past_windows(series checked_series) : series_{std::move(checked_series)} {}

  /// Rows for closed books. False: too many windows wait, these rows were counted only.
  bool add_late_rows(const rows_out_of_time& rows);
  /// Checks the grades of all windows that ended in the `span` before `now`.
  void begin_check(timestamp now, timespan span);

  /// The next request; nothing: none is due, or one is open. Call `finish_request` or
  /// `retry_request` when it has ended.
  std::optional<recall_windows> next_request();
  /// The request was answered. Returns the reasons of late rows, by slug.
  std::map<std::string, std::string> finish_request();
  /// The request failed: it is sent again.
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
