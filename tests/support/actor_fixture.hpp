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
  /// Handles all messages in the queues, without timeouts.
  void drain() {
    while (scheduler().try_run_once()) {
    }
  }
  /// Advances the virtual clock and handles the timeouts that are due, and their
  /// messages.
  void advance(timespan duration) {
    scheduler().clock().advance_time(duration);
    drain();
  }
  /// Sends a request, handles all messages and returns the answer. Throws without one.
  template <class Answer, class Handle, class... Arguments>
  Answer ask(const Handle& recipient, Arguments&&... arguments) {
    auto pending =
        self->request(recipient, caf::infinite, std::forward<Arguments>(arguments)...);
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

/// A log tee that appends its lines to `lines`.
log_tee_actor spawn_log_double(caf::actor_system& system, const captured_log& lines);

/// The facts that a ledger double has received, and its answers. Shared with the double.
struct ledger_script {
  std::vector<record_events> events;
  std::vector<record_grade> grades;
  std::vector<record_coverage> coverage;
  wallet_memory wallet;
  series_memory series;
  /// Remembered windows of the past, by slug.
  std::map<std::string, remembered_window> past;
  std::vector<record_proof> proofs;
  /// Answers about days: the recorded proofs are added to the first.
  proofs_memory proven;
  day_memory day;
  std::vector<record_position> positions;
  std::vector<recall_positions> position_queries;
  /// The reason why grades of a window are shown as provisional, by slug.
  std::map<std::string, std::string> provisional_reasons;
  /// Queries of shown grades are answered with an error.
  bool refuses_queries = false;
  positions_memory due_positions{std::make_shared<const std::vector<due_position>>()};
  /// Facts are accepted and answered only at the next tick, as on a full disk.
  bool stuck = false;
  std::vector<caf::typed_response_promise<events_recorded>> held;
};

/// The answer of a ledger double about windows of the past.
windows_memory recall(const ledger_script& script, const recall_windows& asked);

/// The answer of a ledger double about grades as reports show them.
grades_memory shown(const ledger_script& script, const recall_shown& asked);

/// A ledger that records facts in `script` and answers queries with what it holds.
ledger_actor spawn_ledger_double(caf::actor_system& system,
                                 const std::shared_ptr<ledger_script>& script);

/// A script with the memories of a new ledger.
std::shared_ptr<ledger_script> empty_ledger();

/// True when a line of `log` has this event.
bool has_event(const captured_log& log, const std::string& event);

} // namespace tracker::test
