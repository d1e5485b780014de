// SPDX-License-Identifier: MIT
// What a capture says of the configuration it was made with.
#pragma once

#include "main/config/settings.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The keys that decide what the actors ask and what they make of the answers, with their
/// effective values as a configuration file would say them.
std::vector<std::pair<std::string, std::string>> recorded_settings(const settings& of);

} // namespace tracker
