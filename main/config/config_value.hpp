// SPDX-License-Identifier: MIT
// The values of CAF's configuration syntax, read strictly. CAF 0.17's own reader silently
// reads `010` as 8, turns 9999999999h into a negative time, keeps the last of two equal
// names in a table and reads an unquoted word as text; this one refuses them. It also
// reads the units m (minutes) and d (days), byte sizes such as `64M`, and `#` comments.
// Everything else that it accepts means the same to CAF.
#pragma once

#include "messages/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tracker {

/// A word in single quotes, `'sharing'`: CAF's atom.
struct config_atom {
  std::string text;

  bool operator==(const config_atom&) const = default;
};

/// `64M`: a number of bytes with a unit, k, M or G (powers of 1024).
struct byte_size {
  std::int64_t bytes = 0;

  bool operator==(const byte_size&) const = default;
};

struct config_value;
struct config_field;
using config_list = std::vector<config_value>;
/// The fields of `{ name = "main" }` in their order, no name twice.
using config_table = std::vector<config_field>;

/// One value of a configuration file.
struct config_value {
  std::variant<std::int64_t, bool, timespan, std::string, config_atom, config_list,
               config_table, byte_size>
      data;

  bool operator==(const config_value& other) const;
};

/// `name = value` inside a table.
struct config_field {
  std::string name;
  config_value value;

  bool operator==(const config_field&) const = default;
};

/// Why a text is not a value, as a message.
struct value_fault {
  std::string reason;
};

using parsed_value = std::variant<config_value, value_fault>;

/// How deep lists and tables may be nested.
constexpr int max_config_depth = 8;

/// Reads one value without any text around it. Comments and line ends are allowed
/// inside lists and tables.
parsed_value parse_config_value(std::string_view text);

/// The value as a configuration file writes it, durations and byte sizes in their largest
/// whole unit.
std::string to_string(const config_value& value);

/// The kind of the value for messages: `a duration`, `a list`.
const char* kind_of(const config_value& value);

} // namespace tracker
