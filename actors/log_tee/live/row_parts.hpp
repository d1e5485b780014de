// SPDX-License-Identifier: MIT
// The parts that a row of the live table is made of. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// `text` without its empty ends, cut at each `separator`.
std::vector<std::string> split_parts(std::string_view text, std::string_view separator);

/// `███░░`: the part of the window that is left.
std::string bar_of(std::int64_t left, std::int64_t total, std::size_t cells);

/// `899s`, `42m`, `13h05m`: seconds up to 999, then minutes, from 100 minutes on hours.
std::string time_left_text(std::int64_t seconds);

/// `btc-5m` of `btc-updown-5m`, `btc-5m-1768936500` of its slug.
std::string without_updown(std::string text);

enum class position_form : std::uint8_t {
  /// `main UP 271.1@0.48 DN 14.0@0.47`, as the log has it.
  full,
  /// `main U271@.48 D14@.47`: sizes from 100 on are rounded to whole shares.
  brief,
  /// `main U271 D14`: without the average entries.
  sizes,
};

/// A wallet's position, as a cycle line has it, in another form.
std::string shorten_position(const std::string& position, position_form form);

struct wrapped_items {
  std::vector<std::string> rows;
  /// Items that are not shown.
  std::size_t left_out = 0;
};

/// Puts `items` into at most `most` rows of the given widths, between them `separator`.
/// Those that do not fit are counted at the end: `+2`.
wrapped_items wrap_items(const std::vector<std::string>& items, std::size_t first_width,
                         std::size_t next_width, std::size_t most,
                         std::string_view separator = ", ");

} // namespace tracker
