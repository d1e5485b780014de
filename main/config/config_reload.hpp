// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/settings.hpp"
#include "messages/control.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// What a configuration that was read again means for the running tracker.
struct config_change {
  /// Present when a setting changed that is taken over at once.
  std::optional<live_settings> live;
  /// The other keys that changed, in the table's order; CAF's come last.
  std::vector<std::string> needs_restart;
};

/// The settings that a running tracker takes over.
live_settings live_part(const settings& of);

config_change compare(const settings& running, const settings& fresh);

} // namespace tracker
