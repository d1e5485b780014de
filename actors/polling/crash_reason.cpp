// SPDX-License-Identifier: MIT
#include "actors/polling/crash_reason.hpp"

#include <caf/actor_system.hpp>
#include <caf/error.hpp>
#include <caf/scheduled_actor.hpp>
#include <caf/sec.hpp>

#include <exception>

namespace tracker {

void keep_crash_reason(caf::scheduled_actor& self) {
  self.set_exception_handler([](std::exception_ptr& thrown) -> caf::error {
    std::string text;
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      text = error.what();
    } catch (...) {
      text = "an exception of an unknown type";
    }
    return caf::make_error(caf::sec::runtime_error, std::move(text));
  });
}

std::string crash_text(const caf::actor_system& system, const caf::error& reason) {
  if (!reason)
    return "no exit reason";
  if (reason == caf::sec::runtime_error && reason.context().match_elements<std::string>())
    return reason.context().get_as<std::string>(0);
  return system.render(reason);
}

} // namespace tracker
