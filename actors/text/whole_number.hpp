// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace tracker {

/// Parses the whole of `text` as a decimal number; nothing for other text and for a
/// number that `Number` cannot hold. A sign is accepted only if `Number` is signed.
template <class Number>
std::optional<Number> parse_whole_number(std::string_view text) {
  Number value{};
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || rest != end)
    return std::nullopt;
  return value;
}

} // namespace tracker
