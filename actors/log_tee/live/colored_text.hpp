// SPDX-License-Identifier: MIT
#pragma once

#include "messages/log.hpp"

#include <string>
#include <string_view>

namespace tracker {

/// Colours of a terminal, as parameters of SGR.
namespace sgr {
inline constexpr std::string_view gain = "32";
inline constexpr std::string_view loss = "31";
inline constexpr std::string_view warning = "33";
inline constexpr std::string_view error = "1;31";
inline constexpr std::string_view heading = "1";
inline constexpr std::string_view faint = "2";
} // namespace sgr

/// Appends `text` in a colour, or as it is where `color` is empty.
void append_colored(std::string& output, std::string_view text, std::string_view color);

/// Appends `text` with its gains (`+$2.14`) and losses (`-$1.00`) coloured, the rest in
/// `color`.
void append_amounts_colored(std::string& output, std::string_view text,
                            std::string_view color = {});

/// The colour of a level's name; empty: none.
std::string_view color_of(log_level level);

} // namespace tracker
