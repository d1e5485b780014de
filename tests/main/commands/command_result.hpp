// SPDX-License-Identifier: MIT
// The result of a command, for its tests.
#pragma once

#include <string>

namespace tracker::test {

/// The exit code of a command and what it printed.
struct command_result {
  int exit_code = 0;
  std::string out;
  std::string err;
};

} // namespace tracker::test
