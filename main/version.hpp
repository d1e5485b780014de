// SPDX-License-Identifier: MIT
#pragma once

namespace tracker {

inline constexpr const char* program_name = "performance_tracker";

/// `performance_tracker 0.1.0 "Silent Observer"`.
inline constexpr const char* version_text =
    "performance_tracker " TRACKER_VERSION " \"Silent Observer\"";

} // namespace tracker
