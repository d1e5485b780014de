// SPDX-License-Identifier: MIT
// Rows for alerts and their channels.
#pragma once

#include "messages/alert.hpp"
#include "messages/ledger.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// Writes and reads alerts. Throws SQLite::Exception.
class alert_table {
public:
  explicit alert_table(SQLite::Database& file);

  /// Writes a new alert, or the new state of a known one; its marks stay.
  void book(const alert_record& alert);
  /// Sets the bits of the mark; unknown alerts are skipped.
  void mark(const alert_mark& mark);
  /// The alerts that fire, and those that opened or closed at or after `since`, by the
  /// time of opening.
  std::vector<alert_record> recall(timestamp since);
  /// The last episode of each rule and subject.
  std::vector<alert_record> last_episodes();
  /// The times of buys and sells at or after `since` by wallet, ascending, each second
  /// once.
  std::vector<std::pair<watched_wallet, timestamp>> recall_fills(timestamp since);
  /// How the windows that end at or after `since` were covered; without reasons.
  std::vector<record_coverage> recall_coverage(timestamp since);
  /// The channels in `names` with their bits. A new one gets a free bit from `now` on. If
  /// none is free, it takes that of a channel that is not in `names`, whose marks are
  /// removed. Names beyond 32 get no bit.
  std::vector<alert_channel> assign(const std::vector<std::string>& names, timestamp now);

  /// The channels that have a bit, by it.
  std::vector<alert_channel> channels();

private:
  void free_bit(std::uint32_t bit);

  SQLite::Statement book_;
  SQLite::Statement mark_;
  SQLite::Statement recall_;
  SQLite::Statement last_;
  SQLite::Statement fills_;
  SQLite::Statement covered_;
  SQLite::Statement channels_;
  SQLite::Statement add_channel_;
  SQLite::Statement remove_channel_;
  SQLite::Statement remove_marks_;
};

} // namespace tracker
