// SPDX-License-Identifier: MIT
#pragma once

#include "messages/fetch.hpp"
#include "messages/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// Names one asker's open request.
using ticket = std::uint64_t;

/// Names one transfer and its attempts. Later ones have larger names.
using joint_request_id = std::uint64_t;

/// An asker who waits for a flight.
struct waiter {
  ticket who = 0;
  std::string owner;
  steady_point asked{};
  steady_point deadline{};
};

/// One thing that is asked of a host, for everybody who asked for it meanwhile.
struct joint_request {
  host from = host::gamma;
  std::string endpoint;
  std::string path;
  std::vector<waiter> waiters;
  /// An attempt is on its way.
  bool in_transfer = false;
  /// That attempt is to find out whether the host is back.
  bool probe = false;
  std::uint32_t attempts = 0;
  /// The next attempt does not begin before.
  steady_point not_before{};
};

/// Under ten seconds in ms, else in s: `250 ms`, `41 s`.
std::string to_text(timespan span);

/// An error of the fetcher itself, without a status, that is not retryable.
fetch_error error_of(host from, const std::string& endpoint, fetch_error_kind kind,
                     std::string detail, std::uint32_t attempts = 0);
/// What a waiter is answered whose deadline has passed.
fetch_error too_late(const joint_request& joint_request, const waiter& waiter);
/// What a waiter is answered whose owner has cancelled.
fetch_error given_up(const joint_request& joint_request);

/// The open requests, identical ones (same host and path) joined in one flight. Bounded:
/// at most `max_open` askers wait at any time.
class joint_requests {
public:
  explicit joint_requests(std::size_t max_open) : max_open_{max_open} {}

  /// Adds an asker to the flight it wants, a new one if there is none. False: full.
  bool board(waiter who, const fetch_request& request);

  joint_request* find(joint_request_id id);
  /// In the order they were first asked for.
  std::map<joint_request_id, joint_request>& all() { return requests_; }
  /// Ends a flight; its waiters leave with it.
  joint_request end(joint_request_id id);

  /// Takes those off `from` for whom `leaves(waiter)` holds.
  template <class Leaves>
  std::vector<waiter> disembark(joint_request& from, Leaves leaves) {
    std::vector<waiter> gone;
    std::erase_if(from.waiters, [&](waiter& who) {
      if (!leaves(std::as_const(who)))
        return false;
      gone.push_back(std::move(who));
      return true;
    });
    open_ -= gone.size();
    return gone;
  }

  /// Askers who wait.
  std::size_t open() const { return open_; }
  /// The first deadline among them.
  std::optional<steady_point> first_deadline() const;

private:
  std::size_t max_open_;
  std::size_t open_ = 0;
  joint_request_id last_ = 0;
  std::map<joint_request_id, joint_request> requests_;
};

} // namespace tracker
