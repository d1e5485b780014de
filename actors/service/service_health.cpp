// SPDX-License-Identifier: MIT
#include "actors/service/service_health.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

namespace {

std::int64_t whole_seconds(timespan span) {
  return std::chrono::floor<std::chrono::seconds>(span).count();
}

} // namespace

health_limits limits_for(timespan clock_interval) {
  health_limits limits;
  limits.tick_age = std::max(limits.tick_age, 3 * clock_interval);
  return limits;
}

void service_health::note_tick(steady_point now) {
  ticked_ = true;
  last_tick_ = now;
}

void service_health::note_request(steady_point now) {
  if (!asked_at_)
    asked_at_ = now;
}

void service_health::note_answer() {
  answered_ = true;
  asked_at_.reset();
}

std::optional<std::string> service_health::find_fault(steady_point now) const {
  if (ledger_ended_)
    return "the ledger has ended";
  if (const auto age = now - last_tick_; age >= limits_.tick_age)
    return fmt::format("the clock's last tick was {} s ago", whole_seconds(age));
  if (asked_at_ && now - *asked_at_ >= limits_.ledger_answer)
    return fmt::format("the ledger has not answered for {} s",
                       whole_seconds(now - *asked_at_));
  return std::nullopt;
}

} // namespace tracker
