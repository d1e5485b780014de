// SPDX-License-Identifier: MIT
// A ledger actor on a real file, with a log double and requests that wait for their
// answer.
#pragma once

#include "actors/ledger/ledger_actor.hpp"
#include "main/config/config_caf.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/support/actor_fixture.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace tracker::test {

struct ledger_rig {
  ledger_rig() {
    options.started = run_start;
    options.zone = date::locate_zone("America/Los_Angeles");
    options.backups = 0;
    options.keep_events = std::chrono::seconds{0};
  }
  ~ledger_rig() {
    // Release the file so that the ledger can drain what the test has sent.
    blocker.reset();
    caf::anon_send(ledger, shutdown{});
    caf::anon_send(tee, shutdown{});
    ledger = ledger_actor{};
    tee = log_tee_actor{};
  }
  ledger_rig(const ledger_rig&) = delete;
  ledger_rig& operator=(const ledger_rig&) = delete;

  void start() {
    auto store = open_store(path);
    store.connection().setBusyTimeout(0);
    tee = spawn_log_double(system, lines);
    ledger = spawn_ledger(system, std::move(store), options,
                          log_port{tee, "ledger", [] { return run_start; }});
  }

  template <class Answer, class Query>
  auto begin(const Query& query) {
    return self->request(ledger, timeout, query);
  }
  template <class Answer, class Pending>
  Answer finish(Pending&& pending) {
    Answer result;
    pending.receive([&](Answer& answer) { result = std::move(answer); },
                    [&](const caf::error& error) {
                      throw std::runtime_error{"no answer: " + system.render(error)};
                    });
    return result;
  }
  template <class Answer, class Query>
  Answer ask(const Query& query) {
    return finish<Answer>(begin<Answer>(query));
  }
  void send_tick(timestamp now) { ask<tick_handled>(tick{++ticks, {}, now, now}); }

  void send(const ledger_entry& fact) {
    std::visit([&](const auto& message) { caf::anon_send(ledger, message); }, fact);
  }
  events_recorded record(std::vector<activity_event> events) {
    return ask<events_recorded>(std::get<record_events>(events_entry(std::move(events))));
  }

  /// Locks the file from another connection.
  void block() {
    blocker = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE);
    blocker->exec("BEGIN IMMEDIATE");
  }

  /// The lines logged so far, including those logged before the last answer.
  std::vector<log_line> log() {
    self->request(tee, timeout, status_request{})
        .receive([](const actor_status&) {}, [](const caf::error&) {});
    return *lines;
  }
  /// The last line of an event; empty without one.
  std::string last(const std::string& event) {
    std::string result;
    for (const auto& line : log())
      if (line.event == event)
        result = line.text;
    return result;
  }
  std::size_t count(const std::string& event) {
    const auto all = log();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(),
                      [&](const log_line& line) { return line.event == event; }));
  }

  static constexpr std::chrono::seconds timeout{20};
  temporary_directory folder;
  std::string path = [this] {
    std::filesystem::create_directory(folder.path() / "ledger");
    return (folder.path() / "ledger" / "tracker.db").string();
  }();
  std::unique_ptr<SQLite::Database> blocker;
  ledger_options options;
  captured_log lines = std::make_shared<std::vector<log_line>>();
  std::uint64_t ticks = 0;
  tracker_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  log_tee_actor tee;
  ledger_actor ledger;
};

} // namespace tracker::test
