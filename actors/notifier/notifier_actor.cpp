// SPDX-License-Identifier: MIT
#include "actors/notifier/notifier_actor.hpp"

#include "actors/notifier/channels/heartbeat.hpp"
#include "actors/notifier/channels/outbox.hpp"
#include "actors/notifier/channels/payload.hpp"
#include "actors/notifier/rules/readings.hpp"
#include "actors/notifier/transport/post_pool.hpp"
#include "actors/notifier/transport/program_runs.hpp"
#include "actors/polling/crash_reason.hpp"
#include "actors/polling/polling_actor.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_response_promise.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include <sys/prctl.h>

namespace tracker {

namespace {

using namespace std::chrono_literals;

/// Interval of the requests to the fetcher and of the look at the disk.
constexpr timespan measure_interval = 5s;
/// How long the fetcher's answer is awaited.
constexpr timespan report_patience = 5s;
/// As long as the longest outage of the disk that the ledger survives. A request that is
/// given up is sent again with its marks.
constexpr timespan sync_patience = 10min;
/// How long the end of the run waits for messages under way, at most.
constexpr timespan drain_patience = 3s;
/// The time before the deadline that the last marks get.
constexpr timespan mark_margin = 500ms;
constexpr timespan idle_wait = 1s;
constexpr timespan busy_wait = 50ms;

// Ids of transfers: the channels' indices, then these.
constexpr std::uint64_t heartbeat_id = 1'000'000;
constexpr std::uint64_t fail_id = 1'000'001;

std::vector<std::string> names_of(const std::vector<channel_settings>& channels) {
  std::vector<std::string> names;
  for (const auto& channel : channels)
    names.push_back(channel.name);
  return names;
}

post_pool_options pool_options(const notifier_options& options) {
  return {allowed_urls(options.settings), options.timeout, options.user_agent};
}

class notifier : public polling_actor<notifier_actor> {
public:
  notifier(caf::actor_config& config, const notifier_options& options,
           fetcher_actor fetcher, ledger_actor ledger, log_port log)
      : polling_actor{config}
      , options_{options}
      , rules_{effective_rules(options.settings.rules)}
      , fetcher_{std::move(fetcher)}
      , ledger_{std::move(ledger)}
      , log_{std::move(log)}
      , pool_{pool_options(options)}
      , outbox_{options.settings.channels, rules_, *options.zone}
      , drift_{options.settings.known_drift, options.folder}
      , started_{options.now()}
      , heartbeat_{service_health{options.health, clock().now()}} {}

  const char* name() const override { return "notifier"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    prctl(PR_SET_NAME, "tracker.notify");
    log_.info("alerts-on",
              fmt::format("alerts go to: {}",
                          fmt::join(names_of(options_.settings.channels), ", ")));
    start_polling();
    return {
        [this](const tick& current) { return handle(current); },
        [this](const use_fetcher& order) {
          ++handled_;
          fetcher_ = order.fetcher;
        },
        [this](const shutdown& order) { return begin_drain(order); },
        [this](const status_request&) {
          ++handled_;
          return actor_status{outbox_.waiting(options_.now()), summary(),
                              outbox_.samples()};
        },
        [this](const poll_again&) { poll([this] { process(); }); },
    };
  }

  void on_exit() override {
    drains_.clear();
    fetcher_ = fetcher_actor{};
    ledger_ = ledger_actor{};
    polling_actor::on_exit();
  }

protected:
  void wait(bool mailbox_empty) override {
    const bool is_busy = programs_.running() > 0 || !drains_.empty();
    pool_.wait(!mailbox_empty ? timespan{0} : is_busy ? busy_wait : idle_wait);
  }

  void wake() noexcept override { pool_.wake(); }

private:
  tick_handled handle(const tick& current) {
    const tick_handled reply{current.sequence, clock().now()};
    ++handled_;
    heartbeat_.health().note_tick(clock().now());
    if (!measured_at_ || clock().now() - *measured_at_ >= measure_interval) {
      measured_at_ = clock().now();
      measure();
    }
    synchronize();
    send_due();
    send_heartbeat();
    return reply;
  }

  // -- what the notifier measures ------------------------------------------------------

