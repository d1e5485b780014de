// SPDX-License-Identifier: MIT
#include "main/wiring/capture_settings.hpp"

#include "main/config/setting_table.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tracker {

namespace {

constexpr std::array<std::string_view, 12> deciding_keys{
    "tracker.series",
    "tracker.wallets",
    "tracker.timezone",
    "tracker.window-length",
    "tracker.poll-interval",
    "tracker.grade-delay",
    "tracker.capture-min-price",
    "tracker.strategies",
    "tracker.proof",
    "clock.interval",
    "http.data-api",
    // Limits each request with all its attempts.
    "http.timeout",
};

} // namespace

std::vector<std::pair<std::string, std::string>>
recorded_settings(const settings& effective) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& row : setting_table())
    if (std::find(deciding_keys.begin(), deciding_keys.end(), row.key) !=
        deciding_keys.end())
      result.emplace_back(row.key, to_string(row.field.show(effective)));
  return result;
}

std::vector<std::pair<std::string, std::string>>
settings_of(const std::vector<std::pair<std::string, std::string>>& recorded) {
  auto result = recorded;
  const std::string proof = "tracker.proof";
  if (std::none_of(recorded.begin(), recorded.end(),
                   [&](const auto& setting) { return setting.first == proof; }))
    result.emplace_back(proof, "false");
  return result;
}

} // namespace tracker
