// SPDX-License-Identifier: MIT
// The options of the publisher and of readers of the fleet's database, from the settings.
#pragma once

#include "actors/fleet/publisher_actor.hpp"
#include "actors/fleet/store/fleet_writer.hpp"
#include "main/config/settings.hpp"

#include <string>

namespace tracker {

/// fleet.name or, where it is empty, the name of this machine.
std::string fleet_name_of(const settings& effective);

fleet_writer_options fleet_options_of(const settings& effective);
publisher_options publisher_options_of(const settings& effective);

} // namespace tracker