  void measure() {
    std::error_code failed;
    const auto space = std::filesystem::space(options_.folder, failed);
    readings_ = {
        read_disk(*find_rule(rules_, "disk"),
                  failed ? std::nullopt : std::optional<std::uint64_t>{space.available})};
    for (const auto& reading : drift_.readings())
      readings_.push_back(reading);
    request(fetcher_, report_patience, host_report_request{})
        .then(
            [this](const host_report& report) {
              for (const auto& reading : read_hosts(report.hosts))
                readings_.push_back(reading);
              for (const auto& sample : report.samples)
                compare(sample);
            },
            // A fetcher that has ended is replaced; until then the hosts are unknown.
            [](const caf::error&) {});
  }

  void compare(const reply_sample& sample) {
    ++compared_;
    for (const auto& news : drift_.compare(sample.source, sample.endpoint, *sample.body))
      log_.warn("drift", news + "; it is not used, an update may be needed");
  }

  // -- the ledger ----------------------------------------------------------------------

  void synchronize() {
    if (synchronizing_)
      return;
    synchronizing_ = true;
    heartbeat_.health().note_request(clock().now());
    collect_marks();
    sync_alerts order;
    order.recall = !recalled_;
    order.channels = names_of(options_.settings.channels);
    order.readings = readings_;
    order.marks = marks_;
    request(ledger_, sync_patience, std::move(order))
        .then([this, count = marks_.size()](
                  const alerts_synced& answer) { take(answer, count); },
              [this](const caf::error& error) {
                synchronizing_ = false;
                log_.warn("alerts-wait",
                          "the ledger does not answer: " + crash_text(system(), error) +
                              "; alerts wait, next try with the next tick");
                end_if_drained();
              });
  }

  void collect_marks() {
    for (auto& mark : outbox_.take_marks())
      marks_.push_back(std::move(mark));
  }

  void take(const alerts_synced& answer, std::size_t stored_marks) {
    synchronizing_ = false;
    heartbeat_.health().note_answer();
    marks_.erase(marks_.begin(),
                 marks_.begin() + static_cast<std::ptrdiff_t>(stored_marks));
    if (!recalled_)
      outbox_.assign(answer.channels);
    // An alert that opened in this run cannot have been sent by an earlier one. An alert
    // in the future shows that the clock was set back: then all count as earlier.
    const auto now = options_.now();
    const bool is_in_order =
        std::all_of(answer.alerts.begin(), answer.alerts.end(),
                    [&](const alert_record& alert) { return alert.opened <= now; });
    std::vector<alert_record> earlier;
    std::vector<alert_record> fresh;
    for (const auto& alert : answer.alerts) {
      const bool is_fresh = recalled_ || (is_in_order && alert.opened >= started_);
      (is_fresh ? fresh : earlier).push_back(alert);
    }
    outbox_.put(earlier, true, now);
    outbox_.put(fresh, false, now);
    if (recalled_)
      for (const auto& alert : answer.alerts)
        log_.info("alert", fmt::format("alert {}: {} {}", to_string(alert.state),
                                       alert.summary, mark_of(alert.key)));
    else
      drift_.restore(answer.alerts);
    recalled_ = true;
    if (drains_.empty())
      send_due();
    end_if_drained();
  }

  // -- the channels --------------------------------------------------------------------

  void send_due() {
    const auto now = options_.now();
    for (const auto& order : outbox_.take_due(now)) {
      const auto& channel = options_.settings.channels[order.channel];
      const auto request = channel.kind == channel_kind::alertmanager
                               ? alertmanager_payload(channel, order.alerts, now)
                               : payload_of(channel, order.message, now);
      if (channel.kind == channel_kind::command)
        programs_.start(order.channel, channel.program, request.body, clock().now());
      else
        pool_.start(order.channel, request);
    }
    log_news();
  }

  /// Handles the transfers and programs that have ended, and sends what is due then.
  void process() {
    bool has_ended = false;
    for (auto& [id, reply] : pool_.take_ended()) {
      if (id >= heartbeat_id) {
        end_heartbeat(id, reply);
        continue;
      }
      const auto index = static_cast<std::size_t>(id);
      end(index, read_service_reply(options_.settings.channels[index].kind, reply));
      has_ended = true;
    }
    for (const auto& [id, result] : programs_.take_ended(clock().now())) {
      end(static_cast<std::size_t>(id), result);
      has_ended = true;
    }
    if (has_ended) {
      synchronize();
      if (drains_.empty())
        send_due();
    }
    log_news();
    end_if_drained();
  }

  void end(std::size_t channel, const delivery_result& result) {
    outbox_.end(channel, result, options_.now());
  }

