// SPDX-License-Identifier: MIT
// The publisher with a real ledger and a double of the database, under the deterministic
// scheduler.
#include "actors/fleet/publisher_actor.hpp"

#include "actors/fleet/pg/error.hpp"
#include "actors/ledger/ledger_actor.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/support/actor_fixture.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// The content of the double and its behaviour. Shared with the double.
struct database_script {
  std::string id = "one";
  std::int64_t committed = 0;
  std::vector<activity_event> events;
  std::size_t largest = 0;
  int connects = 0;
  int reports = 0;
  /// Each member throws this.
  std::optional<pg::error> failure;
  /// Commits the next batch, but loses the answer.
  bool loses_answer = false;
  /// Refuses the first event of each batch.
  bool refuses_events = false;
};

class database_double final : public fleet_target {
public:
  explicit database_double(std::shared_ptr<database_script> script)
      : script_{std::move(script)} {}

  fleet_greeting connect() override {
    ++script_->connects;
    fail_if_told();
    return {script_->id, script_->committed};
  }
  batch_rest publish(const outbox_batch& batch) override {
    fail_if_told();
    REQUIRE(batch.number == script_->committed + 1);
    for (const auto& event : batch.facts->events)
      if (std::find(script_->events.begin(), script_->events.end(), event) ==
          script_->events.end())
        script_->events.push_back(event);
    script_->largest = std::max(script_->largest, batch.facts->rows());
    script_->committed = batch.number;
    if (std::exchange(script_->loses_answer, false))
      throw pg::error{pg::error_class::lost, "the connection broke"};
    batch_rest rest{batch.number, {}, {}};
    if (script_->refuses_events && !batch.facts->events.empty()) {
      const auto& event = batch.facts->events.front();
      rest.refused.push_back({fact_kind::events, event.wallet, event.slug,
                              event.condition_id, to_unix_seconds(event.time), "odd"});
    }
    return rest;
  }
  std::vector<std::string> find_owned(const std::vector<std::string>& wallets) override {
    return wallets;
  }
  void report_complete() override {
    fail_if_told();
    ++script_->reports;
  }

private:
  void fail_if_told() const {
    if (script_->failure)
      throw pg::error{*script_->failure};
  }

  std::shared_ptr<database_script> script_;
};

struct publisher_rig : actor_fixture {
  publisher_rig() {
    auto store = open_store((folder.path() / "tracker.db").string());
    must(store.use_outbox(true));
    tee = spawn_log_double(system, lines);
    ledger_options options;
    options.started = run_start;
    options.zone = date::locate_zone("UTC");
    options.backups = 0;
    options.runs_on = thread_of::pool;
    ledger = spawn_ledger(system, std::move(store), options, port("ledger"));
    publisher =
        spawn_publisher(system, std::make_unique<database_double>(script),
                        {"db/fleet", "one", thread_of::pool}, ledger, port("publisher"));
    drain();
  }
  ~publisher_rig() {
    caf::anon_send_exit(publisher, caf::exit_reason::kill);
    caf::anon_send_exit(ledger, caf::exit_reason::kill);
    caf::anon_send_exit(tee, caf::exit_reason::kill);
    publisher = publisher_actor{};
    ledger = ledger_actor{};
    tee = log_tee_actor{};
    drain();
  }
  log_port port(const std::string& name) {
    return {tee, name, [] { return run_start; }};
  }
  void record(std::vector<activity_event> events) {
    ask<events_recorded>(ledger,
                         std::get<record_events>(events_entry(std::move(events))));
  }
  void pass_second() {
    scheduler().clock().advance_time(1s);
    ask<tick_handled>(publisher, tick{++ticks, {}, run_start, run_start});
    drain();
  }
  void pass(int seconds) {
    for (int i = 0; i < seconds; ++i)
      pass_second();
  }
  actor_status status() { return ask<actor_status>(publisher, status_request{}); }
  std::size_t count(const std::string& event) const {
    return static_cast<std::size_t>(
        std::count_if(lines->begin(), lines->end(),
                      [&](const log_line& line) { return line.event == event; }));
  }

  temporary_directory folder;
  std::shared_ptr<database_script> script = std::make_shared<database_script>();
  captured_log lines = std::make_shared<std::vector<log_line>>();
  log_tee_actor tee;
  ledger_actor ledger;
  publisher_actor publisher;
  std::uint64_t ticks = 0;
};

} // namespace

