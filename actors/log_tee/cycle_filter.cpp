// SPDX-License-Identifier: MIT
#include "actors/log_tee/cycle_filter.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace tracker {

namespace {

/// Fields that change with the time alone.
bool is_time(std::string_view key) {
  constexpr std::array<std::string_view, 2> keys{"seconds_left", "stale_seconds"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// The part of a line that is compared with the next one.
std::string content_of(const log_line& line) {
  if (line.fields.empty())
    return line.text;
  std::string content;
  for (const auto& [key, value] : line.fields)
    if (!is_time(key))
      content.append(key).append("=").append(value).append("\n");
  return content;
}

} // namespace

bool cycle_filter::admit(const log_line& line) {
  if (line.event != "cycle" || mode_ == cycle_lines::every)
    return true;
  if (mode_ == cycle_lines::never)
    return false;
  auto content = content_of(line);
  // The window actor of a series logs under its name.
  auto& last = written_[line.actor];
  const auto age = line.time - last.written_at;
  if (content == last.content && age >= timespan{0} && age < longest_silence)
    return false;
  last = {line.time, std::move(content)};
  return true;
}

} // namespace tracker
