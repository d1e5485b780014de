// SPDX-License-Identifier: MIT
#include "actors/wallet/activity_log.hpp"

namespace tracker {

std::vector<activity_event> activity_log::book(const std::vector<activity_event>& view) {
  std::vector<activity_event> fresh;
  std::unordered_map<std::string, std::uint32_t> shown;
  for (const auto& row : view) {
    auto kind = activity_kind(row);
    const auto occurrence = shown[kind]++;
    auto& known = known_[std::move(kind)];
    known.time = row.time;
    if (occurrence < known.count)
      continue;
    known.count = occurrence + 1;
    fresh.push_back(row);
    fresh.back().occurrence = occurrence;
  }
  return fresh;
}

void activity_log::forget_before(timestamp horizon) {
  std::erase_if(known_, [&](const auto& kind) { return kind.second.time < horizon; });
}

} // namespace tracker
