// SPDX-License-Identifier: MIT
// Decides when to try again after a failure of the fleet's database, and makes the log
// lines about it. Pure.
#pragma once

#include "actors/fleet/pg/error.hpp"
#include "messages/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// The pace of the publisher: pauses between attempts, the size of batches, and one log
/// line for each change of the state.
class publish_outage {
public:
  /// Rows of a batch while the database answers in time.
  static constexpr std::size_t most_rows = 2'000;
  static constexpr std::size_t least_rows = 50;

  /// Notes a failed attempt. Returns the line to log; empty when the same class of
  /// failure was logged before.
  std::string note_failure(pg::error_class kind, const std::string& text,
                           steady_point now);
  /// Notes a committed batch or report. Returns the line to log; empty without an outage.
  std::string note_success(steady_point now);

  bool may_try(steady_point now) const { return now >= next_try_; }
  /// The size of the next batch in rows: smaller after one that took too long.
  std::size_t rows() const { return rows_; }
  /// The class of the current failure; nothing: the last attempt succeeded.
  std::optional<pg::error_class> failure() const { return kind_; }
  /// The text of the last failure, for the status screen; empty without one.
  const std::string& text() const { return text_; }
  std::uint64_t failures() const { return failures_; }

private:
  std::optional<pg::error_class> kind_;
  std::string text_;
  steady_point began_{};
  steady_point next_try_{};
  timespan pause_{};
  std::size_t rows_ = most_rows;
  std::uint64_t failures_ = 0;
};

} // namespace tracker
