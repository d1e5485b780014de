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

/// Identifies one open request of an actor.
using ticket = std::uint64_t;

/// Identifies a joint request. Later ones have larger ids.
using joint_request_id = std::uint64_t;

/// One requester of a joint request.
struct waiter {
  ticket id = 0;
  std::string owner;
  steady_point submitted{};
  steady_point deadline{};
};

/// A request to a host, shared by all requesters of the same path.
struct joint_request {
  host target = host::gamma;
  std::string endpoint;
  std::string path;
  std::vector<waiter> waiters;
  /// An attempt is in transfer.
  bool in_transfer = false;
  /// The attempt tests whether the host answers again.
  bool probe = false;
  std::uint32_t attempts = 0;
  /// The next attempt begins no earlier.
  steady_point not_before{};
};

/// Under ten seconds in ms, else in s: `250 ms`, `41 s`.
std::string to_text(timespan span);

/// An error of the fetcher itself, without a status and not retryable.
fetch_error error_of(host target, const std::string& endpoint, fetch_error_kind kind,
                     std::string detail, std::uint32_t attempts = 0);
/// The answer to a waiter whose deadline has passed.
fetch_error too_late(const joint_request& joint_request, const waiter& waiter);
/// The answer to a waiter whose owner has cancelled.
fetch_error given_up(const joint_request& joint_request);

/// The open requests; identical ones (same host and path) are joined. At most `max_open`
/// waiters are held at any time.
class joint_requests {
public:
  explicit joint_requests(std::size_t max_open) : max_open_{max_open} {}

  /// Adds a waiter to the joint request for this path, or begins a new one. False when
  /// the limit is reached.
  bool add(waiter added, const fetch_request& request);

  joint_request* find(joint_request_id id);
  /// In the order of their first waiters.
  std::map<joint_request_id, joint_request>& all() { return requests_; }
  /// Removes a joint request and returns it with its waiters.
  joint_request end(joint_request_id id);

  /// Removes and returns the waiters of `request` that match.
  template <class Predicate>
  std::vector<waiter> remove_waiters(joint_request& request, Predicate matches) {
    std::vector<waiter> removed;
    std::erase_if(request.waiters, [&](waiter& waiter) {
      if (!matches(std::as_const(waiter)))
        return false;
      removed.push_back(std::move(waiter));
      return true;
    });
    open_ -= removed.size();
    return removed;
  }

  /// The number of waiters.
  std::size_t open() const { return open_; }
  /// The first deadline of all waiters.
  std::optional<steady_point> first_deadline() const;

private:
  std::size_t max_open_;
  std::size_t open_ = 0;
  joint_request_id last_ = 0;
  std::map<joint_request_id, joint_request> requests_;
};

} // namespace tracker
