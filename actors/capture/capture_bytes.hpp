// SPDX-License-Identifier: MIT
// The encoding of numbers and texts: little-endian, a text follows its length.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace tracker {

/// Appends `value` to `output`, the lowest byte first.
template <std::integral T>
void put_number(std::string& output, T value) {
  auto rest = static_cast<std::make_unsigned_t<T>>(value);
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    output += static_cast<char>(rest & 0xffU);
    if constexpr (sizeof(T) > 1)
      rest = static_cast<std::make_unsigned_t<T>>(rest >> 8U);
  }
}

inline void put_text(std::string& output, std::string_view text) {
  put_number(output, static_cast<std::uint32_t>(text.size()));
  output += text;
}

/// The number at the start of `bytes`, which must have at least sizeof(T) bytes.
template <std::integral T>
T number_at(std::string_view bytes) {
  std::make_unsigned_t<T> result = 0;
  for (std::size_t i = sizeof(T); i > 0; --i)
    result = static_cast<std::make_unsigned_t<T>>(
        (std::uint64_t{result} << 8U) | static_cast<unsigned char>(bytes[i - 1]));
  return static_cast<T>(result);
}

} // namespace tracker
