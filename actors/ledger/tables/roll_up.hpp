// SPDX-License-Identifier: MIT
// Removes old raw events and keeps their sums.
#pragma once

#include "messages/time.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>

namespace tracker {

/// Rolls up raw events. Throws SQLite::Exception; must run inside a transaction.
class event_roll_up {
public:
  explicit event_roll_up(SQLite::Database& file);

  /// Deletes the events of one market whose last event is before `horizon` and that has
  /// no window, or a window whose grades are settled. Returns how many; nothing when no
  /// market is left to delete.
  std::optional<std::uint64_t> delete_market(timestamp horizon);
  /// Replaces all account-level events before `horizon` by sums. Returns how many.
  std::uint64_t sum_account(timestamp horizon);

private:
  SQLite::Statement find_market_;
  SQLite::Statement delete_events_;
  SQLite::Statement clear_day_;
  SQLite::Statement sum_;
  SQLite::Statement delete_summed_;
  SQLite::Statement note_;
};

} // namespace tracker
