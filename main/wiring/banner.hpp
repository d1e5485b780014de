// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/settings.hpp"

#include <string>
#include <vector>

namespace tracker {

/// What a run says of itself first: what it is, where it writes, whom and what it
/// watches. Wallets are masked.
std::vector<std::string> banner_rows(const settings& of, timestamp started);

} // namespace tracker
