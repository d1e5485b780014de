// SPDX-License-Identifier: MIT
#pragma once

#include "main/commands/cli/cli.hpp"
#include "main/commands/replay_options.hpp"

#include <iosfwd>

namespace tracker {

/// Runs a recorded run again, whole, in its own time, and says what came of it: counts,
/// the digest of its ledger, and where wanted what is graded otherwise than before.
/// Returns 0, 1 when the capture could not be read, lacked a reply that was needed or a
/// grade differs, or what `run` returns.
int replay_command(const command_line& line, std::ostream& out, std::ostream& err);

} // namespace tracker
