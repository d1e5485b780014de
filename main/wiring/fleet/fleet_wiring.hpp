// SPDX-License-Identifier: MIT
// The publisher's options and the fleet's database for reports, from the settings.
#pragma once

#include "actors/fleet/publisher_actor.hpp"
#include "actors/fleet/store/fleet_reader.hpp"
#include "actors/fleet/store/fleet_writer.hpp"
#include "actors/web/page_source.hpp"
#include "main/config/settings.hpp"

#include <memory>
#include <string>
#include <variant>

namespace tracker {

/// fleet.name or, where it is empty, the name of this machine.
std::string fleet_name_of(const settings& effective);

fleet_writer_options fleet_options_of(const settings& effective);
publisher_options publisher_options_of(const settings& effective);

/// Where the page is read with fleet.page; empty: from the ledger file.
page_source_maker fleet_page_of(const settings& effective);

/// The fleet's database, or why it cannot be read.
std::variant<std::unique_ptr<fleet_reader>, std::string>
open_fleet(const settings& effective);

} // namespace tracker
