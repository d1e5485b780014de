// SPDX-License-Identifier: MIT
#pragma once

#include <caf/fwd.hpp>

#include <string>

namespace tracker {

/// Makes the text of an exception that ends `self` the exit reason that the supervisor
/// receives. Without this, CAF prints the text to stderr and the reason is only
/// "runtime_error". Call it first in make_behavior.
void keep_crash_reason(caf::scheduled_actor& self);

/// The exit reason of an actor as text: the text of the exception that ended it,
/// otherwise CAF's text of the reason.
std::string crash_text(const caf::actor_system& system, const caf::error& reason);

} // namespace tracker
