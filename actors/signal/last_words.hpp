// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace tracker {

/// Writes to stderr, for text that the log can no longer accept. Never blocks: on a
/// stopped terminal the text is lost.
void write_stderr(std::string_view text) noexcept;

} // namespace tracker
