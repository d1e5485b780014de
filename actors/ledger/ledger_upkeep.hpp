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

/// Something upkeep did that people should know.
struct upkeep_notice {
  bool problem = false;
  /// Stable name for scripts.
  std::string event;
  std::string text;
};

struct upkeep_rules {
  /// Between two backups; zero: none are made.
  timespan backup_interval{};
  /// Backups that are kept; 0: none are made.
  std::size_t backups = 0;
  /// How long raw events stay; zero: for ever.
  timespan keep_events{};
};

/// What a ledger needs besides facts: backups, and room. A little with each beat, so that
/// no fact waits long for it.
class ledger_upkeep {
public:
  explicit ledger_upkeep(upkeep_rules rules) : rules_{rules} {}

  /// Does the next little piece at `now`. The store is the same in all calls, and
  /// outlives this.
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
