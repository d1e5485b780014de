// SPDX-License-Identifier: MIT
// Every key of the configuration as data: the parser, the command line, the listing of
// `check`, the help and the test of conf/tracker.conf all come from this table.
#pragma once

#include "main/config/setting_field.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// One key of the configuration.
struct setting {
  /// `http.timeout`: the section and the key.
  std::string key;
  /// The default, as a configuration file would say it.
  std::string default_value;
  setting_field field;
  /// One line: what it is, and why one would change it.
  std::string why;
  /// Taken over by a running tracker on SIGHUP; all others need a restart.
  bool live = false;
};

/// All keys, grouped by section, in the order of conf/tracker.conf.
const std::vector<setting>& setting_table();

/// The settings of an empty configuration, before paths are expanded.
const settings& default_settings();

/// The key's row, or nullptr.
const setting* find_setting(std::string_view key);

/// True when some key is in this section.
bool is_section(std::string_view name);

/// `; did you mean http.timeout?` when one of the known names resembles `name`: a few
/// letters differ, or a key stands in the wrong section. Empty otherwise.
std::string suggest(std::string_view name, const std::vector<std::string>& known);

/// The part of `http.timeout` before the last dot, and the one behind it.
std::string_view section_of(std::string_view key);
std::string_view name_of(std::string_view key);

} // namespace tracker
