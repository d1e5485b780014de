// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/endpoint_holds.hpp"

#include <algorithm>

namespace tracker {

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
