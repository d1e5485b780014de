// SPDX-License-Identifier: MIT
#include "actors/fetcher/fetcher_actor.hpp"

#include "actors/fetcher/policy/dispatcher.hpp"
#include "actors/fetcher/policy/reply_samples.hpp"
#include "actors/fetcher/policy/request_meter.hpp"
#include "actors/fetcher/transport/curl_pool.hpp"
#include "actors/fetcher/transport/url.hpp"
#include "actors/polling/crash_reason.hpp"
#include "actors/polling/polling_actor.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_response_promise.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include <sys/prctl.h>

namespace tracker {

namespace {

steady_point steady_now() {
  return std::chrono::steady_clock::now();
}

curl_pool_options pool_options(const fetcher_options& options) {
  curl_pool_options result;
  result.timeout = options.timeout;
  result.connect_timeout = options.connect_timeout;
  result.max_connections_per_host = options.max_connections_per_host;
  result.max_response_size = options.max_response_size;
  result.user_agent = options.user_agent;
  result.network = options.network;
  return result;
}

dispatcher_options policy_options(const fetcher_options& options) {
  dispatcher_options result;
  result.base_urls = {options.gamma_url, options.data_url, options.clob_url};
  result.max_transfers_per_host = options.max_connections_per_host;
  result.max_open_requests = options.max_open_requests;
  result.max_attempts = options.max_attempts;
  result.backoff = options.backoff;
  result.breaker = options.breaker;
  result.limits = options.limits;
  result.jitter_seed = options.jitter_seed.value_or(std::random_device{}());
  return result;
}

void require_base_url(const std::string& url) {
  if (const auto problem = base_url_problem(url))
    throw std::invalid_argument{url + ": " + *problem};
}

/// Connects the dispatcher, which decides, with the pool, which has the sockets.
class fetcher : public polling_actor<fetcher_actor> {
public:
  fetcher(caf::actor_config& config, const fetcher_options& options, log_port log)
      : polling_actor{config}
      , log_{std::move(log)}
      , wall_{options.now}
      , pool_{pool_options(options)}
      , dispatcher_{policy_options(options)}
      , recorder_{options.recorder}
      , tally_{options.recording} {}

  const char* name() const override { return "fetcher"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    prctl(PR_SET_NAME, "tracker.fetcher");
    start_polling();
    return {
        [this](const fetch_request& request) { return accept(request); },
        [this](const cancel_fetches& order) {
          ++handled_;
          dispatcher_.cancel(order.owner);
          carry_out_orders();
        },
        [this](const host_report_request&) { return report_hosts(); },
        [this](const shutdown& order) { return begin_drain(order); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{dispatcher_.open(), summary(), meter_.metrics()};
        },
        [this](const poll_again&) { poll([this] { process_transfers(); }); },
    };
  }

  /// Resolve every pending promise on exit: an undelivered promise holds a reference to
  /// this actor and would leak its thread.
  void on_exit() override {
    dispatcher_.cancel("");
    carry_out_orders();
    drains_.clear();
    recorder_ = capture_actor{};
    polling_actor::on_exit();
  }

protected:
  void wait(bool mailbox_empty) override {
    auto next = dispatcher_.advance(steady_now());
    carry_out_orders();
    if (drain_deadline_)
      next = std::min(next.value_or(*drain_deadline_), *drain_deadline_);
    if (!mailbox_empty)
      pool_.wait(timespan{0});
    else
      pool_.wait(next ? std::optional{*next - steady_now()} : std::nullopt);
    woken_.store(false);
  }

  void wake() noexcept override {
    if (!woken_.exchange(true))
      pool_.wake();
  }

private:
  struct open_request {
    caf::typed_response_promise<fetch_result> promise;
    fetch_request request;
    instant accepted;
  };

  caf::typed_response_promise<fetch_result> accept(const fetch_request& request) {
    ++handled_;
    auto promise = make_response_promise<fetch_result>();
    open_[++last_ticket_] = {promise, request, now()};
    dispatcher_.submit(last_ticket_, request, steady_now());
    carry_out_orders();
    return promise;
  }

  caf::typed_response_promise<drained> begin_drain(const shutdown& order) {
    ++handled_;
    auto promise = make_response_promise<drained>();
    drains_.push_back(promise);
    drain_deadline_ = order.deadline - fetcher_drain_margin;
    dispatcher_.close();
    end_if_drained();
    return promise;
  }

  /// Passes ended transfers to the dispatcher and carries out its orders.
  void process_transfers() {
    for (const auto& transfer : pool_.take_ended())
      dispatcher_.end_attempt(transfer.id, transfer.result, steady_now(), wall_());
    if (drain_deadline_ && steady_now() >= *drain_deadline_)
      dispatcher_.cancel("");
    carry_out_orders();
    end_if_drained();
  }

