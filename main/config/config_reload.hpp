// SPDX-License-Identifier: MIT
#pragma once

#include "main/config/settings.hpp"
#include "messages/control.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// How a configuration that was read again differs from the running one.
struct config_change {
  /// Present if a setting changed that is applied at once.
  std::optional<live_settings> live;
  /// The other keys that changed, in the table's order; CAF's come last.
  std::vector<std::string> needs_restart;
};

/// The settings that a running tracker applies at once.
live_settings live_part(const settings& effective);

config_change compare(const settings& running, const settings& fresh);

} // namespace tracker
