// SPDX-License-Identifier: MIT
#include "main/config/config_reload.hpp"

#include "main/config/setting_table.hpp"

#include <map>

namespace tracker {

namespace {

std::map<std::string, std::string> caf_values(const settings& effective) {
  std::map<std::string, std::string> values;
  for (const auto& [key, value] : effective.caf)
    values.emplace(key, to_string(value));
  return values;
}

/// Keys that only one of the two has, or whose values differ.
std::vector<std::string> changed_caf_keys(const settings& running,
                                          const settings& fresh) {
  const auto before = caf_values(running);
  auto after = caf_values(fresh);
  std::vector<std::string> changed;
  for (const auto& [key, value] : before) {
    const auto found = after.find(key);
    if (found == after.end() || found->second != value)
      changed.push_back(key);
    after.erase(key);
  }
  for (const auto& [key, value] : after)
    changed.push_back(key);
  return changed;
}

} // namespace

live_settings live_part(const settings& effective) {
  return {effective.level, effective.grade_delay};
}

config_change compare(const settings& running, const settings& fresh) {
  config_change change;
  for (const auto& row : setting_table()) {
    if (row.field.show(running) == row.field.show(fresh))
      continue;
    if (row.live)
      change.live = live_part(fresh);
    else
      change.needs_restart.push_back(row.key);
  }
  for (auto& key : changed_caf_keys(running, fresh))
    change.needs_restart.push_back(std::move(key));
  return change;
}

} // namespace tracker
