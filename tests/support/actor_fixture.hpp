// SPDX-License-Identifier: MIT
#pragma once

#include "messages/interfaces.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tracker::test {

/// An actor system under CAF's deterministic scheduler and its virtual clock: messages
/// are handled when a test says so, on the test's own thread.
class actor_fixture {
public:
  actor_fixture() : system{config_}, self{system, true} {
    scheduler().clock().current_time += std::chrono::hours{1};
  }
  ~actor_fixture() {
    scheduler().clock().cancel_all();
    drain();
    system.await_actors_before_shutdown(false);
  }
  actor_fixture(const actor_fixture&) = delete;
  actor_fixture& operator=(const actor_fixture&) = delete;

  caf::scheduler::test_coordinator& scheduler() {
    return dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  }
  /// Handles every message there is, no timeout.
  void drain() {
    while (scheduler().try_run_once()) {
    }
  }
  /// Moves the virtual clock and handles what that sets off.
  void advance(timespan by) {
    scheduler().clock().advance_time(by);
    drain();
  }
  /// Sends a request, handles everything, and returns the answer. Throws without one.
  template <class Answer, class Handle, class... Arguments>
  Answer ask(const Handle& whom, Arguments&&... arguments) {
    auto pending =
        self->request(whom, caf::infinite, std::forward<Arguments>(arguments)...);
    drain();
    std::unique_ptr<Answer> result;
    pending.receive(
        [&](Answer& answer) { result = std::make_unique<Answer>(std::move(answer)); },
        [&](caf::error& error) {
          throw std::runtime_error{"request failed: " + caf::to_string(error)};
        });
    return std::move(*result);
  }

private:
  struct test_config : caf::actor_system_config {
    test_config() { set("scheduler.policy", caf::atom("testing")); }
  };
  test_config config_;

public:
  caf::actor_system system;
  caf::scoped_actor self;
};

/// The lines a double of the log tee has received. Shared with the double; read it after
/// `drain`.
using captured_log = std::shared_ptr<std::vector<log_line>>;

/// A log tee that keeps the lines in `into`.
log_tee_actor spawn_log_double(caf::actor_system& system, captured_log into);

/// What a double of the ledger was told, and what it answers. Shared with the double.
struct ledger_script {
  std::vector<record_events> events;
  std::vector<record_grade> grades;
  std::vector<record_coverage> coverage;
  wallet_memory wallet;
  series_memory series;
  /// What it remembers of windows of the past, by slug.
  std::map<std::string, remembered_window> past;
  std::vector<record_proof> proofs;
  /// What it answers about days: the recorded proofs are added to the first.
  proofs_memory proven;
  day_memory day;
  std::vector<record_position> positions;
  std::vector<recall_positions> asked_positions;
  /// Why grades of a window are shown as provisional, by slug.
  std::map<std::string, std::string> not_final;
  /// Questions about shown grades are answered with an error.
  bool refuses_queries = false;
  positions_memory due_positions{std::make_shared<const std::vector<due_position>>()};
  /// Facts are taken and not answered before the next tick: a disk that is full.
  bool stuck = false;
  std::vector<caf::typed_response_promise<events_recorded>> held;
};

/// What such a double answers of windows of the past.
windows_memory recall(const ledger_script& from, const recall_windows& what);

/// How such a double says that reports show these grades.
grades_memory shown(const ledger_script& from, const recall_shown& what);

/// A ledger that keeps what it is told in `into` and remembers what stands there.
ledger_actor spawn_ledger_double(caf::actor_system& system,
                                 std::shared_ptr<ledger_script> into);

/// The memories of a ledger that is new.
std::shared_ptr<ledger_script> empty_ledger();

/// True when a line of `log` has this event.
bool has_event(const captured_log& log, const std::string& event);

} // namespace tracker::test
