// SPDX-License-Identifier: MIT
// Any bytes as an env-file: values, skipped lines, or one error with a line.
#include "main/config/syntax/dotenv.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto result = tracker::parse_dotenv(text, "A");
  if (result.error && (result.error->line == 0 || result.error->reason.empty()))
    std::abort();
  for (const auto& [name, value] : result.values)
    if (name.empty() || (name != "A" && value.size() > size))
      std::abort();
  return 0;
}
