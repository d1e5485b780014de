// SPDX-License-Identifier: MIT
// The log lines about the windows and grades of a series.
#pragma once

#include "actors/log_tee/log_port.hpp"
#include "actors/window/grade_block.hpp"
#include "actors/window/grade_book.hpp"
#include "actors/window/window_text.hpp"
#include "actors/window/window_tracker.hpp"
#include "messages/interfaces.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <date/tz.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// Logs that sources name different winners of a window.
inline void log_dispute(const log_port& log, const sources_disagree& event) {
  const log_fields fields{{"slug", event.window.slug}};
  if (event.confirmed)
    log.error("sources-disagree", describe(event), fields);
  else
    log.warn("sources-disagree", describe(event), fields);
}

/// Logs that a wallet's own redemptions and a source name different winners.
inline void log_dispute(const log_port& log, const redemption_disagrees& event) {
  log.warn("sources-disagree", describe(event), {{"slug", event.window.slug}});
}

/// Logs that gamma's list of a series could not be read: a warning at first, unless the
/// host as a whole fails.
inline void log_listing_failure(const log_port& log, const listing_failed& event) {
  auto text = event.reason + "; windows are looked up by their slugs meanwhile";
  if (event.host_away || event.repeated)
    log.debug("listing-failed", std::move(text));
  else
    log.warn("listing-failed", std::move(text));
}

/// Logs that the platform has never listed a window.
inline void log_not_offered(const log_port& log, const window_not_offered& event) {
  log.info("window-not-offered", describe(event), {{"slug", event.window.slug}});
}

/// Logs changes of grades in order. The proof of a day may have found that fills are
/// missing; only the ledger knows this, so each settled grade is requested from the
/// ledger before it is logged as final. Without an answer, the grade is logged as
/// provisional, with the reason.
class grade_log {
public:
  /// Limit of changes that wait for the ledger; further ones are logged as provisional.
  static constexpr std::size_t max_waiting = 4'096;

  /// Times are shown in `zone`, which is not null once a grade is added.
  explicit grade_log(const date::time_zone* zone) : zone_{zone} {}

  bool is_idle() const { return waiting_.empty(); }

  /// Logs grades that changed together and were sent to the ledger before. `books`
  /// contains the grades, `done` is called after each answer of the ledger. `self` owns
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
  /// Requests all waiting grades.
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
  /// The first ones are requested; grades that changed together stay together.
  std::deque<std::vector<grade_made>> waiting_;
};

} // namespace tracker
