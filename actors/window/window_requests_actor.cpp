// SPDX-License-Identifier: MIT
// The requests of the window actor to the fetcher, and their replies.
#include "actors/window/window_shell_actor.hpp"
#include "actors/window/window_text.hpp"

#include <fmt/format.h>

namespace tracker {

void window_shell::send_requests() {
  for (const auto& look : tracker_.due_requests(now_))
    send_request(look);
  const auto current = tracker_.current(now_);
  if (!current || !current->market || !books_.is_held(current->window))
    return;
  if (const auto wanted = midpoint_.start_request(*current->market, now_))
    send_midpoint_request(*wanted);
}

void window_shell::send_request(const source_request& look) {
  fetch({look.source, look.endpoint, look.path, options_.request_deadline, log_.actor()},
        [this, look, requested_at = now_](const fetch_result& result) {
          apply_result(look, result, requested_at);
        });
}

void window_shell::apply_result(const source_request& look, const fetch_result& result,
                                timestamp requested_at) {
  ++handled_;
  compare_clocks(look.source, result, requested_at);
  for (const auto& event : tracker_.apply_result(look, result, now_))
    report(event);
  finish_if_idle();
}

void window_shell::compare_clocks(host source, const fetch_result& result,
                                  timestamp requested_at) {
  const auto* reply = std::get_if<fetch_reply>(&result.value);
  if (!options_.checks_clock || reply == nullptr)
    return;
  if (const auto warning = skew_.compare(source, *reply, requested_at, now_))
    log_.warn("clock-skew", *warning);
}

void window_shell::send_midpoint_request(const midpoint_tracker::request& wanted) {
  fetch({host::clob, wanted.endpoint, wanted.path, midpoint_tracker::interval,
         log_.actor()},
        [this](const fetch_result& result) { apply_midpoint(result); });
}

void window_shell::apply_midpoint(const fetch_result& result) {
  ++handled_;
  if (const auto reason = midpoint_.apply_result(result, now_))
    log_.debug("no-midpoint",
               fmt::format("{}; the worth of the open position is not shown, next "
                           "request in {}",
                           *reason, seconds_text(midpoint_tracker::interval)));
  finish_if_idle();
}

std::size_t window_shell::open_requests() const {
  return tracker_.open_requests() + (midpoint_.is_requesting() ? 1 : 0);
}

} // namespace tracker