  void log_news() {
    for (const auto& [is_problem, text] : outbox_.take_news())
      is_problem ? log_.warn("alerts-wait", text) : log_.info("alerts-sent", text);
  }

  // -- the heartbeat -------------------------------------------------------------------

  void send_heartbeat() {
    const auto& url = options_.settings.heartbeat_url;
    if (url.empty() || !heartbeat_.is_due(clock().now()))
      return;
    outgoing request;
    request.url = url;
    request.is_post = false;
    pool_.start(heartbeat_id, request);
  }

  void end_heartbeat(std::uint64_t id, const service_reply& reply) {
    fail_under_way_ = fail_under_way_ && id != fail_id;
    const bool is_accepted = reply.status >= 200 && reply.status < 300;
    if (is_accepted != heartbeat_failed_)
      return;
    heartbeat_failed_ = !is_accepted;
    if (is_accepted)
      log_.info("heartbeat", "the heartbeat is accepted again");
    else
      log_.warn("heartbeat",
                fmt::format("the heartbeat is not accepted: {}; next in a minute",
                            reply.status == 0 ? reply.failure
                                              : fmt::format("status {}", reply.status)));
  }

  // -- the end -------------------------------------------------------------------------

  caf::typed_response_promise<drained> begin_drain(const shutdown& order) {
    ++handled_;
    auto promise = make_response_promise<drained>();
    drains_.push_back(promise);
    drain_deadline_ =
        std::min(order.deadline - 2 * mark_margin, clock().now() + drain_patience);
    if (!options_.settings.heartbeat_url.empty()) {
      outgoing request;
      request.url = fail_url_of(options_.settings.heartbeat_url);
      request.body = "performance_tracker stops in order";
      request.content_type = "text/plain";
      pool_.start(fail_id, request);
      fail_under_way_ = true;
    }
    send_due();
    synchronize();
    end_if_drained();
    return promise;
  }

  /// Ends the actor when no message is under way and every mark is on disk, or at the
  /// deadline.
  void end_if_drained() {
    if (drains_.empty())
      return;
    if (clock().now() < drain_deadline_ + mark_margin) {
      const bool is_late = clock().now() >= drain_deadline_;
      if (synchronizing_ || (!is_late && (outbox_.is_busy() || fail_under_way_)))
        return;
      collect_marks();
      if (!marks_.empty()) {
        synchronize();
        return;
      }
    }
    log_.essential("drained", "drained: " + totals());
    for (auto& promise : std::exchange(drains_, {}))
      promise.deliver(drained{handled_});
    quit();
  }

  std::string totals() const {
    const auto counts = outbox_.counts();
    return fmt::format("{} alerts sent, {} attempts failed, {} dropped, {} refused",
                       counts.sent, counts.failed, counts.dropped, counts.refused);
  }

  std::string summary() const {
    auto text = fmt::format("{} to send; {}; {} replies compared",
                            outbox_.waiting(options_.now()), totals(), compared_);
    if (drift_.count() > 0)
      text += fmt::format("; {} changes of the platform", drift_.count());
    return text;
  }

  notifier_options options_;
  std::vector<effective_rule> rules_;
  fetcher_actor fetcher_;
  ledger_actor ledger_;
  log_port log_;
  // Members outlive the behaviour: `wake` is called as long as a handle exists.
  post_pool pool_;
  program_runs programs_;
  outbox outbox_;
  drift_sentinel drift_;
  /// The wall clock at the start: alerts that opened later belong to this run.
  timestamp started_;
  heartbeat heartbeat_;
  std::vector<alert_reading> readings_;
  /// Marks that the ledger has not confirmed.
  std::vector<alert_mark> marks_;
  std::optional<steady_point> measured_at_;
  /// The alerts of earlier runs were read from the ledger.
  bool recalled_ = false;
  bool synchronizing_ = false;
  bool heartbeat_failed_ = false;
  /// Replies whose shape was compared.
  std::uint64_t compared_ = 0;
  bool fail_under_way_ = false;
  std::vector<caf::typed_response_promise<drained>> drains_;
  steady_point drain_deadline_{};
  std::uint64_t handled_ = 0;
};

} // namespace

notifier_actor spawn_notifier(caf::actor_system& system, notifier_options options,
                              fetcher_actor fetcher, ledger_actor ledger, log_port log) {
  return system.spawn<notifier, caf::detached>(std::move(options), std::move(fetcher),
                                               std::move(ledger), std::move(log));
}

} // namespace tracker
