// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace tracker {

/// 64-bit FNV-1a: the same in every version of the program. It distinguishes names of
/// which only the beginning fits.
constexpr std::uint64_t fnv1a_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

} // namespace tracker
