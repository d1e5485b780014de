// SPDX-License-Identifier: MIT
// What people are told of grades, with the certainty that reports show.
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/window/grade_block.hpp"
#include "actors/window/grade_book.hpp"
#include "messages/interfaces.hpp"

#include <date/tz.h>

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// Logs the changes of grades that people need to see, in order. A grade that is settled
/// may still change where the proof of a day has found that fills are missing: the ledger
/// knows that, and is asked before the grade is called final. Where it fails to answer,
/// the grade is logged as provisional, with the reason.
class grade_log {
public:
  /// Changes that wait for the ledger at once; beyond it they are logged as provisional.
  static constexpr std::size_t max_waiting = 4'096;

  /// Times are shown in `zone`, which is not null once a grade is added.
  explicit grade_log(const date::time_zone* zone) : zone_{zone} {}

  bool is_idle() const { return waiting_.empty(); }

  /// Logs grades that changed together, which the ledger was sent before. `books` are
  /// those of the change, `done` is called after an answer of the ledger. `self` owns
  /// this object.
  template <class Actor>
  void add(Actor& self, const ledger_actor& ledger, const log_port& log,
           std::vector<grade_made> changes, const grade_book& books,
           std::function<void()> done) {
    if (!log.is_heard())
      return;
    changes = changes_to_show(std::move(changes), books);
    const bool is_certain =
        std::any_of(changes.begin(), changes.end(), [](const grade_made& change) {
          return is_settled(change.graded.status);
        });
    if (waiting_.empty() && !is_certain) {
      write(log, changes);
    } else if (waiting_.size() >= max_waiting) {
      write(log, lower(std::move(changes), "the ledger does not answer"));
    } else {
      waiting_.push_back(std::move(changes));
      if (waiting_.size() == 1)
        ask(self, ledger, log, std::move(done));
    }
  }

private:
  /// Asks for all that wait.
  template <class Actor>
  void ask(Actor& self, const ledger_actor& ledger, const log_port& log,
           std::function<void()> done) {
    auto grades = std::make_shared<std::vector<grade>>();
    for (const auto& changes : waiting_)
      for (const auto& change : changes)
        grades->push_back(change.graded);
    const auto count = waiting_.size();
    const auto go_on = [this, &self, ledger, log, done] {
      if (!waiting_.empty())
        ask(self, ledger, log, done);
      done();
    };
    self.request(ledger, caf::infinite, recall_shown{std::move(grades)})
        .then(
            [this, log, count, go_on](const grades_memory& memory) {
              auto shown = memory.grades->begin();
              for (std::size_t i = 0; i < count; ++i) {
                auto changes = take_first();
                for (auto& change : changes)
                  change.graded = *shown++;
                write(log, changes);
              }
              go_on();
            },
            [this, log, count, go_on, &self](const caf::error& error) {
              const auto why = self.system().render(error);
              for (std::size_t i = 0; i < count; ++i)
                write(log, lower(take_first(), why));
              go_on();
            });
  }

  std::vector<grade_made> take_first() {
    auto changes = std::move(waiting_.front());
    waiting_.pop_front();
    return changes;
  }

  void write(const log_port& log, const std::vector<grade_made>& changes) const {
    for (auto& report : grade_reports(changes, *zone_))
      log.essential(report.event, std::move(report.text), std::move(report.rows),
                    std::move(report.fields));
  }

  const date::time_zone* zone_;
  /// The first ones are asked for; those that changed together stay together.
  std::deque<std::vector<grade_made>> waiting_;
};

} // namespace tracker
