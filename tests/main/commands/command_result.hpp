// SPDX-License-Identifier: MIT
// What the tests of the commands share.
#pragma once

#include <string>

namespace tracker::test {

/// What a command returned and printed.
struct command_result {
  int exit_code = 0;
  std::string out;
  std::string err;
};

} // namespace tracker::test
