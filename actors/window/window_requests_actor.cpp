// SPDX-License-Identifier: MIT
// The requests of the window actor to the fetcher, and their replies.
#include "actors/window/window_shell_actor.hpp"
#include "actors/window/window_text.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>

namespace tracker {

using namespace std::chrono_literals;

namespace {

/// The fetcher always replies by the deadline; this bounds the wait for a lost reply.
constexpr timespan reply_slack = 5s;

} // namespace

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
  fetch_request wanted{look.source, look.endpoint, look.path, options_.request_deadline,
                       log_.actor()};
  request(fetcher_, options_.request_deadline + reply_slack, std::move(wanted))
      .then([this, look, requested_at = now_](
                const fetch_result& result) { apply_result(look, result, requested_at); },
            [this, look](const caf::error& error) {
              apply_result(look, failed_request(look.source, look.endpoint, error), now_);
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
  fetch_request sent{host::clob, wanted.endpoint, wanted.path, midpoint_tracker::interval,
                     log_.actor()};
  request(fetcher_, midpoint_tracker::interval + reply_slack, std::move(sent))
      .then([this](const fetch_result& result) { apply_midpoint(result); },
            [this, endpoint = wanted.endpoint](const caf::error& error) {
              apply_midpoint(failed_request(host::clob, endpoint, error));
            });
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

fetch_result window_shell::failed_request(host source, const std::string& endpoint,
                                          const caf::error& error) const {
  return {fetch_error{fetch_error_kind::cancelled, source, endpoint, 0,
                      "no reply from the fetcher: " + system().render(error), true, 0}};
}

std::size_t window_shell::open_requests() const {
  return tracker_.open_requests() + (midpoint_.is_requesting() ? 1 : 0);
}

} // namespace tracker
