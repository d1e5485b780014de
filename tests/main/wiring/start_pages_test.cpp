// SPDX-License-Identifier: MIT
#include "main/wiring/start_pages.hpp"
#include "tests/support/catch.hpp"

#include <cstddef>
#include <fstream>

namespace {

/// Pages of files that are in memory for this process (proc_pid_statm(5), "shared").
std::size_t resident_file_pages() {
  std::size_t size = 0;
  std::size_t resident = 0;
  std::size_t of_files = 0;
  std::ifstream{"/proc/self/statm"} >> size >> resident >> of_files;
  return of_files;
}

} // namespace

TEST_CASE("released code leaves memory and still runs") {
  const auto before = resident_file_pages();
  REQUIRE(before > 0);
  tracker::release_start_pages();
  CHECK(resident_file_pages() < before);
}
