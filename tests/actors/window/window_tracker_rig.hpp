// SPDX-License-Identifier: MIT
// The window tracker of one series, on a platform that answers at once.
#pragma once

#include "actors/window/window_tracker.hpp"
#include "tests/actors/window/sample_windows.hpp"
#include "tests/support/market_bodies.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

namespace tracker::test::window_tracker_rig {

template <class Event>
std::vector<Event> only(const std::vector<window_event>& events) {
  std::vector<Event> result;
  for (const auto& event : events)
    if (const auto* wanted = std::get_if<Event>(&event))
      result.push_back(*wanted);
  return result;
}

/// A platform that answers at once, as a test sets it, and a tracker that asks it.
struct tracker_scene {
  window_tracker watched{btc, {}};
  timestamp now = first.start;
  /// What the sources report of every window that has ended.
  std::optional<settlement> gamma_winner;
  std::optional<settlement> clob_winner;
  std::optional<settlement> resolutions_winner;
  std::optional<fetch_error_kind> gamma_fails;
  std::optional<fetch_error_kind> clob_fails;
  /// A source that answers with this instead, once the window has ended.
  std::map<host, fetch_result> stuck;
  /// Sources that do not answer at all, and what they were asked.
  std::set<host> silent;
  std::vector<source_request> unanswered;
  std::vector<window_event> events;
  std::vector<source_request> requests;
  std::vector<std::pair<source_request, timestamp>> looks;

  fetch_result reply_to(const source_request& request) const {
    const bool has_ended = now >= request.window.end;
    if (const auto found = stuck.find(request.source); has_ended && found != stuck.end())
      return found->second;
    if (request.source == host::data)
      return ok(
          resolution_body(request.window, has_ended ? resolutions_winner : std::nullopt));
    if (request.source == host::gamma)
      return gamma_fails ? failed(*gamma_fails)
                         : ok(gamma_body(request.window,
                                         has_ended ? gamma_winner : std::nullopt));
    return clob_fails
               ? failed(*clob_fails, host::clob)
               : ok(clob_body(request.window, has_ended ? clob_winner : std::nullopt));
  }
  void keep(std::vector<window_event> more) {
    events.insert(events.end(), more.begin(), more.end());
  }
  /// One tick: events, requests and their results.
  void run_tick() {
    keep(watched.advance(now));
    for (const auto& request : watched.due_requests(now)) {
      requests.push_back(request);
      looks.emplace_back(request, now);
      if (now >= request.window.end && silent.contains(request.source)) {
        unanswered.push_back(request);
        continue;
      }
      keep(watched.apply_result(request, reply_to(request), now));
    }
  }
  void run(timespan span) {
    for (const auto end = now + span; now < end; now += std::chrono::seconds{1})
      run_tick();
  }
  std::vector<window_resolved> resolved() const { return only<window_resolved>(events); }
  /// Of the first window.
  std::vector<window_resolved> resolved_first() const {
    auto result = resolved();
    std::erase_if(result, [](const window_resolved& each) {
      return each.market.slug != first.slug;
    });
    return result;
  }
  /// Seconds after the first window's end at which a source was asked for its winner.
  std::vector<std::int64_t> looks_of(host source) const {
    std::vector<std::int64_t> result;
    for (const auto& [request, time] : looks)
      if (request.source == source && request.window == first && time >= first.end)
        result.push_back((time - first.end) / std::chrono::seconds{1});
    return result;
  }
  std::size_t requests_to(host source) const {
    return static_cast<std::size_t>(std::count_if(
        requests.begin(), requests.end(),
        [&](const source_request& request) { return request.source == source; }));
  }
};

} // namespace tracker::test::window_tracker_rig
