// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/host_health.hpp"

#include "actors/fetcher/policy/backoff.hpp"
#include "actors/platform/excerpt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

constexpr std::uint16_t forbidden = 403;
constexpr std::uint16_t too_many_requests = 429;

bool is_block(const fetch_error& cause) {
  return cause.status == forbidden || cause.detail.starts_with("error code: 10");
}

/// `502 Bad Gateway`, `500: cannot get the information`, or the kind of the error when
/// the reply is not complete.
std::string cause_text(const fetch_error& cause) {
  const auto is_complete =
      cause.kind == fetch_error_kind::status || cause.kind == fetch_error_kind::platform;
  auto name = is_complete && cause.status != 0 ? std::to_string(cause.status)
                                               : std::string{to_string(cause.kind)};
  if (cause.detail.empty())
    return name;
  // The title of many an error page begins with the status.
  if (cause.detail.starts_with(name))
    return cause.detail;
  return fmt::format("{}: {}", name, cause.detail);
}

} // namespace

host_health::admission host_health::admit(steady_point now) const {
  if (state_ == condition::ok)
    return admission::go;
  if (probing_)
    return admission::wait;
  return now < retry_at_ ? admission::refuse : admission::go;
}

bool host_health::begin_transfer() {
  probing_ = state_ != condition::ok;
  return probing_;
}

std::optional<health_change> host_health::record_answer(bool probe, steady_point now) {
  // The reply to a request from before the outage does not end the outage.
  if (state_ != condition::ok && !probe)
    return {};
  failures_ = 0;
  if (state_ == condition::ok)
    return {};
  const health_change change{health_change::kind::back, outage_duration(now), 0};
  state_ = condition::ok;
  pauses_ = 0;
  probing_ = false;
  if (std::exchange(reported_, false))
    return change;
  ++unreported_;
  return {};
}

std::optional<health_change> host_health::record_failure(bool probe,
                                                         const fetch_error& cause,
                                                         timespan at_least,
                                                         steady_point now) {
  if (state_ == condition::ok ? ++failures_ < limits_.failures : !probe)
    return {};
  pause(condition::failing, cause, at_least, now);
  return report(now);
}

std::optional<health_change> host_health::record_block(bool probe,
                                                       const fetch_error& cause,
                                                       timespan at_least,
                                                       steady_point now) {
  if (state_ != condition::ok && !probe)
    return {};
  // Report again when a failing host turns out to block us.
  if (state_ != condition::blocked)
    reported_ = false;
  pause(condition::blocked, cause, at_least, now);
  return report(now);
}

timespan host_health::outage_duration(steady_point now) const {
  return state_ == condition::ok ? timespan{0} : now - since_;
}

fetch_error host_health::refusal() const {
  auto error = cause_;
  error.retryable = true;
  error.host_paused = true;
  error.detail = excerpt(fmt::format("{}: {}", pause_word(cause_), cause_.detail));
  return error;
}

void host_health::pause(condition state, const fetch_error& cause, timespan at_least,
                        steady_point now) {
  if (state_ == condition::ok)
    since_ = now;
  if (state_ != state)
    pauses_ = 0;
  state_ = state;
  cause_ = cause;
  probing_ = false;
  failures_ = 0;
  retry_at_ = now + std::max(at_least, next_pause(now));
  ++pauses_;
}

timespan host_health::next_pause(steady_point now) const {
  if (state_ == condition::blocked)
    return doubled(limits_.first_block, pauses_, limits_.longest_block);
  const auto longest = outage_duration(now) < limits_.early
                           ? std::min(limits_.longest_early_pause, limits_.longest_pause)
                           : limits_.longest_pause;
  return doubled(limits_.first_pause, pauses_, longest);
}

