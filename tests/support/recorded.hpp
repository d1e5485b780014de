// SPDX-License-Identifier: MIT
// Recorded replies of the platform: beside the project where it is developed, absent
// elsewhere. Tests that use them say so and pass without them.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tracker::test {

/// The bytes of a recorded file of either folder; nothing, with a warning of the test,
/// when the file does not exist.
std::optional<std::string> recorded(const std::string& name);

/// The same for a gzip file, unpacked.
std::optional<std::string> recorded_gz(const std::string& name);

/// The names of the files recorded until September 2026 that begin with `prefix`, sorted.
std::vector<std::string> recorded_files(const std::string& prefix);

/// The names of all recorded files of both folders, sorted.
std::vector<std::string> all_recorded_files();

} // namespace tracker::test
