// SPDX-License-Identifier: MIT
#include "actors/fleet/publisher_actor.hpp"

#include "actors/fleet/publish_outage.hpp"
#include "actors/polling/crash_reason.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include <sys/prctl.h>

namespace tracker {

namespace {

/// Private message of the publisher to itself: publish what is new.
struct publish_now {};

} // namespace

} // namespace tracker

TRACKER_MESSAGE(tracker::publish_now)

namespace tracker {

namespace {

using namespace std::chrono_literals;

using publisher_shell_actor = compat::extend<publisher_actor, void(publish_now)>;

/// As long as the longest outage of the disk that the ledger survives. The next request
/// asks for the same facts.
constexpr timespan ledger_patience = 10min;
/// How often a tracker with an empty outbox reports that it is alive.
constexpr timespan report_interval = 10s;
/// How often the outbox is counted while the database is away.
constexpr timespan count_interval = 10s;
/// /ready warns of a longer lag.
constexpr timespan tolerated_lag = 2min;

class publisher_shell final : public publisher_shell_actor::base {
public:
  publisher_shell(caf::actor_config& config, std::unique_ptr<fleet_target> target,
                  publisher_options options, ledger_actor ledger, log_port log)
      : publisher_shell_actor::base{config}
      , target_{std::move(target)}
      , options_{std::move(options)}
      , ledger_{std::move(ledger)}
      , log_{std::move(log)} {}

  const char* name() const override { return "publisher"; }

  behavior_type make_behavior() override {
    keep_crash_reason(*this);
    if (options_.runs_on == thread_of::own)
      prctl(PR_SET_NAME, "tracker.fleet");
    complete_at_ = clock().now();
    log_.info("fleet", fmt::format("{} publishes what the ledger commits to {}",
                                   options_.name, options_.place));
    return {
        [this](const tick& current) {
          const tick_handled reply{current.sequence, clock().now()};
          ++handled_;
          // Answered first: the clock does not wait for the database.
          schedule();
          return reply;
        },
        [this](const shutdown& order) { return begin_drain(order); },
        [this](const status_request&) {
          ++handled_;
          return status();
        },
        [this](publish_now) {
          scheduled_ = false;
          advance();
        },
    };
  }

  /// An undelivered promise would keep the actor and its thread alive.
  void on_exit() override {
    drains_.clear();
    ledger_ = ledger_actor{};
    target_.reset();
    publisher_shell_actor::base::on_exit();
  }

private:
  void schedule() {
    if (std::exchange(scheduled_, true))
      return;
    send(publisher_shell_actor{this}, publish_now{});
  }

  /// Connects if needed, and asks the ledger for the next facts.
  void advance() {
    if (is_asking_ || end_if_drained())
      return;
    const auto now = clock().now();
    if (outage_.may_try(now) && !greeting_)
      attempt([this] { greeting_ = target_->connect(); });
    if (greeting_) {
      ask({greeting_->database, greeting_->committed, outage_.rows(), rest_, regained_});
    } else if (now - counted_at_ >= count_interval) {
      counted_at_ = now;
      ask({});
    } else {
      end_if_drained();
    }
  }

  void ask(const take_outbox& question) {
    is_asking_ = true;
    request(ledger_, ledger_patience, question)
        .then(
            [this](const outbox_batch& batch) {
              is_asking_ = false;
              if (greeting_) {
                rest_.reset();
                regained_.reset();
              }
              take(batch);
            },
            [this](const caf::error& error) {
              is_asking_ = false;
              log_.warn("fleet-waits",
                        "the ledger does not answer: " + crash_text(system(), error) +
                            "; asked again with the next tick");
              end_if_drained();
            });
  }

  void take(const outbox_batch& batch) {
    waiting_ = batch.waiting;
    if (!greeting_) {
      end_if_drained();
      return;
    }
    if (batch.starts_over)
      log_.essential("fleet-starts-over",
                     fmt::format("the fleet's database does not have what was sent "
                                 "before: {} facts of the ledger are sent again",
                                 count_text()));
    refused_ = batch.refused;
    if (batch.facts)
      publish(batch);
    else
      report();
    if (batch.withheld && greeting_)
      regain(*batch.withheld);
    end_if_drained();
  }

  /// Facts that were set aside are sent with a later batch if this tracker has their
  /// wallets again.
  void regain(const std::vector<std::string>& withheld) {
    attempt([&] {
      auto owned = target_->find_owned(withheld);
      if (!owned.empty())
        regained_ = std::make_shared<const std::vector<std::string>>(std::move(owned));
    });
  }

  void publish(const outbox_batch& batch) {
    attempt([&] {
      auto rest = target_->publish(batch);
      greeting_->committed = batch.number;
      note_refused(rest);
      if (!rest.is_empty())
        rest_ = std::make_shared<const batch_rest>(std::move(rest));
      rows_ += batch.facts->rows();
    });
    // At once: the next request acknowledges this batch.
    if (greeting_)
      schedule();
  }

  /// Logs the first refusal of a run; the number is in the status and the metrics.
  void note_refused(const batch_rest& rest) {
    refused_ += rest.refused.size();
    if (rest.refused.empty() || std::exchange(is_refusal_logged_, true))
      return;
    log_.warn("fleet-refused",
              fmt::format("the fleet's database refuses {} facts, which are set aside in "
                          "the ledger until the next start; the others are sent; the "
                          "first one: {}",
                          rest.refused.size(), rest.refused.front().why));
  }