std::optional<health_change> host_health::report(steady_point now) {
  const auto pause = retry_at_ - now;
  if (reported_ || (pause < limits_.short_pause && last_report_ &&
                    now - *last_report_ < limits_.quiet))
    return {};
  reported_ = true;
  last_report_ = now;
  return health_change{state_ == condition::blocked ? health_change::kind::blocked
                                                    : health_change::kind::paused,
                       pause, std::exchange(unreported_, 0)};
}

const char* pause_word(const fetch_error& cause) {
  switch (cause.kind) {
  case fetch_error_kind::resolve:
  case fetch_error_kind::connect:
  case fetch_error_kind::tls:
  case fetch_error_kind::timeout:
    return "unreachable";
  default:
    break;
  }
  if (is_block(cause))
    return "blocked";
  // The platform also sends this text with status 200.
  return cause.status == too_many_requests || cause.detail == "Too Many Requests"
             ? "rate limited"
             : "failing";
}

std::string pause_reason(const fetch_error& cause) {
  // The body of a 429 adds nothing.
  if (cause.status == too_many_requests && !is_block(cause))
    return fmt::format("{} ({})", pause_word(cause), cause.status);
  return fmt::format("{} ({})", pause_word(cause), excerpt(cause_text(cause)));
}

std::string change_text(std::string_view name, const fetch_error& cause,
                        const health_change& change) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(change.span).count();
  if (change.type == health_change::kind::back)
    return fmt::format("{}: answers again after {}s", name, seconds);
  auto text = fmt::format("{}: {}, next try in {}s", name, pause_reason(cause), seconds);
  if (change.unreported > 0)
    text +=
        fmt::format("; {} short pauses before it were not reported", change.unreported);
  return text;
}

const endpoint_hold* endpoint_holds::find(host target,
                                          const std::string& endpoint) const {
  const auto found = holds_.find({target, endpoint});
  return found == holds_.end() ? nullptr : &found->second;
}

const std::pair<const std::pair<host, std::string>, endpoint_hold>*
endpoint_holds::find_paused(host target, steady_point now) const {
  const auto found = std::find_if(holds_.begin(), holds_.end(), [&](const auto& entry) {
    return entry.first.first == target && entry.second.until > now;
  });
  return found == holds_.end() ? nullptr : &*found;
}

std::uint32_t endpoint_holds::pauses(host target, const std::string& endpoint) const {
  const auto* hold = find(target, endpoint);
  return hold == nullptr ? 0 : hold->pauses;
}

void endpoint_holds::begin_attempt(const joint_request& request, joint_request_id id) {
  const auto found = holds_.find({request.target, request.endpoint});
  if (found != holds_.end())
    found->second.probe = id;
}

std::optional<health_change> endpoint_holds::pause(const joint_request& request,
                                                   joint_request_id id, timespan span,
                                                   const fetch_error& cause,
                                                   steady_point now) {
  const auto [found, is_new] = holds_.try_emplace({request.target, request.endpoint});
  auto& hold = found->second;
  if (is_new)
    hold.since = now;
  if (is_new || hold.probe == id) {
    hold.probe.reset();
    hold.cause = cause;
    ++hold.pauses;
  }
  hold.until = std::max(hold.until, now + span);
  if (hold.reported || hold.until - now < short_pause_)
    return {};
  hold.reported = true;
  return health_change{health_change::kind::paused, hold.until - now, 0};
}

std::optional<health_change> endpoint_holds::record_answer(const joint_request& request,
                                                           joint_request_id id,
                                                           steady_point now) {
  const auto found = holds_.find({request.target, request.endpoint});
  if (found == holds_.end() || found->second.probe != id)
    return {};
  const auto ended = std::move(found->second);
  holds_.erase(found);
  if (!ended.reported)
    return {};
  return health_change{health_change::kind::back, now - ended.since, 0};
}

void endpoint_holds::release(const joint_request& request, joint_request_id id) {
  const auto found = holds_.find({request.target, request.endpoint});
  if (found != holds_.end() && found->second.probe == id)
    found->second.probe.reset();
}

} // namespace tracker
