// SPDX-License-Identifier: MIT
// Any bytes as a configuration file: settings or problems; and what the tracker accepts
// has the same meaning to CAF.
#include "main/config/check.hpp"
#include "main/config/config.hpp"
#include "tests/main/config/config_against_caf.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(data), size};
  if (!tracker::test::difference_from_caf(text).empty())
    std::abort();
  const auto read = [&](const std::string& path) -> tracker::file_text {
    if (path == "/f")
      return text;
    return tracker::file_error{true, "missing"};
  };
  const auto result = tracker::load_settings({"/f", {}}, {"/home/u", ""}, read);
  if (const auto* settings = std::get_if<tracker::settings>(&result)) {
    if (tracker::check_listing(*settings).empty() || settings->watched_series.empty())
      std::abort();
  } else if (std::get<std::vector<tracker::config_problem>>(result).empty()) {
    std::abort();
  }
  return 0;
}
