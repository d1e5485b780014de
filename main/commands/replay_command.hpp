// SPDX-License-Identifier: MIT
#pragma once

#include "main/commands/cli/cli.hpp"
#include "main/commands/replay_options.hpp"

#include <iosfwd>

namespace tracker {

/// Repeats a whole recorded run in virtual time and prints its result: counts, the digest
/// of its ledger, and on request the grades that differ from the recorded ones.
/// Returns 0, 1 when the capture could not be read, lacked a reply that was needed or a
/// grade differs, or what `run` returns.
int replay_command(const command_line& line, std::ostream& out, std::ostream& err);

} // namespace tracker
