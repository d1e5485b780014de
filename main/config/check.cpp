// SPDX-License-Identifier: MIT
#include "main/config/check.hpp"

#include "actors/platform/ids.hpp"
#include "actors/window/series/series.hpp"
#include "actors/window/series/series_table.hpp"
#include "main/config/config_caf.hpp"
#include "main/config/setting_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace tracker {

namespace {

using check_row = std::array<std::string, 3>;

/// 2026-11-28, 20:00 UTC: the time of the slugs that are shown.
constexpr timestamp first_example{std::chrono::seconds{1'795'896'000}};

check_row row_of(const settings& effective, const std::string& key,
                 const config_value& value) {
  return {key, mask_addresses(to_string(value)),
          to_string(value_source_of(effective, key))};
}

std::vector<check_row> all_rows(const settings& effective) {
  std::vector<check_row> rows;
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

/// `an hour`, `15 minutes`.
std::string length_text(const series& one) {
  const auto minutes = one.length / std::chrono::minutes{1};
  if (one.alignment == window_alignment::new_york_noon)
    return "from noon to noon in New York";
  if (minutes % 60 == 0)
    return minutes == 60 ? "an hour" : fmt::format("{} hours", minutes / 60);
  return fmt::format("{} minutes", minutes);
}

/// What each plain name of tracker.series stands for; nothing for slug prefixes.
std::string describe_series(const settings& effective) {
  std::string text;
  for (const auto& one : effective.watched_series) {
    const auto rule = rule_of(one);
    const auto name = plain_name_of(one);
    if (one.listing.empty() || !rule || !name)
      continue;
    text += fmt::format("  {:<8}  {}, {}; {}; a tie is {}\n", *name,
                        window_at(one, first_example).slug, length_text(one),
                        rule->decided_by, rule->tie);
  }
  return text.empty() ? text : "series, each with one of its slugs:\n" + text;
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
  return text + describe_series(effective);
}

std::string to_string(const value_source& origin) {
  switch (origin.kind) {
  case source::default_value:
    return "default";
  case source::system:
    return "system";
  case source::env_file:
    return "env-file:" + origin.file;
  case source::environment:
    return "environment";
  case source::config_file:
    return origin.line == 0 ? "file:" + origin.file
                            : fmt::format("file:{}:{}", origin.file, origin.line);
  case source::command_line:
    return "command line";
  }
  return "?";
}

value_source value_source_of(const settings& effective, std::string_view key) {
  const auto found = effective.value_sources.find(key);
  return found == effective.value_sources.end() ? value_source{} : found->second;
}

} // namespace tracker
