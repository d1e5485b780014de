// SPDX-License-Identifier: MIT
#include "tests/support/golden.hpp"

#include <fstream>
#include <iterator>

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

std::string readme_text() {
  std::ifstream file{TRACKER_SOURCE_DIR "/README.md"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string golden_commands() {
  return TRACKER_SOURCE_DIR "/tests/golden/commands.txt";
}

} // namespace tracker::test
