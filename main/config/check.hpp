// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/settings.hpp"

#include <string>

namespace tracker {

/// The output of `check`: a line per key with its effective value and where that comes
/// from, in columns. Addresses are masked.
std::string check_listing(const settings& effective);

} // namespace tracker
