// SPDX-License-Identifier: MIT
#pragma once

#include <caf/fwd.hpp>

#include <string>

namespace tracker {

/// Makes the text of an exception that ends `self` the reason its supervisor receives.
/// Without this, CAF prints the text on the standard error and the reason is
/// "runtime_error" alone. Call it first in make_behavior.
void keep_crash_reason(caf::scheduled_actor& self);

/// The reason an actor ended with, for people: the text of the exception where one ended
/// it, otherwise the reason in CAF's words.
std::string crash_text(const caf::actor_system& system, const caf::error& reason);

} // namespace tracker
