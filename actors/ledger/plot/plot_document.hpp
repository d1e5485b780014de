// SPDX-License-Identifier: MIT
// The frame of every picture: size, colours, title.
#pragma once

#include "actors/ledger/plot/plot_scale.hpp"

#include <string>
#include <vector>

namespace tracker {

inline constexpr tenths plot_width = 4'800;
inline constexpr tenths plot_margin = 160;

/// A line of text that begins at `x`, above `y`. `name`: its classes.
std::string plot_text(const char* name, tenths x, tenths y, const std::string& content);

/// The title and, in a line below it, the notes.
std::string plot_heading(const std::string& title, const std::vector<std::string>& notes);

/// A self-contained SVG of `plot_width` and this height: no script, no font, no external
/// resource. `title` is for readers of the screen, `svg` the elements.
std::string plot_document(const std::string& title, const std::string& svg,
                          tenths height);

} // namespace tracker
