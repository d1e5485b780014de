// SPDX-License-Identifier: MIT
// Opening the ledger for a run or a command that writes it.
#pragma once

#include "actors/ledger/store/ledger_store.hpp"
#include "main/config/settings.hpp"

#include <cstdint>
#include <string>

namespace tracker {

/// A ledger that is ready, and how many of its grades have another strategy than before.
struct ready_ledger {
  ledger_store store;
  std::uint64_t tagged = 0;
};

/// Opens the ledger of the settings and creates it if it is missing; writes the days of
/// `tracker.timezone` for its views, and tags its grades if `tracker.strategies` is not
/// the one that tagged them.
ledger_result<ready_ledger> open_ledger(const settings& effective, timestamp started,
                                        durability commits = durability::disk);

/// What an older ledger is migrated to, for stderr; empty when it is not migrated.
std::string migration_notice(const std::string& ledger_file);

/// The exit code of the contract for a ledger that cannot be opened: a place that cannot
/// be written is a wrong setting (2), a full or busy one is a failure (1).
int exit_code_of(const ledger_error& error);

} // namespace tracker
