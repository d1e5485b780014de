// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace tracker {

inline constexpr const char* program_name = "performance_tracker";

/// `0.1.0` at the tag v0.1.0, `0.1.0+5.g1a2b3c4` five commits after it. Without tags or
/// without git the version of CMakeLists.txt.
extern const char* const program_version;

/// `1a2b3c4`, with `-modified` when files differed from it; empty: built without git.
extern const char* const program_commit;

/// `2026-11-29`, the day of that commit; without git that of the sources.
extern const char* const program_date;

/// `performance_tracker 0.1.0 "Silent Observer"`.
extern const char* const version_text;

/// The lines of --version: `version_text`, the commit, and the versions of the libraries
/// that run, without the time of the build.
std::string version_details();

} // namespace tracker
