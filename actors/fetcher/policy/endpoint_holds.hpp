// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/policy/host_health.hpp"
#include "actors/fetcher/policy/joint_requests.hpp"
#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace tracker {

/// The pause of one endpoint while its host is available: the endpoint is over its rate
/// limit, or sent `Retry-After`.
struct endpoint_hold {
  steady_point since{};
  steady_point until{};
  fetch_error cause;
  /// Pauses in a row.
  std::uint32_t pauses = 0;
  /// The only request that is sent after a pause, to test whether the endpoint answers.
  std::optional<joint_request_id> probe;
  bool reported = false;
};

/// The holds of all endpoints. After its pause a hold admits one request at a time. The
/// first answer ends the hold.
class endpoint_holds {
public:
  /// Holds with a pause shorter than `short_pause` are not reported.
  explicit endpoint_holds(timespan short_pause) : short_pause_{short_pause} {}

  /// The hold of this endpoint; null without one.
  const endpoint_hold* find(host target, const std::string& endpoint) const;
  /// An endpoint of this host whose pause is not over, with its hold; null without one.
  const std::pair<const std::pair<host, std::string>, endpoint_hold>*
  find_paused(host target, steady_point now) const;
  /// The number of pauses in a row of this endpoint.
  std::uint32_t pauses(host target, const std::string& endpoint) const;

  /// Marks the request as the probe of its endpoint's hold, if there is one.
  void begin_attempt(const joint_request& request, joint_request_id id);
  /// Pauses the endpoint. A request that began before the hold can only prolong it.
  std::optional<health_change> pause(const joint_request& request, joint_request_id id,
                                     timespan span, const fetch_error& cause,
                                     steady_point now);
  /// Ends the hold when the answered request is its probe.
  std::optional<health_change> record_answer(const joint_request& request,
                                             joint_request_id id, steady_point now);
  /// The request ended without a result: another one may become the probe.
  void release(const joint_request& request, joint_request_id id);

private:
  std::map<std::pair<host, std::string>, endpoint_hold> holds_;
  timespan short_pause_;
};

} // namespace tracker
