// SPDX-License-Identifier: MIT
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/config/settings.hpp"

#include <iosfwd>
#include <optional>
#include <string>

namespace tracker {

inline constexpr const char* status_summary = "what the running tracker is doing now";

/// What to say where none runs: when the last one did, as the ledger has it. `last` is
/// nothing when no run is noted.
std::string not_running_text(const std::string& data_dir,
                             const ledger_result<std::optional<recorded_run>>& last);

/// `status`: asks the tracker on the data directory and writes its answer to `out`. Exit
/// code 1, with the reason on `err`, when none runs or it does not answer.
int status_command(const settings& of, std::ostream& out, std::ostream& err);

} // namespace tracker
