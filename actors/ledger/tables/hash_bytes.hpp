// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// A transaction hash or a condition id: 32 bytes.
using hash_bytes = std::array<unsigned char, 32>;

/// The bytes of `0x` and 64 hex digits in lower case, the one form that `hash_text`
/// gives back; nothing for any other text.
std::optional<hash_bytes> parse_hash(std::string_view text);

/// `0x` and two lower-case digits for each byte.
std::string hash_text(std::string_view bytes);

} // namespace tracker
