// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tracker {

/// Columns that a terminal needs for `text`, UTF-8: two for wide characters (East Asian
/// ones, emoji), none for marks that combine with the one before. Each byte that is not
/// UTF-8 counts as one. Independent of the locale, unlike wcwidth(3).
std::size_t display_width(std::string_view text);

/// `text` with blanks after it up to `width` columns.
std::string padded(const std::string& text, std::size_t width);

/// `text` in at most `width` (1 or more) columns; an end that was cut is shown as `mark`.
std::string cut_text(std::string_view text, std::size_t width,
                     std::string_view mark = "…");

/// `text` with `…` as `...`, the blocks of a bar as `#` and `.`, and every other
/// character beyond ASCII as `?`: for terminals whose locale is not UTF-8.
std::string to_ascii(std::string_view text);

} // namespace tracker
