// SPDX-License-Identifier: MIT
// Any bytes as JSON: our tree and the library's own accept the same and hold the same,
// numbers too big for a double included.
#include "tests/actors/platform/json_reference.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (!tracker::test::agrees_with_library(text))
    std::abort();
  return 0;
}
