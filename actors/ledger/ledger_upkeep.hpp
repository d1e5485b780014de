// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/store/ledger_backup.hpp"
#include "actors/ledger/store/ledger_store.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// Something upkeep did that belongs in the log.
struct upkeep_notice {
  bool problem = false;
  /// Stable name for scripts.
  std::string event;
  std::string text;
};

struct upkeep_rules {
  /// Interval between backups; zero: no backups.
  timespan backup_interval{};
  /// Number of backups to keep; 0: no backups.
  std::size_t backups = 0;
  /// How long raw events are kept; zero: forever.
  timespan keep_events{};
};

/// Makes backups and rolls up old events, in small steps per tick so that no fact waits
/// long.
class ledger_upkeep {
public:
  explicit ledger_upkeep(upkeep_rules rules) : rules_{rules} {}

  /// Performs the next step at `now`. Every call must pass the same store, which must
  /// outlive this object.
  std::vector<upkeep_notice> advance(ledger_store& store, timestamp now);

private:
  void back_up(ledger_store& store, timestamp now, std::vector<upkeep_notice>& notices);
  void continue_copy(const std::string& ledger_file, std::vector<upkeep_notice>& notices,
                     timestamp now);
  void abandon_backup(const ledger_error& error, std::vector<upkeep_notice>& notices,
                      timestamp now);
  void roll_up(ledger_store& store, timestamp now, std::vector<upkeep_notice>& notices);

  upkeep_rules rules_;
  std::optional<ledger_backup> copy_;
  timestamp next_backup_{};
  timestamp next_roll_up_{};
  std::uint64_t rolled_up_ = 0;
};

} // namespace tracker
