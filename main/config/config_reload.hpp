// SPDX-License-Identifier: MIT
// What a running tracker takes over from a configuration that was read again. Pure.
#pragma once

#include "main/config/config_file.hpp"
#include "main/config/settings.hpp"
#include "messages/control.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// How a configuration that was read again differs from the running one.
struct config_change {
  /// The running settings with those that are applied at once.
  settings applied;
  /// What is applied at once, one line per change: `log.level info -> warn`,
  /// `tracker.series + eth-updown-5m`, `tracker.wallets - main (0x12345678…abcdef)`.
  std::vector<std::string> changes;
  /// What takes effect only after a restart, in the table's order, CAF's keys last:
  /// `http.timeout 5s -> 10s`.
  std::vector<std::string> needs_restart;
  /// The windows and wallets, or what is decided about them, are others now.
  bool is_watch_changed = false;
};

/// A run that is recorded keeps every setting that its capture holds: a replay has only
/// the settings of the start.
config_change compare(const settings& running, const settings& fresh);

/// The settings that a running tracker applies at once and that need no other actors.
live_settings live_part(const settings& effective);

/// Files that the running settings were read from and that have gone, one line for each
/// with what to do: without them other settings would be in effect by accident.
std::vector<std::string> find_gone_files(const settings& running, const settings& fresh,
                                         const file_reader& read = read_text_file);

/// The configuration as a reload found it.
struct reloaded_config {
  reload_request order;
  /// The settings to watch with; empty: the windows and wallets stay.
  std::optional<settings> watched;
};

/// Compares a configuration that was read again; `running` becomes what is applied.
reloaded_config take_over(settings& running, const settings& fresh,
                          const file_reader& read = read_text_file);

} // namespace tracker
