// SPDX-License-Identifier: MIT
#include "main/config/check.hpp"

#include "actors/platform/ids.hpp"
#include "main/config/config_caf.hpp"
#include "main/config/setting_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace tracker {

namespace {

using row = std::array<std::string, 3>;

row row_of(const settings& effective, const std::string& key, const config_value& value) {
  return {key, mask_addresses(to_string(value)),
          to_string(value_source_of(effective, key))};
}

std::vector<row> all_rows(const settings& effective) {
  std::vector<row> rows;
  for (const auto& key : setting_table())
    rows.push_back(row_of(effective, key.key, key.field.show(effective)));
  for (const auto& [key, value] : caf_defaults())
    if (!effective.value_sources.contains(key))
      rows.push_back(row_of(effective, key, value));
  for (const auto& [key, value] : effective.caf)
    rows.push_back(row_of(effective, key, value));
  return rows;
}

/// The number of characters: a masked address has one of three bytes.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string padded(const std::string& text, std::size_t columns) {
  return text + std::string(columns - std::min(columns, width(text)), ' ') + "  ";
}

} // namespace

std::string check_listing(const settings& effective) {
  const auto rows = all_rows(effective);
  constexpr std::size_t widest_value = 48;
  std::size_t key_width = 0;
  std::size_t value_width = 0;
  for (const auto& [key, value, origin] : rows) {
    key_width = std::max(key_width, width(key));
    value_width = std::max(value_width, std::min(width(value), widest_value));
  }
  std::string text =
      fmt::format("configuration file: {}\n",
                  effective.config_file.empty() ? "none" : effective.config_file);
  for (const auto& [key, value, origin] : rows)
    text += fmt::format("{}{}{}\n", padded(key, key_width), padded(value, value_width),
                        origin);
  return text;
}

} // namespace tracker
