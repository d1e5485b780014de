// SPDX-License-Identifier: MIT
#include "actors/fetcher/virtual_fetcher_actor.hpp"

#include "actors/fetcher/fetcher_actor.hpp"
#include "actors/polling/crash_reason.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace tracker {

namespace {

// Messages of the fetcher to itself.
/// The answer to the request of this number is due.
struct answer_due {
  std::uint64_t number = 0;
};
/// The time to cancel all open requests.
struct cancel_all {};

using virtual_fetcher_shell =
    compat::extend<fetcher_actor, void(answer_due), void(cancel_all)>;

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::answer_due)
TRACKER_MESSAGE(tracker::cancel_all)

namespace tracker {

namespace {

fetch_error error_of(const fetch_request& request, fetch_error_kind kind,
                     const char* detail) {
  fetch_error result;
  result.kind = kind;
  result.target = request.target;
  result.endpoint = request.endpoint;
  result.detail = detail;
  result.retryable = kind != fetch_error_kind::cancelled;
  return result;
}

class virtual_fetcher : public virtual_fetcher_shell::base {
public:
  virtual_fetcher(caf::actor_config& config, std::shared_ptr<reply_source> replies,
                  virtual_fetcher_options options, log_port log)
      : virtual_fetcher_shell::base{config}
      , replies_{std::move(replies)}
      , options_{std::move(options)}
      , log_{std::move(log)} {}

  const char* name() const override { return "fetcher"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    return {
        [this](const fetch_request& request) { return accept(request); },
        [this](const cancel_fetches& order) {
          ++handled_;
          cancel(order.owner);
        },
        [this](const answer_due& order) { answer(order.number); },
        [this](cancel_all) { cancel(""); },
        // A virtual run has no network and no notifier that requests this.
        [](const host_report_request&) { return host_report{}; },
        [this](const shutdown& order) { return begin_drain(order); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{open_.size(),
                              fmt::format("{} open; {}", open_.size(), totals())};
        },
    };
  }

  /// An open promise holds a reference to this actor: drop all promises on exit.
  void on_exit() override {
    open_.clear();
    drains_.clear();
  }

private:
  struct open_request {
    fetch_request request;
    fetch_result result;
    caf::typed_response_promise<fetch_result> promise;
  };

  caf::typed_response_promise<fetch_result> accept(const fetch_request& request) {
    ++handled_;
    ++requests_;
    auto promise = make_response_promise<fetch_result>();
    if (!drains_.empty()) {
      deliver(promise, {error_of(request, fetch_error_kind::cancelled,
                                 "the tracker is stopping")});
    } else if (open_.size() >= options_.max_open_requests) {
      ++refused_;
      deliver(promise,
              {error_of(request, fetch_error_kind::refused, "the queue is full")});
    } else {
      open(request, promise);
    }
    return promise;
  }

  void open(const fetch_request& request,
            const caf::typed_response_promise<fetch_result>& promise) {
    const auto now = options_.now();
    auto [due, result] = replies_->ask(request, now);
    auto wait = std::max<timespan>(due - now, timespan{0});
    if (wait > request.deadline) {
      wait = request.deadline;
      result = {
          error_of(request, fetch_error_kind::timeout, "no answer by the deadline")};
    }
    open_.emplace(++last_request_, open_request{request, std::move(result), promise});
    delayed_send(virtual_fetcher_shell{this}, wait, answer_due{last_request_});
  }

  void answer(std::uint64_t number) {
    auto found = open_.extract(number);
    if (found.empty())
      return;
    deliver(found.mapped().promise, std::move(found.mapped().result));
    end_if_drained();
  }

  /// Cancels the requests of `owner`; all requests when it is empty.
  void cancel(const std::string& owner) {
    for (auto entry = open_.begin(); entry != open_.end();) {
      if (!owner.empty() && entry->second.request.owner != owner) {
        ++entry;
        continue;
      }
      deliver(entry->second.promise,
              {error_of(entry->second.request, fetch_error_kind::cancelled,
                        "the requester gave up")});
      entry = open_.erase(entry);
    }
    end_if_drained();
  }

  void deliver(caf::typed_response_promise<fetch_result>& promise,
               fetch_result&& result) {
    if (const auto* reply = std::get_if<fetch_reply>(&result.value)) {
      retries_ += reply->attempts - 1;
      bytes_ += reply->body->size();
    } else {
      ++errors_;
    }
    promise.deliver(std::move(result));
  }

  caf::typed_response_promise<drained> begin_drain(const shutdown& order) {
    ++handled_;
    auto promise = make_response_promise<drained>();
    drains_.push_back(promise);
    const auto left = order.deadline - fetcher_drain_margin - clock().now();
    delayed_send(virtual_fetcher_shell{this}, std::max<timespan>(left, timespan{0}),
                 cancel_all{});
    end_if_drained();
    return promise;
  }

  void end_if_drained() {
    if (drains_.empty() || !open_.empty())
      return;
    log_.essential("drained", "drained: " + totals());
    for (auto& promise : std::exchange(drains_, {}))
      promise.deliver(drained{handled_});
    quit();
  }

  std::string totals() const {
    return fmt::format("{} requests, {} retries, {} errors, {} refused, {} bytes",
                       requests_, retries_, errors_, refused_, bytes_);
  }

  std::shared_ptr<reply_source> replies_;
  virtual_fetcher_options options_;
  log_port log_;
  /// By number, so that they are cancelled in the order of their arrival.
  std::map<std::uint64_t, open_request> open_;
  std::uint64_t last_request_ = 0;
  std::vector<caf::typed_response_promise<drained>> drains_;
  std::uint64_t handled_ = 0;
  std::uint64_t requests_ = 0;
  std::uint64_t retries_ = 0;
  std::uint64_t errors_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t bytes_ = 0;
};

} // namespace

fetcher_actor spawn_virtual_fetcher(caf::actor_system& system,
                                    std::shared_ptr<reply_source> replies,
                                    virtual_fetcher_options options, log_port log) {
  return system.spawn<virtual_fetcher>(std::move(replies), std::move(options),
                                       std::move(log));
}

} // namespace tracker
