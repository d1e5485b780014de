// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace tracker::test {

/// The golden run: a small capture of a simulated run, made once by this version's
/// recorder.
std::string golden_capture();

/// The digest of its replay, from tests/golden/digest.txt.
std::string golden_digest();

/// The text of README.md.
std::string readme_text();

/// The path of the file of command lines and their output.
std::string golden_commands();

} // namespace tracker::test
