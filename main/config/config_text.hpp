// SPDX-License-Identifier: MIT
// The lines of a configuration file in CAF's syntax: sections, `key = value`, and
// comments that begin with ; or #. Pure: bytes in, entries and all errors out.
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
  /// Line of the key, from 1.
  std::size_t line = 0;
  /// The value as it is written.
  std::string raw;
  parsed_value value;
};

/// An error in a line, or in the whole file.
struct line_fault {
  std::size_t line = 0;
  std::string reason;
};

/// A parsed configuration file. It is valid if `faults` is empty and no entry's value is
/// a fault.
struct config_document {
  std::vector<config_section> sections;
  std::vector<config_entry> entries;
  std::vector<line_fault> faults;
};

/// Parses `text` and continues after an error where possible, so that all are reported.
/// CRLF is read as LF and a byte order mark is skipped. Refused besides what CAF refuses:
/// a section or a key that is given twice, a key outside of a section, and a file that
/// ends inside a string, a list, a section or a number.
config_document parse_config_text(std::string_view text);

} // namespace tracker
