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

/// An endpoint that is left alone, though its host is not: it is over its rate limit, or
/// sent `Retry-After`.
struct endpoint_hold {
  steady_point since{};
  steady_point until{};
  fetch_error cause;
  /// Pauses in a row.
  std::uint32_t pauses = 0;
  /// The one request that finds out, after a pause, whether the endpoint answers again.
  std::optional<joint_request_id> probe;
  bool reported = false;
};

/// The holds of all endpoints. After its pause a hold lets one request go at a time,
/// until one is answered: that ends it.
class endpoint_holds {
public:
  /// Holds with a pause shorter than `short_pause` are not reported.
  explicit endpoint_holds(timespan short_pause) : short_pause_{short_pause} {}

  /// The hold of this endpoint; null: there is none.
  const endpoint_hold* find(host from, const std::string& endpoint) const;
  /// An endpoint of this host whose pause is not over, with its hold; null: there is
  /// none.
  const std::pair<const std::pair<host, std::string>, endpoint_hold>*
  find_paused(host from, steady_point now) const;
  /// How many pauses in a row this endpoint has had.
  std::uint32_t pauses(host from, const std::string& endpoint) const;

  /// A request to this endpoint begins.
  void begin(const joint_request& request, joint_request_id id);
  /// The endpoint asks for a pause. A request that began before the hold can only
  /// prolong it.
  std::optional<health_change> pause(const joint_request& request, joint_request_id id,
                                     timespan span, const fetch_error& cause,
                                     steady_point now);
  /// A request was answered.
  std::optional<health_change> answered(const joint_request& request, joint_request_id id,
                                        steady_point now);
  /// A request ended in another way: the next one may find out.
  void release(const joint_request& request, joint_request_id id);

private:
  std::map<std::pair<host, std::string>, endpoint_hold> holds_;
  timespan short_pause_;
};

} // namespace tracker
