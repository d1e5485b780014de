// SPDX-License-Identifier: MIT
#include "tests/system/support/simulated_fetcher.hpp"

#include "actors/fetcher/policy/dispatcher.hpp"
#include "tests/exchange/misbehave.hpp"
#include "tests/simulator/market/dice.hpp"
#include "tests/simulator/market/value_text.hpp"
#include "tests/simulator/simulator_source.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <map>
#include <unordered_map>
#include <utility>

#include <ctime>

namespace tracker::test {

namespace {

using namespace std::chrono_literals;

// Private messages of the fetcher to itself.
/// A transfer ends, unless it was aborted before.
struct transfer_end {
  std::uint64_t transfer = 0;
};
/// The dispatcher has something to decide.
struct decision_due {};

using simulated_fetcher_shell =
    compat::extend<fetcher_actor, void(transfer_end), void(decision_due)>;

} // namespace

} // namespace tracker::test

TRACKER_MESSAGE(tracker::test::transfer_end)
TRACKER_MESSAGE(tracker::test::decision_due)

namespace tracker::test {

namespace {

constexpr std::array base_urls = {"http://gamma", "http://data", "http://clob"};

exchange::request request_of_url(const std::string& url) {
  for (const auto target : {host::gamma, host::data, host::clob}) {
    const std::string_view base = base_urls.at(static_cast<std::size_t>(target));
    if (url.starts_with(base))
      return exchange::request_of(target, std::string_view{url}.substr(base.size()));
  }
  return {};
}

timespan thread_time() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

timespan usual_latency(const exchange::request& request, timestamp now) {
  exchange::dice draw{request.path,
                      static_cast<std::uint64_t>(now.time_since_epoch().count())};
  return std::chrono::milliseconds{draw.number_between(20, 80)};
}

/// The end of a scripted reply: a reset, a timeout, or a truncated body.
attempt_end end_of_script(const exchange::script& steps, timespan latency,
                          timespan timeout) {
  bool is_begun = false;
  for (const auto& step : steps) {
    if (std::holds_alternative<exchange::reset_connection>(step))
      return {latency,
              transport_failure{fetch_error_kind::connect, 0, "connection reset", true}};
    if (const auto* hold = std::get_if<exchange::hold_on>(&step); hold != nullptr) {
      latency += hold->time;
      if (latency >= timeout)
        return {timeout, transport_failure{fetch_error_kind::timeout,
                                           static_cast<std::uint16_t>(is_begun ? 200 : 0),
                                           "no complete reply", true}};
    } else {
      is_begun = true;
    }
  }
  if (!is_begun)
    return {latency,
            transport_failure{fetch_error_kind::connect, 0, "empty reply", true}};
  return {latency, transport_failure{fetch_error_kind::truncated, 200,
                                     "cut inside the body", true}};
}

class simulated_fetcher : public simulated_fetcher_shell::base {
public:
  simulated_fetcher(caf::actor_config& config, simulated_network network, wall_clock wall,
                    log_port log)
      : simulated_fetcher_shell::base{config}
      , network_{std::move(network)}
      , wall_{std::move(wall)}
      , log_{std::move(log)}
      , dispatcher_{decisions(network_.jitter_seed)}
      , begun_{clock().now()} {}

  const char* name() const override { return "fetcher"; }

  behavior_type make_behavior() override {
    return {
        [this](const fetch_request& request) {
          auto promise = make_response_promise<fetch_result>();
          open_.emplace(++last_ticket_, promise);
          if (network_.record)
            network_.record->at(static_cast<std::size_t>(request.target))
                .requests.push_back(platform_now());
          dispatcher_.submit(last_ticket_, request, clock().now());
          decide();
          return promise;
        },
        [](const host_report_request&) { return host_report{}; },
        [this](const cancel_fetches& order) {
          dispatcher_.cancel(order.owner);
          decide();
        },
        [this](const transfer_end& end) {
          auto ended = transfers_.extract(end.transfer);
          if (ended.empty())
            return;
          auto& [id, target, result] = ended.mapped();
          note_attempt(target);
          running_.erase(id);
          dispatcher_.end_attempt(id, result, clock().now(), wall_());
          decide();
        },
        [this](decision_due) {
          next_decision_.reset();
          decide();
        },
        [this](const shutdown&) {
          auto promise = make_response_promise<drained>();
          dispatcher_.close();
          dispatcher_.cancel("");
          decide();
          promise.deliver(drained{last_ticket_});
          quit();
          return promise;
        },
        [this](const status_request&) {
          return actor_status{dispatcher_.open(),
                              dispatcher_.describe_hosts(clock().now())};
        },
    };
  }

