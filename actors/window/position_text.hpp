// SPDX-License-Identifier: MIT
// What a position looks like in the status line.
#pragma once

#include "messages/figures.hpp"

#include <string>

namespace tracker {

/// `UP 10.0@0.49 DN 10.0@0.47`: held tokens and their average entry, fees inside. Empty
/// when nothing is held. Tokens that were never bought (split) have no entry: `UP 10.0`.
std::string position_text(const window_figures& of);

} // namespace tracker
