// SPDX-License-Identifier: MIT
#pragma once

#include "main/settings.hpp"
#include "messages/control.hpp"

#include <caf/fwd.hpp>

#include <functional>

namespace tracker {

/// Runs the tracker until it is told to stop. Returns the exit code of the contract; ends
/// the process itself with 3 when an actor would not drain, since nothing may wait for
/// it.
///
/// `config` carries CAF's own options, `reload` reads the configuration again on SIGHUP.
int run_tracker(const settings& effective, caf::actor_system_config& config,
                std::function<reload_request()> reload);

} // namespace tracker
