// SPDX-License-Identifier: MIT
// The files of captures: the one being written has the configured name, those before it
// carry the time at which they were begun.
#pragma once

#include "messages/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// `<file>.20261124T133005Z`. The names of a capture's files sort by time.
std::string capture_name(const std::string& file, timestamp begun);

/// When the rotated `path` of `file` was begun; nothing: it is no name of one.
std::optional<timestamp> capture_time(const std::string& file, const std::string& path);

/// The rotated files beside `file`, the oldest first. A folder that can not be read has
/// none.
std::vector<std::string> list_captures(const std::string& file);

/// Those of `paths` that hold nothing younger than `keep`: a file is of one day.
std::vector<std::string> outdated_captures(const std::string& file,
                                           const std::vector<std::string>& paths,
                                           timestamp now, timespan keep);

} // namespace tracker
