// SPDX-License-Identifier: MIT
#include "actors/fetcher/policy/joint_requests.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tracker {

std::string to_text(timespan span) {
  using std::chrono::duration_cast;
  using std::chrono::seconds;
  return span < seconds{10}
             ? fmt::format("{} ms",
                           duration_cast<std::chrono::milliseconds>(span).count())
             : fmt::format("{} s", duration_cast<seconds>(span).count());
}

fetch_error error_of(host target, const std::string& endpoint, fetch_error_kind kind,
                     std::string detail, std::uint32_t attempts) {
  fetch_error error;
  error.kind = kind;
  error.target = target;
  error.endpoint = endpoint;
  error.detail = std::move(detail);
  error.attempts = attempts;
  return error;
}

fetch_error too_late(const joint_request& joint_request, const waiter& waiter) {
  const auto waited = to_text(waiter.deadline - waiter.submitted);
  auto error =
      error_of(joint_request.target, joint_request.endpoint, fetch_error_kind::timeout,
               joint_request.attempts > 0
                   ? "no answer within " + waited
                   : "not sent within " + waited + ": other requests were first",
               joint_request.attempts);
  error.retryable = true;
  return error;
}

fetch_error given_up(const joint_request& joint_request) {
  return error_of(joint_request.target, joint_request.endpoint,
                  fetch_error_kind::cancelled, "the requester gave up",
                  joint_request.attempts);
}

bool joint_requests::add(waiter added, const fetch_request& request) {
  if (open_ >= max_open_)
    return false;
  ++open_;
  const auto same =
      std::find_if(requests_.begin(), requests_.end(), [&](const auto& entry) {
        return entry.second.target == request.target && entry.second.path == request.path;
      });
  if (same != requests_.end()) {
    same->second.waiters.push_back(std::move(added));
    return true;
  }
  joint_request begun;
  begun.target = request.target;
  begun.endpoint = request.endpoint;
  begun.path = request.path;
  begun.waiters.push_back(std::move(added));
  requests_.emplace(++last_, std::move(begun));
  return true;
}

joint_request* joint_requests::find(joint_request_id id) {
  const auto found = requests_.find(id);
  return found == requests_.end() ? nullptr : &found->second;
}

joint_request joint_requests::end(joint_request_id id) {
  auto ended = std::move(requests_.extract(id).mapped());
  open_ -= ended.waiters.size();
  return ended;
}

std::optional<steady_point> joint_requests::first_deadline() const {
  std::optional<steady_point> first;
  for (const auto& [id, joint_request] : requests_)
    for (const auto& waiter : joint_request.waiters)
      if (!first || waiter.deadline < *first)
        first = waiter.deadline;
  return first;
}

} // namespace tracker
