// SPDX-License-Identifier: MIT
// tracker.strategies: tables such as
// { name = "late", sides = "one", min-entry = "0.95" }.
#pragma once

#include "main/config/setting_field.hpp"

namespace tracker {

/// A list of strategies, in the order in which they are tried. Every member but the name
/// may be left out; it is then always met.
setting_field strategy_list(std::vector<strategy> settings::*member);

} // namespace tracker