TEST_CASE("the publisher sends what the ledger commits within a second", "[fleet]") {
  publisher_rig rig;
  rig.pass_second();
  for (std::uint64_t number = 0; number < 5; ++number) {
    rig.record({buy_in(1, number), buy_in(2, 100 + number)});
    rig.pass_second();
    CHECK(rig.script->events.size() == 2 * (number + 1));
    CHECK(rig.status().metrics.at(0).value ==
          decltype(metric_sample::value){exact_number{0, 0}});
  }
  CHECK(rig.script->connects == 1);
  CHECK(rig.script->reports >= 1);
}

TEST_CASE("an unreachable database is reported once; every fact arrives afterwards",
          "[fleet]") {
  publisher_rig rig;
  rig.pass(2);
  for (const auto kind :
       {pg::error_class::lost, pg::error_class::read_only, pg::error_class::full,
        pg::error_class::no_rights, pg::error_class::newer, pg::error_class::absent,
        pg::error_class::taken, pg::error_class::unexpected}) {
    INFO(to_string(kind));
    const auto logged_waits = rig.count("fleet-waits");
    const auto ended = rig.count("fleet-recovered");
    const auto attempts = rig.script->connects;
    rig.script->failure = pg::error{kind, "away"};
    for (std::uint64_t i = 0; i < 50; ++i) {
      rig.record({buy_in(static_cast<std::int64_t>(kind) + 1, i)});
      rig.pass(5);
    }
    CHECK(rig.count("fleet-waits") == logged_waits + 1);
    // Pauses grow: there is not an attempt each second.
    CHECK(rig.script->connects - attempts < 30);
    const auto paused_status = rig.status();
    REQUIRE(paused_status.checks.size() == 1);
    CHECK(paused_status.checks.front().status == health_status::warn);
    rig.script->failure.reset();
    rig.pass(61);
    CHECK(rig.count("fleet-recovered") == ended + 1);
    CHECK(rig.status().checks.front().status == health_status::pass);
  }
  CHECK(rig.script->events.size() == 8UL * 50);
}

TEST_CASE("a commit whose answer was lost is not sent as another batch", "[fleet]") {
  publisher_rig rig;
  rig.pass(2);
  rig.script->loses_answer = true;
  rig.record({buy_in(1, 1)});
  rig.pass(5);
  CHECK(rig.script->events == std::vector{buy_in(1, 1)});
  // The outbox is empty, and no further batch is sent.
  const auto number = rig.script->committed;
  rig.pass(5);
  CHECK(rig.script->committed == number);
}

TEST_CASE("a database that lost facts gets all of them again", "[fleet]") {
  publisher_rig rig;
  rig.record({buy_in(1, 1), buy_in(1, 2)});
  rig.pass(3);
  SECTION("a restored database") {
    rig.script->committed = 0;
    rig.script->events.clear();
  }
  SECTION("another database") {
    rig.script->id = "two";
    rig.script->events.clear();
  }
  // A lost connection makes the publisher begin a new session.
  rig.script->failure = pg::error{pg::error_class::lost, "it starts again"};
  rig.pass(11);
  rig.script->failure.reset();
  rig.pass(20);
  CHECK(rig.script->events.size() == 2);
  CHECK(rig.count("fleet-starts-over") >= 2);
}

TEST_CASE("facts that the database refuses are set aside, counted, and reported once",
          "[fleet]") {
  publisher_rig rig;
  rig.pass(2);
  rig.script->refuses_events = true;
  for (std::uint64_t number = 0; number < 3; ++number) {
    rig.record({buy_in(static_cast<std::int64_t>(number), number)});
    rig.pass(2);
  }
  CHECK(rig.count("fleet-refused") == 1);
  CHECK(rig.count("fleet-waits") == 0);
  const auto status = rig.status();
  const auto found = std::find_if(
      status.metrics.begin(), status.metrics.end(),
      [](const metric_sample& sample) { return sample.name == "fleet_refused_facts"; });
  REQUIRE(found != status.metrics.end());
  CHECK(found->value == decltype(metric_sample::value){exact_number{3, 0}});
  CHECK(status.summary.find("3 refused and set aside") != std::string::npos);
  CHECK(status.checks.front().status == health_status::pass);
}

TEST_CASE("the publisher sends the last facts before the end, and does not wait for an "
          "unreachable database",
          "[fleet]") {
  publisher_rig rig;
  rig.pass(2);
  rig.record({buy_in(1, 1)});
  const bool is_away = GENERATE(false, true);
  if (is_away) {
    rig.script->failure = pg::error{pg::error_class::lost, "away"};
    rig.pass(3);
  }
  const auto answer = rig.ask<drained>(
      rig.publisher, tracker::shutdown{rig.scheduler().clock().now() + 5s, false});
  CHECK(answer.handled > 0);
  CHECK(rig.script->events.size() == (is_away ? 0 : 1));
}
