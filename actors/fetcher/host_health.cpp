// SPDX-License-Identifier: MIT
#include "actors/fetcher/host_health.hpp"

#include "actors/fetcher/backoff.hpp"
#include "actors/fetcher/excerpt.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

host_health::admission host_health::ask(steady_point now) const {
  if (state_ == condition::ok)
    return admission::go;
  if (probing_)
    return admission::wait;
  return now < retry_at_ ? admission::refuse : admission::go;
}

bool host_health::begin() {
  probing_ = state_ != condition::ok;
  return probing_;
}

std::optional<health_change> host_health::answered(bool probe, steady_point now) {
  failures_ = 0;
  // A straggler from before the outage says nothing about its end.
  if (state_ == condition::ok || !probe)
    return {};
  const health_change change{health_change::kind::back, away_for(now)};
  state_ = condition::ok;
  pauses_ = 0;
  probing_ = false;
  return change;
}

std::optional<health_change> host_health::silent(bool probe, const fetch_error& why,
                                                 steady_point now) {
  if (state_ == condition::ok) {
    if (++failures_ < limits_.failures)
      return {};
    leave_alone(condition::unreachable, why, limits_.first_pause, now);
    return health_change{health_change::kind::unreachable, {}};
  }
  if (probe)
    leave_alone(condition::unreachable, why,
                doubled(limits_.first_pause, pauses_, limits_.longest_pause), now);
  return {};
}

std::optional<health_change> host_health::blocked(bool probe, const fetch_error& why,
                                                  timespan at_least, steady_point now) {
  const auto news = state_ == condition::ok;
  if (news || probe)
    leave_alone(
        condition::blocked, why,
        std::max(at_least, doubled(limits_.first_block, pauses_, limits_.longest_block)),
        now);
  if (!news)
    return {};
  return health_change{health_change::kind::blocked, {}};
}

timespan host_health::away_for(steady_point now) const {
  return state_ == condition::ok ? timespan{0} : now - since_;
}

fetch_error host_health::refusal(steady_point now) const {
  auto error = cause_;
  error.retryable = true;
  error.detail = excerpt(
      fmt::format("{} for {} s: {}", to_string(state_),
                  std::chrono::duration_cast<std::chrono::seconds>(away_for(now)).count(),
                  cause_.detail));
  return error;
}

void host_health::leave_alone(condition why, const fetch_error& cause, timespan pause,
                              steady_point now) {
  if (state_ == condition::ok)
    since_ = now;
  state_ = why;
  cause_ = cause;
  probing_ = false;
  failures_ = 0;
  retry_at_ = now + pause;
  ++pauses_;
}

const char* to_string(host_health::condition state) {
  switch (state) {
  case host_health::condition::ok:
    return "ok";
  case host_health::condition::unreachable:
    return "unreachable";
  case host_health::condition::blocked:
    return "blocked";
  }
  return "?";
}

} // namespace tracker
