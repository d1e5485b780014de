// SPDX-License-Identifier: MIT
// Any bytes as an env-file: values, or one error with a line.
#include "main/config/dotenv.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto result = tracker::parse_dotenv(text);
  if (const auto* error = std::get_if<tracker::dotenv_error>(&result)) {
    if (error->line == 0 || error->reason.empty())
      std::abort();
    return 0;
  }
  for (const auto& [name, value] : std::get<tracker::dotenv>(result))
    if (name.empty() || value.size() > size)
      std::abort();
  return 0;
}
