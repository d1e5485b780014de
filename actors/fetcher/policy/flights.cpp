// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/flights.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

std::string to_text(timespan span) {
  using namespace std::chrono;
  return span < seconds{10}
             ? fmt::format("{} ms", duration_cast<milliseconds>(span).count())
             : fmt::format("{} s", duration_cast<seconds>(span).count());
}

fetch_error error_of(host from, const std::string& endpoint, fetch_error_kind kind,
                     std::string detail, std::uint32_t attempts) {
  fetch_error error;
  error.kind = kind;
  error.from = from;
  error.endpoint = endpoint;
  error.detail = std::move(detail);
  error.attempts = attempts;
  return error;
}

fetch_error too_late(const flight& flight, const waiter& waiter) {
  const auto waited = to_text(waiter.deadline - waiter.asked);
  auto error = error_of(flight.from, flight.endpoint, fetch_error_kind::timeout,
                        flight.attempts > 0
                            ? "no answer within " + waited
                            : "not asked within " + waited + ": others were before it",
                        flight.attempts);
  error.retryable = true;
  return error;
}

fetch_error given_up(const flight& flight) {
  return error_of(flight.from, flight.endpoint, fetch_error_kind::cancelled,
                  "the requester gave up", flight.attempts);
}

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
