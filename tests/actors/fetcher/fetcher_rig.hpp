// SPDX-License-Identifier: MIT
#pragma once

#include "actors/clock/wall_time.hpp"
#include "actors/fetcher/fetcher_actor.hpp"
#include "main/config/config_caf.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/raw_server.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tracker::test {

/// Limit of the wait for an answer: a test that reaches it has failed.
inline constexpr std::chrono::seconds long_enough{30};

/// The accepted delay of an answer on a busy machine.
inline constexpr std::chrono::milliseconds slack{400};

/// Answers of a host, for a `raw_server`.
inline raw_answer empty_list(const std::string&, std::size_t) {
  return http(200, "[]");
}

inline raw_answer no_answer(const std::string&, std::size_t) {
  return silence();
}

/// Options for one local server as all three hosts, without budgets and with short
/// pauses.
inline fetcher_options local_options(const std::string& url) {
  fetcher_options options;
  options.gamma_url = options.data_url = options.clob_url = url;
  options.limits.clear();
  options.backoff = {std::chrono::milliseconds{20}, std::chrono::milliseconds{100}};
  options.jitter_seed = 1;
  options.now = wall_time;
  return options;
}

/// A request to gamma for `path`.
inline fetch_request request_for(const std::string& path,
                                 timespan deadline = std::chrono::seconds{10},
                                 const std::string& owner = "test") {
  return {host::gamma, "/test", path, deadline, owner};
}

/// The fetcher on its own thread in an actor system with real workers.
class fetcher_rig {
public:
  /// `make_recorder` receives the actor system of the rig.
  explicit fetcher_rig(
      fetcher_options options,
      const std::function<capture_actor(caf::actor_system&)>& make_recorder = {})
      : system{config_}
      , self{system}
      , log_{std::make_shared<std::vector<log_line>>()}
      , tee_{spawn_log_double(system, log_)} {
    if (make_recorder)
      options.recorder = make_recorder(system);
    fetcher = spawn_fetcher(system, options, log_port{tee_, "fetcher", options.now});
  }
  explicit fetcher_rig(const std::string& url) : fetcher_rig{local_options(url)} {}
  ~fetcher_rig() {
    if (fetcher)
      self->send(fetcher, shutdown{});
    if (tee_)
      self->send(tee_, shutdown{});
  }
  fetcher_rig(const fetcher_rig&) = delete;
  fetcher_rig& operator=(const fetcher_rig&) = delete;

  /// Sends a request; `wait_for` returns its answer.
  template <class Message>
  auto begin(Message message) {
    return self->request(fetcher, long_enough, std::move(message));
  }
  template <class Answer, class Pending>
  Answer wait_for(Pending pending) {
    Answer result;
    pending.receive([&](Answer& answer) { result = std::move(answer); },
                    [&](caf::error& error) {
                      throw std::runtime_error{"no answer: " + caf::to_string(error)};
                    });
    return result;
  }
  fetch_result ask(fetch_request request) {
    return wait_for<fetch_result>(begin(std::move(request)));
  }
  fetch_result ask(const std::string& path) { return ask(request_for(path)); }
  actor_status status() { return wait_for<actor_status>(begin(status_request{})); }

  /// Shuts the fetcher down and returns its answer.
  drained drain(timespan grace = long_enough) {
    return end(begin(shutdown{std::chrono::steady_clock::now() + grace}));
  }
  /// Waits for the end of a shutdown that has begun.
  template <class Pending>
  drained end(Pending pending) {
    const auto last = wait_for<drained>(std::move(pending));
    fetcher = nullptr;
    return last;
  }
  /// The lines the fetcher has logged; after `drain` they are complete.
  std::vector<log_line> log() {
    auto pending = self->request(std::exchange(tee_, nullptr), long_enough, shutdown{});
    wait_for<drained>(std::move(pending));
    return *log_;
  }

private:
  tracker_config config_;

public:
  caf::actor_system system;
  caf::scoped_actor self;

private:
  captured_log log_;
  log_tee_actor tee_;

public:
  fetcher_actor fetcher;
};

/// The reply in `result`; throws with the error's text when it is one.
inline const fetch_reply& reply_in(const fetch_result& result) {
  if (const auto* error = std::get_if<fetch_error>(&result.value))
    throw std::runtime_error{to_string(*error)};
  return std::get<fetch_reply>(result.value);
}

/// The error in `result`; throws when it is a reply.
inline const fetch_error& error_in(const fetch_result& result) {
  if (const auto* reply = std::get_if<fetch_reply>(&result.value))
    throw std::runtime_error{"a reply: " + *reply->body};
  return std::get<fetch_error>(result.value);
}

} // namespace tracker::test
