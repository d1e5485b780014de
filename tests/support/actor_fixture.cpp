// SPDX-License-Identifier: MIT
#include "tests/support/actor_fixture.hpp"

#include <algorithm>
#include <utility>

namespace tracker::test {

log_tee_actor spawn_log_double(caf::actor_system& system, const captured_log& lines) {
  return system.spawn(
      [lines](log_tee_actor::pointer self) -> log_tee_actor::behavior_type {
        return {
            [lines](const log_line& line) { lines->push_back(line); },
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

windows_memory recall(const ledger_script& script, const recall_windows& asked) {
  auto windows = std::make_shared<std::vector<remembered_window>>();
  for (const auto& slug : asked.slugs) {
    const auto found = script.past.find(slug);
    auto& remembered = windows->emplace_back();
    if (found != script.past.end())
      remembered = found->second;
    remembered.window.slug = slug;
    remembered.series = asked.series;
  }
  return {std::move(windows)};
}

grades_memory shown(const ledger_script& script, const recall_shown& asked) {
  auto grades = std::make_shared<std::vector<grade>>(*asked.grades);
  for (auto& graded : *grades)
    if (const auto reason = script.provisional_reasons.find(graded.window.slug);
        reason != script.provisional_reasons.end()) {
      graded.status = grade_status::provisional;
      graded.reason = reason->second;
    }
  return {std::move(grades)};
}

ledger_actor spawn_ledger_double(caf::actor_system& system,
                                 const std::shared_ptr<ledger_script>& script) {
  return system.spawn(
      [script](ledger_actor::pointer self) -> ledger_actor::behavior_type {
        return {
            [script](const tick& current_tick) {
              for (auto& answer : std::exchange(script->held, {}))
                answer.deliver(events_recorded{script->events.front().events});
              return tick_handled{current_tick.sequence, {}};
            },
            [self, script](const record_events& fact) {
              script->events.push_back(fact);
              auto promise = self->make_response_promise<events_recorded>();
              if (script->stuck)
                script->held.push_back(promise);
              else
                promise.deliver(events_recorded{fact.events});
              return promise;
            },
            [script](const record_grade& fact) { script->grades.push_back(fact); },
            [script](const record_coverage& fact) { script->coverage.push_back(fact); },
            [script](const record_proof& fact) { script->proofs.push_back(fact); },
            [script](const record_position& fact) { script->positions.push_back(fact); },
            [script](const recall_wallet&) { return script->wallet; },
            [script](const recall_series&) { return script->series; },
            [script](const recall_windows& asked) { return recall(*script, asked); },
            [](const live_settings&) {},
            [](const sync_alerts&) { return alerts_synced{}; },
            [self, script](const recall_shown& asked) {
              auto promise = self->make_response_promise<grades_memory>();
              if (script->refuses_queries)
                promise.deliver(
                    caf::make_error(caf::sec::runtime_error, "too many queries wait"));
              else
                promise.deliver(shown(*script, asked));
              return promise;
            },
            [script](const recall_proofs& asked) {
              auto result = script->proven;
              std::map<timestamp, day_proof> known;
              for (const auto& fact : script->proofs)
                if (fact.proof->wallet.address == asked.wallet.address)
                  known[fact.proof->day] = *fact.proof;
              auto all = std::make_shared<std::vector<day_proof>>();
              for (const auto& [day, proof] : known)
                all->push_back(proof);
              result.proofs = std::move(all);
              return result;
            },
            [script](const recall_day&) { return script->day; },
            [](const take_outbox&) { return outbox_batch{}; },
            [script](const recall_positions& asked) {
              script->position_queries.push_back(asked);
              return script->due_positions;
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
