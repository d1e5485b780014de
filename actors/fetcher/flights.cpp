// SPDX-License-Identifier: MIT
#include "actors/fetcher/flights.hpp"

#include <algorithm>

namespace tracker {

bool flights::board(waiter who, const fetch_request& request) {
  if (open_ >= max_open_)
    return false;
  ++open_;
  const auto same =
      std::find_if(flights_.begin(), flights_.end(), [&](const auto& entry) {
        return entry.second.from == request.from && entry.second.path == request.path;
      });
  if (same != flights_.end()) {
    same->second.waiters.push_back(std::move(who));
    return true;
  }
  flight added;
  added.from = request.from;
  added.endpoint = request.endpoint;
  added.path = request.path;
  added.waiters.push_back(std::move(who));
  flights_.emplace_hint(flights_.end(), ++last_, std::move(added));
  return true;
}

flight* flights::find(flight_id id) {
  const auto found = flights_.find(id);
  return found == flights_.end() ? nullptr : &found->second;
}

flight flights::end(flight_id id) {
  auto ended = std::move(flights_.extract(id).mapped());
  open_ -= ended.waiters.size();
  return ended;
}

std::optional<steady_point> flights::first_deadline() const {
  std::optional<steady_point> first;
  for (const auto& [id, flight] : flights_)
    for (const auto& waiter : flight.waiters)
      if (!first || waiter.deadline < *first)
        first = waiter.deadline;
  return first;
}

} // namespace tracker
