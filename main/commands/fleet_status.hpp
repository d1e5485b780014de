// SPDX-License-Identifier: MIT
// `status --fleet`: the trackers of a fleet, as its database knows them.
#pragma once

#include "actors/fleet/store/fleet_reader.hpp"
#include "main/config/settings.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace tracker {

/// A row for each tracker: name, version, whether a session of it is open, facts that
/// wait, and how long its outbox has not been empty, or how long it has been silent.
/// Names the number of those that are away in the last line.
std::string fleet_table(const std::vector<fleet_member>& members);

/// The same as one JSON array; times in seconds, null where there is none.
std::string fleet_json(const std::vector<fleet_member>& members);

/// Prints either. Exit code 1 with the reason on `err` when the database cannot be read.
int print_fleet(const settings& effective, bool json, std::ostream& out,
                std::ostream& err);

} // namespace tracker
