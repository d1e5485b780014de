// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/settings.hpp"

#include <string>

namespace tracker {

/// What `check` prints: every key, its effective value and where that comes from, a line
/// each, in columns. Addresses are masked.
std::string check_listing(const settings& of);

} // namespace tracker
