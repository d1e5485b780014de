// SPDX-License-Identifier: MIT
#include "actors/log_tee/live/live_screen.hpp"

#include "actors/text/display_width.hpp"

#include <algorithm>

namespace tracker {

namespace {

/// A table of the heading and one series is the least.
constexpr std::size_t least_table = live_table::heading_rows + 1;
constexpr std::size_t least_log = 3;

/// Rows that the table may have: a quarter of the terminal, three rows at least, is for
/// log lines. 0: it has no room.
std::size_t most_rows(terminal_size size) {
  const auto log_rows = std::max(least_log, size.rows / 4);
  return size.rows >= least_table + log_rows ? size.rows - log_rows : 0;
}

} // namespace

std::vector<std::string> live_screen::table_rows(terminal_size size) const {
  return table_.rows({most_rows(size), size.columns}, style_);
}

std::string live_screen::prepare() {
  const auto size = device_.size();
  const bool wanted = !table_.empty() && most_rows(size) > 0 && device_.is_foreground();
  if (!wanted)
    return is_shown() ? leave() : std::string{};
  if (!is_shown()) {
    device_.claim();
    changed_ = true;
    return region_.enter(size, table_rows(size).size());
  }
  if (size == region_.size())
    return {};
  changed_ = true;
  return region_.resize(size, table_rows(size).size());
}

std::string live_screen::place(std::string_view lines) {
  std::string text{style_.utf8 ? std::string{lines} : to_ascii(lines)};
  if (!is_shown())
    return text;
  std::string bytes;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    bytes += region_.append(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return bytes;
}

std::string live_screen::draw() {
  auto bytes = prepare();
  if (!is_shown() || !std::exchange(changed_, false))
    return bytes;
  const auto rows = table_rows(region_.size());
  // A table that became lower leaves empty rows to the log lines that follow.
  if (rows.size() != region_.table_rows())
    bytes += region_.resize(region_.size(), rows.size());
  return bytes + region_.draw(rows);
}

std::string live_screen::leave() {
  device_.release();
  return is_shown() ? region_.leave() : std::string{};
}

} // namespace tracker
