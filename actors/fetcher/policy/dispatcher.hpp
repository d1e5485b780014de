// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fetcher/policy/backoff.hpp"
#include "actors/fetcher/policy/budget.hpp"
#include "actors/fetcher/policy/endpoint_holds.hpp"
#include "actors/fetcher/policy/host_health.hpp"
#include "actors/fetcher/policy/joint_requests.hpp"
#include "actors/fetcher/policy/reply.hpp"
#include "actors/fetcher/transport/transfer.hpp"
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
  /// Transfers at once, per host.
  std::size_t max_transfers_per_host = 4;
  /// Askers who may wait; the next one is refused.
  std::size_t max_open_requests = 256;
  /// Of one request.
  std::uint32_t max_attempts = 5;
  backoff_limits backoff;
  breaker_limits breaker;
  std::vector<rate_limit> limits = published_limits(data_dialect::v2);
  std::uint64_t jitter_seed = 0;
};

/// What the world is to do, in this order.
struct dispatcher_orders {
  struct start {
    joint_request_id joint_request = 0;
    std::string url;
  };
  struct answer {
    ticket to = 0;
    fetch_result result;
  };
  struct notice {
    log_level level = log_level::info;
    std::string event;
    std::string text;
  };
  /// Transfers nobody waits for any more; their end is not to be reported.
  std::vector<joint_request_id> aborts;
  std::vector<start> starts;
  std::vector<answer> answers;
  std::vector<notice> notices;
};

/// Totals over the dispatcher's life.
struct dispatcher_counts {
  std::uint64_t requests = 0;
  std::uint64_t attempts = 0;
  std::uint64_t retries = 0;
  /// Requests answered with an error, cancelled and refused ones included.
  std::uint64_t errors = 0;
  /// Requests refused because too many were open.
  std::uint64_t turned_away = 0;
};

/// Decides what the fetcher does: which request is asked when, joined with which other,
/// tried again or given up, and what everyone is answered. It has no sockets and no
/// clock: the caller reports what happens and when, then carries out the orders.
///
///     submit, cancel, landed, advance ──▶ decisions ──▶ take_orders
///
/// Every ticket submitted is answered exactly once, by its deadline if `advance` is
/// called when it says so.
class dispatcher {
public:
  explicit dispatcher(dispatcher_options options);

  void submit(ticket who, const fetch_request& request, steady_point now);
  /// Answers the owner's open requests with `cancelled`; everybody's when it is empty.
  void cancel(std::string_view owner);
  /// From now on every new request is answered `cancelled`.
  void close() { closed_ = true; }
  /// An attempt that was ordered has ended. `wall` is the wall clock's time.
  void end_attempt(joint_request_id id, const transfer_result& result, steady_point now,
                   timestamp wall);
  /// Answers who has waited too long and starts what may start. Returns when to call this
  /// again at the latest; nothing: not before something else happens.
  std::optional<steady_point> advance(steady_point now);
  /// The orders since the last call.
  dispatcher_orders take_orders() { return std::exchange(orders_, {}); }

  std::size_t open() const { return requests_.open(); }
  const dispatcher_counts& counts() const { return counts_; }
  /// `gamma unreachable for 42 s, data rate limited at /v2/activity, clob not asked yet`.
  std::string describe_hosts(steady_point now) const;

private:
  /// One host and what is going on with it.
  struct counterpart {
    std::string base_url;
    host_health health;
    std::size_t transfers = 0;
    /// A request was sent to it.
    bool asked = false;
  };
  using request_iterator = std::map<joint_request_id, joint_request>::iterator;

  void expire(steady_point now);
  std::optional<steady_point> launch(steady_point now);
  void start_attempt(joint_request_id id, joint_request& joint_request, steady_point now);
  void succeeded(joint_request_id id, bool probe, fetch_reply reply, steady_point now);
  void failed(joint_request_id id, bool probe, failed_attempt attempt, steady_point now);
  void learn(const joint_request& joint_request, bool probe,
             const failed_attempt& attempt, steady_point now);
  /// What the end of an attempt means for its endpoint.
  void hold(joint_request_id id, const joint_request& joint_request,
            const failed_attempt& attempt, steady_point now);
  void try_again(joint_request_id id, joint_request& joint_request,
                 const fetch_error& error, steady_point at, steady_point now);
  /// Answers all of a flight's waiters and ends it.
  void finish(joint_request_id id, const fetch_result& result);
  /// Answers those who cannot wait until `at`.
  void give_up(joint_request& joint_request, steady_point at, fetch_error error);
  /// Takes a flight without waiters out of the air.
  request_iterator abandon(request_iterator deserted);

  void turn_away(ticket who, const fetch_request& request);
  void answer(ticket who, fetch_result result);
  void report(host which, const std::optional<health_change>& change);
  /// The same for an endpoint that is held, `cause` why.
  void report(const joint_request& joint_request,
              const std::optional<health_change>& change, const fetch_error& cause);
  /// Whether this is the activity of Data API v1, whose end the platform has announced.
  static bool is_retiring(const joint_request& joint_request);
  /// Says once that Data API v1 has ended, when its answers show it.
  void warn_of_retirement(const joint_request& joint_request, const fetch_error& error);
  void notice(log_level level, std::string event, std::string text);
  counterpart& at(host which) { return hosts_[static_cast<std::size_t>(which)]; }

  dispatcher_options options_;
  std::vector<counterpart> hosts_;
  budget budget_;
  std::mt19937_64 random_;
  joint_requests requests_;
  endpoint_holds holds_;
  dispatcher_orders orders_;
  dispatcher_counts counts_;
  bool closed_ = false;
  /// A host has given some answer, or it was said that none does.
  bool heard_of_ = false;
  /// Answers in a row by which Data API v1 has ended; whether that was said.
  std::uint32_t retired_answers_ = 0;
  bool told_of_retirement_ = false;
  /// Requests turned away since the queue became full; 0 while it is not.
  std::uint64_t turned_away_in_a_row_ = 0;
};

} // namespace tracker
