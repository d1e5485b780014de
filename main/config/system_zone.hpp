// SPDX-License-Identifier: MIT
// The time zone of the machine, for tracker.timezone without a value.
#pragma once

#include "main/config/settings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tracker {

/// The zone in effect where the configuration gives none.
struct system_zone {
  /// A name of the time zone database.
  std::string name = "UTC";
  /// Where the name comes from: the environment (TZ), the system (/etc/localtime), or the
  /// default, UTC.
  source origin = source::default_value;
  /// Why it is UTC although TZ or /etc/localtime gives another zone; empty otherwise.
  std::string warning;
};

/// The zone that `variable`, the value of TZ, names: `Europe/Berlin`, with a colon in
/// front or as a path below a folder `zoneinfo`. An empty value is UTC, as for the C
/// library. Without the variable, or where it is the path /etc/localtime, it is
/// `local_zone`, the zone of /etc/localtime; empty: not known. Reads the time zone
/// database.
system_zone choose_zone(const std::optional<std::string>& variable,
                        const std::optional<std::string>& local_zone);

/// The zone of this process.
system_zone read_system_zone();

} // namespace tracker