  void carry_out_orders() {
    auto orders = dispatcher_.take_orders();
    for (const auto id : orders.aborts)
      pool_.abort(id);
    for (const auto& [id, url] : orders.starts)
      pool_.start(id, url);
    for (auto& [id, result] : orders.answers)
      answer(std::move(open_.extract(id).mapped()), std::move(result));
    for (const auto& [level, event, text] : orders.notices)
      log(level, event, text);
  }

  host_report report_hosts() {
    ++handled_;
    host_report result;
    result.hosts = dispatcher_.outages(steady_now());
    result.samples = samples_.take();
    return result;
  }

  void answer(open_request opened, fetch_result result) {
    const auto& request = opened.request;
    const auto answered = now();
    if (const auto* reply = std::get_if<fetch_reply>(&result.value))
      samples_.add(request.target, request.endpoint, reply->body);
    meter_.add(request, result, answered.steady - opened.accepted.steady, answered.wall);
    opened.promise.deliver(result);
    if (recorder_)
      record({request.target, request.endpoint, request.path, opened.accepted, answered,
              std::move(result)});
  }

  instant now() const { return {steady_now(), wall_()}; }

  // -- the recorder, for which the fetcher never waits -----------------------

  void record(captured_exchange exchange) {
    if (!tally_.send(size_of(exchange))) {
      end_recording(fmt::format("{} replies wait to be written", tally_.waiting()));
      return;
    }
    send(recorder_, std::move(exchange));
    if (!tally_.is_mark_due())
      return;
    tally_.mark();
    request(recorder_, caf::infinite, capture_mark{})
        .then(
            [this](const capture_progress& progress) {
              tally_.reached_mark();
              if (!progress.goes_on)
                recorder_ = capture_actor{};
            },
            [this](const caf::error&) { recorder_ = capture_actor{}; });
  }

  void end_recording(const std::string& reason) {
    send(recorder_, end_capture{reason});
    recorder_ = capture_actor{};
  }

  static std::uint64_t size_of(const captured_exchange& exchange) {
    const auto* reply = std::get_if<fetch_reply>(&exchange.result.value);
    return exchange.path.size() + (reply == nullptr ? 0 : reply->body->size());
  }

  void log(log_level level, const std::string& event, const std::string& text) const {
    if (level == log_level::error)
      log_.error(event, text);
    else if (level == log_level::warn)
      log_.warn(event, text);
    else if (level == log_level::info)
      log_.info(event, text);
    else
      log_.debug(event, text);
  }

  void end_if_drained() {
    if (drains_.empty() || dispatcher_.open() > 0)
      return;
    log_.essential("drained", "drained: " + totals());
    for (auto& promise : std::exchange(drains_, {}))
      promise.deliver(drained{handled_});
    quit();
  }

  std::string totals() const {
    const auto& counts = dispatcher_.counts();
    return fmt::format("{} requests, {} retries, {} errors, {} refused, {} bytes",
                       counts.requests, counts.retries, counts.errors, counts.refused,
                       pool_.bytes_received());
  }

  std::string summary() const {
    auto text = fmt::format("{}; {} open; {}", dispatcher_.describe_hosts(steady_now()),
                            dispatcher_.open(), totals());
    if (samples_.left_out() > 0)
      text += fmt::format("; {} replies were too many to compare their shape",
                          samples_.left_out());
    return text;
  }

  log_port log_;
  wall_clock wall_;
  // Members outlive the behaviour: `wake` is called as long as a handle exists.
  curl_pool pool_;
  std::atomic<bool> woken_{false};
  dispatcher dispatcher_;
  /// Null: no recording, or it has ended.
  capture_actor recorder_;
  capture_tally tally_;
  request_meter meter_;
  std::unordered_map<ticket, open_request> open_;
  ticket last_ticket_ = 0;
  reply_samples samples_;
  std::vector<caf::typed_response_promise<drained>> drains_;
  std::optional<steady_point> drain_deadline_;
  std::uint64_t handled_ = 0;
};

} // namespace

fetcher_actor spawn_fetcher(caf::actor_system& system, fetcher_options options,
                            log_port log) {
  for (const auto& url : {options.gamma_url, options.data_url, options.clob_url})
    require_base_url(url);
  if (!options.now)
    throw std::invalid_argument{"the fetcher needs a wall clock"};
  return system.spawn<fetcher, caf::detached>(options, std::move(log));
}

} // namespace tracker
