// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace tracker::test {

/// The golden run: a small capture of a simulated one, made once by this version's
/// recorder.
std::string golden_capture();

/// The digest of its replay, as tests/golden/digest.txt has it.
std::string golden_digest();

/// The text of README.md.
std::string readme_text();

/// The file of command lines and what each prints.
std::string golden_commands();

} // namespace tracker::test
