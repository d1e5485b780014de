// SPDX-License-Identifier: MIT
#pragma once

#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>

namespace tracker::test {

/// An actor system with one scheduler thread: the actors of the web have threads of their
/// own.
struct one_thread : caf::actor_system_config {
  one_thread() {
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", 1);
  }
};

} // namespace tracker::test
