// SPDX-License-Identifier: MIT
#pragma once

#include "tests/exchange/fault.hpp"
#include "tests/simulator/market/market.hpp"
#include "tests/simulator/routes.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tracker::exchange {

/// A request that has arrived, and its outcome.
struct logged_request {
  host destination = host::gamma;
  /// `gamma /markets/slug`.
  std::string endpoint;
  std::string method;
  /// Path and query as sent.
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  timestamp time{};
  /// The status of the answer; 0 for malformed HTTP.
  int status = 0;
  /// Its fault, if any.
  std::optional<fault_kind> met;
};

struct server_options {
  /// The port of gamma; data and clob have the next two. 0: three free ports.
  std::uint16_t port = 0;
  market_rules rules;
  /// Seeds the faults.
  std::uint64_t seed = 1;
  /// The simulated platform's clock; called from many threads.
  wall_clock now = [] { return timestamp{std::chrono::system_clock::now()}; };
  /// Called for every request, under a lock.
  std::function<void(const logged_request&)> on_request = [](const logged_request&) {};
};

/// Simulates gamma, data and clob on three loopback ports: real sockets, real formats,
/// simulated windows, and every fault on demand. All members are thread-safe.
class server {
public:
  /// Listens on return. Throws std::runtime_error when a port is taken.
  explicit server(server_options options = {});
  /// Ends every connection, also stalled ones, and joins their threads.
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// `http://127.0.0.1:40123`.
  std::string url(host target) const;
  std::string gamma_url() const { return url(host::gamma); }
  std::string data_url() const { return url(host::data); }
  std::string clob_url() const { return url(host::clob); }
  std::uint16_t port(host target) const;

  /// Adds a rule; see fault_schedule. Throws std::invalid_argument for one without a
  /// fault.
  void misbehave(fault_rule rule);
  /// Removes all rules.
  void behave();

  /// Caches replies of the endpoints that match `endpoints` for `max_age`; see
  /// edge_cache.
  void cache(std::string endpoints, std::chrono::seconds max_age);

  /// Ends the connections of a host and refuses new ones until `bring_up`, which listens
  /// on the same port. Both have no effect on a host that is down or up already.
  void take_down(host which);
  void bring_up(host which);

  /// The number of requests so far to the endpoints that match `endpoints` (`clob`,
  /// `gamma /markets/slug`, or nothing for all), whatever their answer.
  std::uint64_t count(std::string_view endpoints = {}) const;
  /// The newest requests, oldest first, at most 100'000.
  std::vector<logged_request> requests() const;

private:
  class state;
  std::unique_ptr<state> state_;
};

} // namespace tracker::exchange
