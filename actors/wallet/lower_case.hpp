// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace tracker {

/// Hex digits in the one form that is compared and stored; other bytes stay.
inline std::string lower_case(std::string_view text) {
  std::string result{text};
  for (auto& c : result)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return result;
}

} // namespace tracker
