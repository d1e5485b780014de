// SPDX-License-Identifier: MIT
#include "tests/support/golden.hpp"

#include <fstream>

namespace tracker::test {

std::string golden_capture() {
  return TRACKER_SOURCE_DIR "/tests/golden/run.cap";
}

std::string golden_digest() {
  std::ifstream file{TRACKER_SOURCE_DIR "/tests/golden/digest.txt"};
  std::string line;
  std::getline(file, line);
  return line;
}

} // namespace tracker::test