  /// An open promise holds a reference to this actor.
  void on_exit() override { open_.clear(); }

private:
  struct transfer {
    joint_request_id id = 0;
    host target = host::gamma;
    transfer_result result;
  };

  timestamp platform_now() const { return network_.start + (clock().now() - begun_); }

  void note_attempt(host target) {
    if (network_.record)
      network_.record->at(static_cast<std::size_t>(target))
          .attempts.push_back(platform_now());
  }

  static dispatcher_options decisions(std::uint64_t seed) {
    dispatcher_options result;
    for (std::size_t i = 0; i < base_urls.size(); ++i)
      result.base_urls.at(i) = base_urls.at(i);
    result.jitter_seed = seed;
    return result;
  }

  void decide() {
    carry_out();
    const auto next = dispatcher_.advance(clock().now());
    carry_out();
    if (!next || (next_decision_ && *next_decision_ <= *next))
      return;
    next_decision_ = next;
    delayed_send(simulated_fetcher_shell{this},
                 std::max<timespan>(*next - clock().now(), 0ns), decision_due{});
  }

  void carry_out() {
    auto orders = dispatcher_.take_orders();
    for (const auto id : orders.aborts) {
      transfers_.erase(running_.at(id));
      running_.erase(id);
    }
    for (const auto& [id, url] : orders.starts)
      start(id, url);
    for (auto& [waiting, result] : orders.answers)
      open_.extract(waiting).mapped().deliver(std::move(result));
    for (const auto& [level, event, text] : orders.notices)
      log(level, event, text);
  }

  void start(joint_request_id id, const std::string& url) {
    const auto request = request_of_url(url);
    const auto now = platform_now();
    note_attempt(request.destination);
    const auto begin = thread_time();
    auto good = exchange::answer(request, network_.rules, now);
    if (network_.platform_time)
      *network_.platform_time += thread_time() - begin;
    good.headers.emplace_back("Date", exchange::http_date(now));
    auto [latency, result] = network_.model(request, good, now);
    running_[id] = ++last_transfer_;
    transfers_.emplace(last_transfer_,
                       transfer{id, request.destination, std::move(result)});
    delayed_send(simulated_fetcher_shell{this}, latency, transfer_end{last_transfer_});
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

  simulated_network network_;
  wall_clock wall_;
  log_port log_;
  dispatcher dispatcher_;
  steady_point begun_;
  std::unordered_map<ticket, caf::typed_response_promise<fetch_result>> open_;
  ticket last_ticket_ = 0;
  std::map<std::uint64_t, transfer> transfers_;
  std::map<joint_request_id, std::uint64_t> running_;
  std::uint64_t last_transfer_ = 0;
  /// The earliest `decision_due` under way.
  std::optional<steady_point> next_decision_;
};

} // namespace

http_answer answer_of(const exchange::reply& reply) {
  http_answer result;
  result.status = static_cast<std::uint16_t>(reply.status);
  result.body = std::make_shared<const std::string>(reply.body);
  for (const auto& [name, value] : reply.headers)
    if (name == "Age")
      result.age = value;
    else if (name == "Date")
      result.date = value;
    else if (name == "Retry-After")
      result.retry_after = value;
    else if (name == "Location")
      result.location = value;
  return result;
}

network_model scheduled_faults(exchange::market_rules rules, exchange::fault_rule rule,
                               timespan timeout, std::uint64_t seed) {
  exchange::fault_schedule schedule{seed};
  schedule.add(std::move(rule));
  return [rules = std::move(rules), schedule = std::move(schedule), timeout,
          counts = std::map<std::string, std::uint64_t>{}](
             const exchange::request& request, const exchange::reply& good,
             timestamp now) mutable -> attempt_end {
    const auto latency = usual_latency(request, now);
    const auto endpoint = exchange::endpoint_of(request);
    const auto fault = schedule.next(endpoint, counts[endpoint]++);
    if (!fault)
      return {latency, answer_of(good)};
    const auto delivered = exchange::misbehave(*fault, request, good, rules, now);
    if (const auto* steps = std::get_if<exchange::script>(&delivered.content))
      return end_of_script(*steps, latency + delivered.pause, timeout);
    auto reply = std::get<exchange::reply>(delivered.content);
    reply.headers.emplace_back("Date", exchange::http_date(now));
    return {latency + delivered.pause, answer_of(reply)};
  };
}

fetcher_actor spawn_simulated_fetcher(caf::actor_system& system,
                                      simulated_network network, wall_clock wall,
                                      log_port log) {
  return system.spawn<simulated_fetcher>(std::move(network), std::move(wall),
                                         std::move(log));
}

} // namespace tracker::test
