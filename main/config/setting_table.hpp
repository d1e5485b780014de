// SPDX-License-Identifier: MIT
// Every key of the configuration as data: the parser, the command line, the listing of
// `check`, the help and the test of conf/tracker.conf all come from this table.
#pragma once

#include "main/config/setting_field.hpp"
#include "main/config/suggest.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// One key of the configuration.
struct setting {
  /// `http.timeout`: the section and the key.
  std::string key;
  /// The default, as a configuration file writes it.
  std::string default_value;
  setting_field field;
  /// One line: what it is, and why to change it.
  std::string why;
  /// Applied by a running tracker on SIGHUP; all others need a restart.
  bool live = false;
};

/// All keys, grouped by section, in the order of conf/tracker.conf.
const std::vector<setting>& setting_table();

/// The settings of an empty configuration before paths are expanded, with UTC for the
/// system's time zone.
const settings& default_settings();

/// The key's row, or nullptr.
const setting* find_setting(std::string_view key);

/// True if a key belongs to this section.
bool is_section(std::string_view name);

} // namespace tracker
