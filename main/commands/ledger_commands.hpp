// SPDX-License-Identifier: MIT
// The commands that only look into the ledger, on a running tracker or a stopped one.
#pragma once

#include "main/config/settings.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// The effective settings, or nothing when what is wrong with them has been said.
using settings_source = std::function<std::optional<settings>()>;

/// `report`: returns the exit code of the contract.
int report_command(const std::vector<std::string>& arguments,
                   const settings_source& load);

/// `explain SLUG`: returns the exit code of the contract.
int explain_command(const std::vector<std::string>& arguments,
                    const settings_source& load);

} // namespace tracker
