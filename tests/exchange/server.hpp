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

/// A request that has arrived, and what became of it.
struct logged_request {
  host destination = host::gamma;
  /// `gamma /markets/slug`.
  std::string endpoint;
  std::string method;
  /// Path and query as sent.
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  timestamp time{};
  /// The status answered; 0 where the answer was no well-formed HTTP.
  int status = 0;
  /// The fault it met, if any.
  std::optional<fault_kind> met;
};

struct server_options {
  /// Of gamma; data and clob follow on the next two. 0: three free ones.
  std::uint16_t port = 0;
  market_rules rules;
  /// Seeds the faults.
  std::uint64_t seed = 1;
  /// The simulated platform's clock; called from many threads.
  wall_clock now = [] { return timestamp{std::chrono::system_clock::now()}; };
  /// Told of every request, under a lock.
  std::function<void(const logged_request&)> on_request = [](const logged_request&) {};
};

/// A stand-in for gamma, data and clob on three loopback ports: real sockets, real
/// formats, simulated windows, and every misbehaviour on demand. All members may be
/// called from any thread, at any time.
class server {
public:
  /// Listens when it returns. Throws std::runtime_error when a port is taken.
  explicit server(server_options options = {});
  /// Ends every connection, stalled ones too, and waits for their threads.
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
  /// Drops all rules.
  void behave();

  /// Replies of the endpoints that `endpoints` names are cached for `max_age`; see
  /// edge_cache.
  void cache(std::string endpoints, std::chrono::seconds max_age);

  /// Refuses connections to a host and ends those there are, until `bring_up` on the same
  /// port. Both do nothing when it is so already.
  void take_down(host which);
  void bring_up(host which);

  /// Requests so far to the endpoints that `endpoints` names (`clob`, `gamma
  /// /markets/slug`, or nothing for all), whatever they were answered.
  std::uint64_t count(std::string_view endpoints = {}) const;
  /// The newest requests, oldest first, at most 100'000.
  std::vector<logged_request> requests() const;

private:
  class state;
  std::unique_ptr<state> state_;
};

} // namespace tracker::exchange
