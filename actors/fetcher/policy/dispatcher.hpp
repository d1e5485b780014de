// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/policy/backoff.hpp"
#include "actors/fetcher/policy/budget.hpp"
#include "actors/fetcher/policy/host_health.hpp"
#include "actors/fetcher/policy/joint_requests.hpp"
#include "actors/fetcher/policy/reply.hpp"
#include "actors/fetcher/transport/transfer.hpp"
#include "messages/alert.hpp"
#include "messages/fetch.hpp"
#include "messages/log.hpp"
#include "messages/time.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tracker {

struct dispatcher_options {
  /// Base URLs, by `host`.
  std::array<std::string, 3> base_urls;
  /// Concurrent transfers per host.
  std::size_t max_transfers_per_host = 4;
  /// Requests that may be open; further ones are refused.
  std::size_t max_open_requests = 256;
  /// Attempts of one request.
  std::uint32_t max_attempts = 5;
  backoff_limits backoff;
  breaker_limits breaker;
  std::vector<rate_limit> limits = published_limits(data_dialect::v2);
  std::uint64_t jitter_seed = 0;
};

/// What the caller must carry out, in this order.
struct dispatcher_orders {
  struct start {
    joint_request_id id = 0;
    std::string url;
  };
  struct answer {
    ticket id = 0;
    fetch_result result;
  };
  struct notice {
    log_level level = log_level::info;
    std::string event;
    std::string text;
  };
  /// Transfers that nothing waits for; their end must not be reported.
  std::vector<joint_request_id> aborts;
  std::vector<start> starts;
  std::vector<answer> answers;
  std::vector<notice> notices;
};

/// Totals since the start.
struct dispatcher_counts {
  std::uint64_t requests = 0;
  std::uint64_t attempts = 0;
  std::uint64_t retries = 0;
  /// Requests answered with an error, cancelled and refused ones included.
  std::uint64_t errors = 0;
  /// Requests refused because too many were open.
  std::uint64_t refused = 0;
};

/// Decides what the fetcher does: which request is sent when, joined with which other,
/// retried or given up, and how each is answered. It has no sockets and no clock: the
/// caller reports events and their times, then carries out the orders.
///
///     submit, cancel, end_attempt, advance ──▶ decisions ──▶ take_orders
///
/// Every submitted ticket is answered exactly once, and by its deadline if `advance` is
/// called at the times it returns.
class dispatcher {
public:
  explicit dispatcher(dispatcher_options options);

  void submit(ticket id, const fetch_request& request, steady_point now);
  /// Answers the owner's open requests with `cancelled`; all requests when `owner` is
  /// empty.
  void cancel(std::string_view owner);
  /// From now on every new request is answered `cancelled`.
  void close() { closed_ = true; }
  /// An attempt that was ordered has ended. `wall` is the wall clock's time.
  void end_attempt(joint_request_id id, const transfer_result& result, steady_point now,
                   timestamp wall);
  /// Answers the requests whose deadline has passed and starts attempts that are due.
  /// Returns when to call this again at the latest; nothing: not before another event.
  std::optional<steady_point> advance(steady_point now);
  /// The orders since the last call.
  dispatcher_orders take_orders() { return std::exchange(orders_, {}); }

  std::size_t open() const { return requests_.open(); }
  const dispatcher_counts& counts() const { return counts_; }
  /// `gamma unreachable for 42 s, data rate limited at /v2/activity, clob not used yet`.
  std::string describe_hosts(steady_point now) const;
  /// How long each host has not answered.
  std::vector<host_outage> outages(steady_point now) const {
    std::vector<host_outage> result;
    for (const auto target : {host::gamma, host::data, host::clob}) {
      const auto& known = hosts_[static_cast<std::size_t>(target)];
      result.push_back({target, known.used, known.health.outage_duration(now)});
    }
    return result;
  }

private:
  struct host_state {
    std::string base_url;
    host_health health;
    std::size_t transfers = 0;
    /// A request was sent to the host.
    bool used = false;
  };
  using request_iterator = std::map<joint_request_id, joint_request>::iterator;

  void answer_expired(steady_point now);
  std::optional<steady_point> start_due(steady_point now);
  void start_attempt(joint_request_id id, joint_request& joint_request, steady_point now);
  void handle_reply(joint_request_id id, bool probe, fetch_reply reply, steady_point now);
  void handle_failure(joint_request_id id, bool probe, failed_attempt attempt,
                      steady_point now);
  void update_health(const joint_request& joint_request, bool probe,
                     const failed_attempt& attempt, steady_point now);
  /// Begins, prolongs or ends the hold of the endpoint after a failed attempt.
  void update_hold(joint_request_id id, const joint_request& joint_request,
                   const failed_attempt& attempt, steady_point now);
  void schedule_retry(joint_request_id id, joint_request& joint_request,
                      const fetch_error& error, steady_point retry_at, steady_point now);
  /// Answers all waiters of a joint request and ends it.
  void finish(joint_request_id id, const fetch_result& result);
  /// Answers the waiters whose deadline is not after `ready_at`.
  void fail_waiters(joint_request& joint_request, steady_point ready_at,
                    fetch_error error);
  /// Ends a joint request without waiters, and aborts its transfer.
  request_iterator abandon(request_iterator abandoned);

  void refuse(ticket id, const fetch_request& request);
  void answer(ticket id, fetch_result result);
  void report(host target, const std::optional<health_change>& change);
  /// The same for an endpoint that is held because of `cause`.
  void report(const joint_request& joint_request,
              const std::optional<health_change>& change, const fetch_error& cause);
  /// Whether this is the activity of Data API v1, which the platform will end.
  static bool is_retiring(const joint_request& joint_request);
  /// Logs once that Data API v1 has ended, when its answers show it.
  void warn_of_retirement(const joint_request& joint_request, const fetch_error& error);
  void notice(log_level level, std::string event, std::string text);
  host_state& state_of(host target) { return hosts_[static_cast<std::size_t>(target)]; }

  dispatcher_options options_;
  std::vector<host_state> hosts_;
  budget budget_;
  std::mt19937_64 random_;
  joint_requests requests_;
  endpoint_holds holds_;
  dispatcher_orders orders_;
  dispatcher_counts counts_;
  bool closed_ = false;
  /// A host has answered, or the log already says that none does.
  bool has_any_host_answered_ = false;
  /// Answers in a row that show the end of Data API v1.
  std::uint32_t retired_answers_ = 0;
  bool is_retirement_reported_ = false;
  /// Requests refused since the queue became full; 0 while it is not.
  std::uint64_t refused_in_a_row_ = 0;
};

} // namespace tracker
