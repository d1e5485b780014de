// SPDX-License-Identifier: MIT
// What the actors between the fetcher and the ledger have in common.
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "messages/interfaces.hpp"

#include <fmt/format.h>

#include <caf/actor_system.hpp>
#include <caf/response_promise.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace tracker {

/// The fetcher always replies by the deadline; this bounds the wait for a lost reply.
inline constexpr timespan reply_slack = std::chrono::seconds{5};

/// Sends `wanted` from `self`, and calls `apply` once with the result: an error of kind
/// `cancelled` when no reply comes.
template <class Actor, class Apply>
void request_fetch(Actor& self, const fetcher_actor& fetcher, fetch_request wanted,
                   Apply apply) {
  fetch_error lost;
  lost.target = wanted.target;
  lost.endpoint = wanted.endpoint;
  lost.retryable = true;
  const auto limit = wanted.deadline + reply_slack;
  self.request(fetcher, limit, std::move(wanted))
      .then(apply,
            [&self, apply, lost = std::move(lost)](const caf::error& error) mutable {
              lost.detail = "no reply from the fetcher: " + self.system().render(error);
              apply(fetch_result{std::move(lost)});
            });
}

/// An actor with a clock, a fetcher and a ledger, which counts its messages and drains
/// when its requests have been answered.
template <class Handle>
class stage_actor : public Handle::base {
protected:
  stage_actor(caf::actor_config& config, fetcher_actor fetcher, ledger_actor ledger,
              log_port log)
      : Handle::base{config}
      , fetcher_{std::move(fetcher)}
      , ledger_{std::move(ledger)}
      , log_{std::move(log)} {}

  /// Sets the time; returns the answer to the tick.
  tick_handled take(const tick& current_tick) {
    ++handled_;
    now_ = current_tick.now;
    return {current_tick.sequence, this->clock().now()};
  }

  void take(const use_fetcher& change) {
    ++handled_;
    fetcher_ = change.fetcher;
  }

  template <class Apply>
  void fetch(fetch_request wanted, Apply apply) {
    request_fetch(*this, fetcher_, std::move(wanted), std::move(apply));
  }

  /// From here on `stopping_` has a value; `finish` answers it.
  caf::typed_response_promise<drained> begin_stop() {
    ++handled_;
    stopping_ = this->template make_response_promise<drained>();
    return *stopping_;
  }

  /// Answers the shutdown and ends the actor. `counts` follows the number of messages.
  void finish(const std::string& counts = {}) {
    log_.essential("drained",
                   fmt::format("drained: {} messages handled{}", handled_, counts));
    stopping_->deliver(drained{handled_});
    this->quit();
  }

  fetcher_actor fetcher_;
  ledger_actor ledger_;
  log_port log_;
  /// Of the last tick.
  timestamp now_{};
  std::uint64_t handled_ = 0;
  std::optional<caf::typed_response_promise<drained>> stopping_;
};

} // namespace tracker
