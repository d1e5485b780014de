// SPDX-License-Identifier: MIT
// The lines of a configuration file in CAF's syntax: sections, `key = value`, and `;`
// comments. Pure: bytes in, entries and everything wrong with them out.
#pragma once

#include "main/config/config_value.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// `[name]`.
struct config_section {
  std::string name;
  std::size_t line = 0;
};

/// `key = value` inside a section.
struct config_entry {
  std::string section;
  std::string key;
  /// Where the key stands, from 1.
  std::size_t line = 0;
  /// The value as it is written.
  std::string raw;
  parsed_value value;
};

/// A line that is neither, or a file that is no text.
struct line_fault {
  std::size_t line = 0;
  std::string reason;
};

/// A configuration file taken apart. It is good when `faults` is empty and every entry's
/// value is one.
struct config_document {
  std::vector<config_section> sections;
  std::vector<config_entry> entries;
  std::vector<line_fault> faults;
};

/// Takes `text` apart and goes on behind a fault where it can, so that all are reported.
/// Refused besides what CAF refuses: a section or a key that comes twice, a key outside
/// of a section, and a file that ends inside a string, a list, a section or a number.
config_document parse_config_text(std::string_view text);

} // namespace tracker
