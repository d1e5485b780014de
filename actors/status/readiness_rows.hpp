// SPDX-License-Identifier: MIT
#pragma once

#include "messages/control.hpp"

#include <string>
#include <vector>

namespace tracker {

/// The first part of a row that says why the tracker is not ready.
inline constexpr const char* not_ready_prefix = "  not ready : ";

/// `  ready : …`, or a row `  not ready : activity main: not read yet` for each check
/// that fails and each actor that does not answer. Empty without actors.
std::vector<std::string> readiness_rows(const status_screen& screen);

} // namespace tracker
