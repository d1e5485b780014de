// SPDX-License-Identifier: MIT
// Names of capture files: the current file has the configured name, earlier ones have the
// time at which they were begun appended.
#pragma once

#include "messages/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// `<file>.20261124T133005Z`. The names of a capture's files sort by time.
std::string capture_name(const std::string& file, timestamp begun);

/// The time at which the rotated `path` of `file` was begun; nothing for other names.
std::optional<timestamp> capture_time(const std::string& file, const std::string& path);

/// The rotated files in the folder of `file`, the oldest first; none when the folder
/// cannot be read.
std::vector<std::string> list_captures(const std::string& file);

/// The files of `paths` with no record younger than `keep`: a file covers one day.
std::vector<std::string> outdated_captures(const std::string& file,
                                           const std::vector<std::string>& paths,
                                           timestamp now, timespan keep);

} // namespace tracker
