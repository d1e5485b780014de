// SPDX-License-Identifier: MIT
// Raw events that are old enough make room; what they came to stays.
#pragma once

#include "messages/time.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>

namespace tracker {

/// Rolls up raw events. Throws SQLite::Exception; call it inside a transaction.
class event_roll_up {
public:
  explicit event_roll_up(SQLite::Database& file);

  /// Deletes the events of a market that ended before `horizon`: one that has no window,
  /// or a window whose grades are settled. Returns how many; nothing: there is no such
  /// market.
  std::optional<std::uint64_t> delete_market(timestamp horizon);
  /// Sums all account-level events before `horizon`. Returns how many.
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
