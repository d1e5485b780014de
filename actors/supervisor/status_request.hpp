// SPDX-License-Identifier: MIT
#pragma once

#include "messages/interfaces.hpp"

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// An actor whose status is asked for.
struct asked_actor {
  std::string name;
  std::uint64_t restarts = 0;
  lifecycle_actor handle;
};

/// Asks each actor for its status, for at most `patience`, adds a row and a report for
/// each to `screen`, in their order, and passes it to `receive`. `Self` is the actor that
/// asks.
template <class Self>
void ask_status(Self* self, std::vector<asked_actor> actors, timespan patience,
                status_screen screen, const std::function<void(status_screen)>& receive) {
  const auto count = actors.size();
  auto result = std::make_shared<status_screen>(std::move(screen));
  result->rows.resize(count);
  result->actors.resize(count);
  auto left = std::make_shared<std::size_t>(count);
  for (std::size_t i = 0; i < count; ++i) {
    result->actors[i] = {actors[i].name, std::nullopt, actors[i].restarts};
    const auto add = [i, result, left, receive](std::optional<actor_status> status,
                                                const std::string& text) {
      auto& report = result->actors[i];
      report.status = std::move(status);
      result->rows[i] = fmt::format("  {} : {}", report.name, text);
      if (--*left == 0)
        receive(std::move(*result));
    };
    if (!actors[i].handle) {
      add(std::nullopt, "does not run");
      continue;
    }
    self->request(actors[i].handle, patience, status_request{})
        .then([add](const actor_status& answer) { add(answer, answer.summary); },
              [add, self](const caf::error& error) {
                add(std::nullopt, "no answer: " + self->system().render(error));
              });
  }
}

} // namespace tracker