  /// Notes that the outbox is empty.
  void report() {
    complete_at_ = clock().now();
    is_complete_ = true;
    if (reported_at_ && complete_at_ - *reported_at_ < report_interval)
      return;
    reported_at_ = complete_at_;
    attempt([this] { target_->report_complete(); });
  }

  /// Runs `body`, which talks to the database. No failure of it ends the actor.
  template <class Body>
  void attempt(Body body) {
    std::string line;
    try {
      body();
      line = outage_.note_success(clock().now());
      if (!line.empty())
        log_.essential("fleet-recovered", line);
      return;
    } catch (const pg::error& failure) {
      line = outage_.note_failure(failure.kind(), failure.what(), clock().now());
    } catch (const std::exception& failure) {
      line = outage_.note_failure(pg::error_class::unexpected, failure.what(),
                                  clock().now());
    }
    greeting_.reset();
    reported_at_.reset();
    if (!line.empty())
      log_.warn("fleet-waits", line);
  }

  // -- status and end ------------------------------------------------------------------

  std::string count_text() const {
    return waiting_ >= outbox_batch::counted_keys
               ? fmt::format("{} or more", outbox_batch::counted_keys)
               : fmt::format("{}", waiting_);
  }
  timespan lag() const {
    return waiting_ == 0 ? timespan{} : clock().now() - complete_at_;
  }

  actor_status status() const {
    const bool fails = outage_.failure().has_value();
    const auto refused = refused_ == 0
                             ? std::string{}
                             : fmt::format("{} refused and set aside; ", refused_);
    actor_status result{is_asking_ ? 1U : 0U,
                        fmt::format("{} wait, {} s behind; {} rows sent; {}{}",
                                    count_text(), lag() / 1s, rows_, refused,
                                    fails ? outage_.text() : options_.place)};
    result.metrics = {
        count_sample("fleet_outbox_facts", waiting_),
        {"fleet_lag_seconds", {}, exact_number{lag() / 1ms, 3}},
        count_sample("fleet_refused_facts", refused_),
        count_sample("fleet_published_rows_total", rows_),
        count_sample("fleet_failures_total", outage_.failures()),
    };
    // Never a failure: local work goes on without the fleet.
    const bool warns = lag() > tolerated_lag;
    result.checks = {{"fleet", warns ? health_status::warn : health_status::pass,
                      clock().now() - complete_at_,
                      warns ? fmt::format("{} facts wait; {}", count_text(),
                                          fails ? outage_.text() : "it catches up")
                            : std::string{}}};
    return result;
  }

  caf::typed_response_promise<drained> begin_drain(const shutdown& order) {
    ++handled_;
    auto promise = make_response_promise<drained>();
    drains_.push_back(promise);
    const auto now = clock().now();
    drain_until_ = now + (order.deadline - now) / 2;
    is_complete_ = false;
    schedule();
    return promise;
  }

  /// Ends when the outbox is empty, the database is away, or half of the time has passed.
  /// The rest is sent after the next start.
  bool end_if_drained() {
    if (drains_.empty() || is_asking_)
      return false;
    const bool is_away = !greeting_ && outage_.failure();
    if (!is_complete_ && !is_away && clock().now() < drain_until_)
      return false;
    log_.essential("drained",
                   fmt::format("drained: {} rows sent to the fleet, {} facts left to the "
                               "next start",
                               rows_, count_text()));
    for (auto& promise : std::exchange(drains_, {}))
      promise.deliver(drained{handled_});
    quit();
    return true;
  }

  std::unique_ptr<fleet_target> target_;
  publisher_options options_;
  ledger_actor ledger_;
  log_port log_;
  publish_outage outage_;
  /// Nothing: not connected.
  std::optional<fleet_greeting> greeting_;
  bool scheduled_ = false;
  bool is_asking_ = false;
  /// Facts in the outbox, as of the last answer of the ledger.
  std::uint64_t waiting_ = 0;
  std::uint64_t rows_ = 0;
  /// Facts that are set aside because the database refuses them.
  std::uint64_t refused_ = 0;
  bool is_refusal_logged_ = false;
  /// Facts of the last batch that were not written, until the ledger has set them aside.
  std::shared_ptr<const batch_rest> rest_;
  /// Wallets of which the ledger is to send what was set aside.
  std::shared_ptr<const std::vector<std::string>> regained_;
  /// When the outbox was empty last.
  steady_point complete_at_{};
  std::optional<steady_point> reported_at_;
  steady_point counted_at_{};
  std::vector<caf::typed_response_promise<drained>> drains_;
  /// The outbox was empty; during a drain: since it began.
  bool is_complete_ = false;
  steady_point drain_until_{};
  std::uint64_t handled_ = 0;
};

} // namespace

publisher_actor spawn_publisher(caf::actor_system& system,
                                std::unique_ptr<fleet_target> target,
                                publisher_options options, ledger_actor ledger,
                                log_port log) {
  if (options.runs_on == thread_of::own)
    return system.spawn<publisher_shell, caf::detached>(
        std::move(target), std::move(options), std::move(ledger), std::move(log));
  return system.spawn<publisher_shell>(std::move(target), std::move(options),
                                       std::move(ledger), std::move(log));
}

} // namespace tracker
