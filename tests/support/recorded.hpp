// SPDX-License-Identifier: MIT
// Recorded replies of the platform: beside the project where it is developed, absent
// elsewhere. Tests that use them say so and pass without them.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tracker::test {

/// The bytes of a recorded file; nothing, with a visible note, when it is not at hand.
std::optional<std::string> recorded(const std::string& name);

/// The same for a gzip file, unpacked.
std::optional<std::string> recorded_gz(const std::string& name);

/// The names of the recorded files that begin with `prefix`, sorted.
std::vector<std::string> recorded_files(const std::string& prefix);

} // namespace tracker::test
