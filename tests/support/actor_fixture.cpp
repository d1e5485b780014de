// SPDX-License-Identifier: MIT
#include "tests/support/actor_fixture.hpp"

#include <algorithm>
#include <utility>

namespace tracker::test {

log_tee_actor spawn_log_double(caf::actor_system& system, captured_log into) {
  return system.spawn(
      [into](log_tee_actor::pointer self) -> log_tee_actor::behavior_type {
        return {
            [into](const log_line& line) { into->push_back(line); },
            [](const reopen_log&) {},
            [](const set_log_level&) {},
            [self](const shutdown&) {
              self->quit();
              return drained{};
            },
            [](const status_request&) { return actor_status{}; },
        };
      });
}

std::shared_ptr<ledger_script> empty_ledger() {
  auto script = std::make_shared<ledger_script>();
  script->wallet.doubtful = std::make_shared<const std::vector<doubtful_row>>();
  script->series.windows = std::make_shared<const std::vector<remembered_window>>();
  return script;
}

windows_memory recall(const ledger_script& from, const recall_windows& what) {
  auto windows = std::make_shared<std::vector<remembered_window>>();
  for (const auto& slug : what.slugs) {
    const auto found = from.past.find(slug);
    auto& at = windows->emplace_back();
    if (found != from.past.end())
      at = found->second;
    at.window.slug = slug;
    at.series = what.series;
  }
  return {std::move(windows)};
}

grades_memory shown(const ledger_script& from, const recall_shown& what) {
  auto grades = std::make_shared<std::vector<grade>>(*what.grades);
  for (auto& graded : *grades)
    if (const auto why = from.not_final.find(graded.window.slug);
        why != from.not_final.end()) {
      graded.status = grade_status::provisional;
      graded.reason = why->second;
    }
  return {std::move(grades)};
}

ledger_actor spawn_ledger_double(caf::actor_system& system,
                                 std::shared_ptr<ledger_script> into) {
  return system.spawn([into](ledger_actor::pointer self) -> ledger_actor::behavior_type {
    return {
        [into](const tick& current_tick) {
          for (auto& answer : std::exchange(into->held, {}))
            answer.deliver(events_recorded{into->events.front().events});
          return tick_handled{current_tick.sequence, {}};
        },
        [self, into](const record_events& fact) {
          into->events.push_back(fact);
          auto promise = self->make_response_promise<events_recorded>();
          if (into->stuck)
            into->held.push_back(promise);
          else
            promise.deliver(events_recorded{fact.events});
          return promise;
        },
        [into](const record_grade& fact) { into->grades.push_back(fact); },
        [into](const record_coverage& fact) { into->coverage.push_back(fact); },
        [into](const record_proof& fact) { into->proofs.push_back(fact); },
        [into](const record_position& fact) { into->positions.push_back(fact); },
        [into](const recall_wallet&) { return into->wallet; },
        [into](const recall_series&) { return into->series; },
        [into](const recall_windows& what) { return recall(*into, what); },
        [](const live_settings&) {},
        [](const sync_alerts&) { return alerts_synced{}; },
        [self, into](const recall_shown& what) {
          auto promise = self->make_response_promise<grades_memory>();
          if (into->refuses_queries)
            promise.deliver(
                caf::make_error(caf::sec::runtime_error, "too many queries wait"));
          else
            promise.deliver(shown(*into, what));
          return promise;
        },
        [into](const recall_proofs& what) {
          auto result = into->proven;
          std::map<timestamp, day_proof> known;
          for (const auto& fact : into->proofs)
            if (fact.proof->wallet.address == what.wallet.address)
              known[fact.proof->day] = *fact.proof;
          auto all = std::make_shared<std::vector<day_proof>>();
          for (const auto& [day, proof] : known)
            all->push_back(proof);
          result.proofs = std::move(all);
          return result;
        },
        [into](const recall_day&) { return into->day; },
        [](const take_outbox&) { return outbox_batch{}; },
        [into](const recall_positions& asked) {
          into->asked_positions.push_back(asked);
          return into->due_positions;
        },
        [self](const shutdown&) {
          self->quit();
          return drained{};
        },
        [](const status_request&) { return actor_status{}; },
    };
  });
}

bool has_event(const captured_log& log, const std::string& event) {
  return std::any_of(log->begin(), log->end(),
                     [&](const log_line& line) { return line.event == event; });
}

} // namespace tracker::test
