// SPDX-License-Identifier: MIT
// `ledger ACTION`: the care of the ledger file.
#pragma once

#include "main/commands/ledger/ledger_options.hpp"
#include "main/config/settings.hpp"

#include <iosfwd>

namespace tracker {

/// Backs up, verifies, restores or exports the ledger of the settings. Returns the exit
/// code of the contract: 1 also for a ledger that is not sound, 2 for a wallet that does
/// not exist, 4 for a restore while a tracker runs.
int run_ledger(const ledger_arguments& options, const settings& effective, timestamp now,
               std::ostream& out, std::ostream& err);

} // namespace tracker
