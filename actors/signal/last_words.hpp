// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace tracker {

/// Writes to stderr what the log can no longer take. Never waits: a terminal that is
/// stopped does not get it.
void write_stderr(std::string_view text) noexcept;

} // namespace tracker
