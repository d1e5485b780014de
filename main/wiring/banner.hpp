// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/settings.hpp"

#include <string>
#include <vector>

namespace tracker {

/// The rows of the banner: start, configuration file, places, wallets (masked) and
/// series.
std::vector<std::string> banner_rows(const settings& effective, timestamp started);

} // namespace tracker
