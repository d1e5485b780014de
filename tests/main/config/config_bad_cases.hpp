// SPDX-License-Identifier: MIT
// Configurations that are refused, and their problems.
#pragma once

#include "tests/main/config/config_support.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace tracker::test {

/// A configuration and parts of its problems.
struct bad_case {
  std::string text;
  /// All parts must be in one problem.
  std::vector<std::string> parts;
};

/// True when one line has all `parts`.
inline bool one_line_has(const std::string& lines,
                         const std::vector<std::string>& parts) {
  std::size_t begin = 0;
  while (begin < lines.size()) {
    const auto end = lines.find('\n', begin);
    const auto line = lines.substr(begin, end - begin);
    if (std::all_of(parts.begin(), parts.end(),
                    [&](const auto& part) { return contains(line, part); }))
      return true;
    begin = end + 1;
  }
  return false;
}

inline std::string series_of(const std::string& value) {
  return "[tracker]\nseries = " + value + "\n";
}
inline std::string wallets_of(const std::string& value) {
  return "[tracker]\nwallets = " + value + "\n";
}
inline std::string in_quotes(const std::string& text) {
  return '"' + text + '"';
}

/// 64 hex digits: the length of a private key.
inline const std::string key64(64, 'a');

/// Fails for each case whose problems lack its parts.
inline void check_all(const std::vector<bad_case>& cases) {
  for (const auto& [text, parts] : cases) {
    const auto lines = bad(load_text(text));
    INFO("configuration: " << text.substr(0, 200));
    INFO("problems: " << lines);
    for (const auto& part : parts)
      CHECK(one_line_has(lines, {part}));
    CHECK(one_line_has(lines, parts));
    CHECK(contains(lines, "/etc/t.conf"));
  }
}

} // namespace tracker::test
