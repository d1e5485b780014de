// SPDX-License-Identifier: MIT
// The settings that a capture records.
#pragma once

#include "main/config/settings.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The keys that determine the requests and grades of a run, with their effective values
/// as a configuration file writes them.
std::vector<std::pair<std::string, std::string>>
recorded_settings(const settings& effective);

/// The settings that a capture holds, and those that its program did not have yet, which
/// must not request what the capture has no replies for: keys and values.
std::vector<std::pair<std::string, std::string>>
settings_of(const std::vector<std::pair<std::string, std::string>>& recorded);

} // namespace tracker
