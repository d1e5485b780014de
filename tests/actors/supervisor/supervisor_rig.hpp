// SPDX-License-Identifier: MIT
// A supervisor with doubles of all actors, which record what they do.
#pragma once

#include "actors/polling/crash_reason.hpp"
#include "actors/supervisor/supervisor_actor.hpp"
#include "tests/support/actor_fixture.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace tracker::test {

/// The events of the test doubles, in order.
using history = std::shared_ptr<std::vector<std::string>>;

/// A double of a window throws on the tick with this number.
inline constexpr std::uint64_t unreadable_tick = 99;

/// The reaction of a double to its shutdown order.
enum class shutdown_kind {
  drains,
  /// Never answers `shutdown`, but answers status requests.
  holds_work,
  /// Has a pending request to the fetcher and drains when that is answered.
  waits_for_answer,
};

/// The pending request of a double, and the drain that waits for it.
struct pending_request {
  bool answered = false;
  std::optional<caf::typed_response_promise<drained>> drain;
};

/// Requests that a double of the fetcher has not answered.
using pending_requests = std::vector<caf::typed_response_promise<fetch_result>>;

/// Two windows, `btc` and `eth`, and the wallet `main`; `events` has the actions of the
/// doubles.
struct supervised : actor_fixture {
  captured_log lines = std::make_shared<std::vector<log_line>>();
  history events = std::make_shared<std::vector<std::string>>();
  std::vector<fetcher_actor> fetchers;
  std::vector<clock_actor> clocks;
  std::vector<window_actor> windows;
  std::vector<wallet_actor> wallets;
  std::vector<ledger_actor> ledgers;
  shutdown_kind window_shutdown = shutdown_kind::drains;
  shutdown_kind fetcher_shutdown = shutdown_kind::drains;
  /// The number of starts of the fetcher that fail as if no descriptor were left.
  int failing_fetcher_starts = 0;
  log_tee_actor tee = spawn_log_double(system, lines);
  supervisor_actor supervisor;
  std::optional<finished> end_report;
  /// Whether the plan has a proof actor.
  bool is_proven = false;

  /// Handles the remaining messages while the doubles still have their history.
  ~supervised() {
    scheduler().clock().cancel_all();
    drain();
  }

  void note(const std::string& event) { events->push_back(event); }

  template <class Self>
  caf::typed_response_promise<drained> shut_down(Self* me, const std::string& name,
                                                 shutdown_kind kind) {
    note(name + " shuts down");
    auto promise = me->template make_response_promise<drained>();
    if (kind == shutdown_kind::drains) {
      promise.deliver(drained{7});
      me->quit();
    }
    return promise;
  }

  /// A fetcher whose hosts never answer.
  fetcher_actor make_fetcher() {
    note("fetcher starts");
    return fetchers.emplace_back(
        system.spawn([this](fetcher_actor::pointer me) -> fetcher_actor::behavior_type {
          const auto open = std::make_shared<pending_requests>();
          return {
              [me, open](const fetch_request&) {
                return open->emplace_back(me->make_response_promise<fetch_result>());
              },
              [](const host_report_request&) { return host_report{}; },
              [this, open](const cancel_fetches& order) {
                note("fetcher cancels " + (order.owner.empty() ? "all" : order.owner));
                for (auto& promise : std::exchange(*open, {}))
                  promise.deliver(fetch_result{});
              },
              [this, me](const shutdown&) {
                return shut_down(me, "fetcher", fetcher_shutdown);
              },
              [](const status_request&) {
                return actor_status{2, "2 requests"};
              },
          };
        }));
  }
  fetcher_actor start_fetcher() {
    if (failing_fetcher_starts == 0)
      return make_fetcher();
    --failing_fetcher_starts;
    note("fetcher fails");
    throw std::system_error{EMFILE, std::generic_category(), "eventfd"};
  }
  /// Sends a request to the fetcher; the result tells whether it was answered.
  static std::shared_ptr<pending_request> send_request(window_actor::pointer me,
                                                       const fetcher_actor& fetcher) {
    const auto pending = std::make_shared<pending_request>();
    me->request(fetcher, caf::infinite, fetch_request{})
        .then([me, pending](const fetch_result&) {
          pending->answered = true;
          if (pending->drain) {
            pending->drain->deliver(drained{3});
            me->quit();
          }
        });
    return pending;
  }

  window_actor make_window(const std::string& name, const fetcher_actor& fetcher) {
    note(name + " starts");
    return windows.emplace_back(system.spawn(
        [this, name, fetcher](window_actor::pointer me) -> window_actor::behavior_type {
          keep_crash_reason(*me);
          const auto pending = window_shutdown == shutdown_kind::waits_for_answer
                                   ? send_request(me, fetcher)
                                   : nullptr;
          return {
              [](const tick& current_tick) {
                if (current_tick.sequence == unreadable_tick)
                  throw std::runtime_error{"the tick cannot be read"};
                return tick_handled{current_tick.sequence, {}};
              },
              [this, name](const use_fetcher&) { note(name + " has a new fetcher"); },
              [](const wallet_activity&) {},
              [this, name](const live_settings&) { note(name + " has new settings"); },
              [this, name](const use_wallets& change) {
                note(name + " has " + std::to_string(change.wallets.size()) + " wallets");
              },
              [this, me, name, pending](const shutdown&) {
                auto drain = shut_down(me, name, window_shutdown);
                if (pending && !pending->answered)
                  pending->drain = drain;
                return drain;
              },
              [](const status_request&) {
                return actor_status{4, "4 questions"};
              },
          };
        }));
  }
  wallet_actor make_wallet(const std::string& name = "main") {
    note(name + " starts");
    return wallets.emplace_back(system.spawn(
        [this, name](wallet_actor::pointer me) -> wallet_actor::behavior_type {
          return {
              [](const tick& current_tick) {
                return tick_handled{current_tick.sequence, {}};
              },
              [this, name](const use_fetcher&) { note(name + " has a new fetcher"); },
              [this, name](const use_windows& change) {
                note(name + " has " + std::to_string(change.windows.size()) + " windows");
              },
              [](const read_again&) {},
              [](const poll_turn&) { return poll_turn_end{}; },
              [this, me, name](const shutdown&) {
                return shut_down(me, name, shutdown_kind::drains);
              },
              [](const status_request&) {
                return actor_status{0, "rows"};
              },
          };
        }));
  }
  ledger_actor make_ledger() {
    note("ledger starts");
    return ledgers.emplace_back(
        system.spawn([this](ledger_actor::pointer me) -> ledger_actor::behavior_type {
          return {
              [](const tick& current_tick) {
                return tick_handled{current_tick.sequence, {}};
              },
              [](const record_events& fact) { return events_recorded{fact.events}; },
              [](const record_grade&) {},
              [](const record_coverage&) {},
              [](const record_proof&) {},
              [](const recall_wallet&) { return wallet_memory{}; },
              [](const recall_series&) { return series_memory{}; },
              [](const recall_windows&) { return windows_memory{}; },
              [](const sync_alerts&) { return alerts_synced{}; },
              [](const recall_shown&) { return grades_memory{}; },
              [this](const live_settings&) { note("ledger has new settings"); },
              [](const recall_proofs&) { return proofs_memory{}; },
              [](const record_position&) {},
              [](const recall_day&) { return day_memory{}; },
              [](const recall_positions&) { return positions_memory{}; },
              [](const take_outbox&) { return outbox_batch{}; },
              [this, me](const shutdown&) {
                return shut_down(me, "ledger", shutdown_kind::drains);
              },
              [](const status_request&) {
                return actor_status{0, "facts"};
              },
          };
        }));
  }
  clock_actor make_clock() {
    note("clock starts");
    return clocks.emplace_back(
        system.spawn([this](clock_actor::pointer me) -> clock_actor::behavior_type {
          return {
              [this](const subscribe&) { note("clock has a subscriber"); },
              [](const clock_report_request&) { return clock_report{}; },
              [this, me](const shutdown&) {
                return shut_down(me, "clock", shutdown_kind::drains);
              },
              [](const status_request&) {
                return actor_status{0, "ticks"};
              },
          };
        }));
  }
  proof_actor make_proof() {
    return system.spawn([this](proof_actor::pointer me) -> proof_actor::behavior_type {
      return {
          [](const tick& current_tick) {
            return tick_handled{current_tick.sequence, {}};
          },
          [](const use_fetcher&) {},
          [this](const use_wallet_actors& change) {
            const auto running = std::count_if(
                change.wallets.begin(), change.wallets.end(),
                [](const running_wallet& one) { return static_cast<bool>(one.actor); });
            note("proof has " + std::to_string(change.wallets.size()) + " wallets, " +
                 std::to_string(running) + " running");
          },
          [this, me](const shutdown&) {
            return shut_down(me, "proof", shutdown_kind::drains);
          },
          [](const status_request&) { return actor_status{}; },
      };
    });
  }

  polls_actor make_polls() {
    return system.spawn([this](polls_actor::pointer me) -> polls_actor::behavior_type {
      return {
          [](const tick& current_tick) {
            return tick_handled{current_tick.sequence, {}};
          },
          [this](const use_wallet_actors& change) {
            note("polls has " + std::to_string(change.wallets.size()) + " wallets");
          },
          [this, me](const shutdown&) {
            note("polls gets shutdown");
            return shut_down(me, "polls", shutdown_kind::drains);
          },
          [](const status_request&) { return actor_status{}; },
      };
    });
  }

  /// The windows and wallets of these names, for a reload.
  std::shared_ptr<const watch_plan> watch(const std::vector<std::string>& window_names,
                                          const std::vector<std::string>& wallet_names) {
    watch_plan plan;
    for (const auto& name : window_names)
      plan.windows.push_back(
          {name,
           [this, name](fetcher_actor fetcher, const ledger_actor&) {
             return make_window(name, fetcher);
           },
           {std::vector<watched_wallet>(wallet_names.size()), {}, false}});
    for (const auto& name : wallet_names)
      plan.wallets.push_back(
          {name, [this, name](const fetcher_actor&, const ledger_actor&) {
             return make_wallet(name);
           }});
    return std::make_shared<const watch_plan>(std::move(plan));
  }

  void start() {
    actor_plan actors;
    actors.log_tee = tee;
    actors.spawn_fetcher = [this](const capture_actor&) { return start_fetcher(); };
    actors.spawn_ledger = [this] { return make_ledger(); };
    actors.watched.windows = {
        {"btc", [this](fetcher_actor fetcher,
                       const ledger_actor&) { return make_window("btc", fetcher); }},
        {"eth", [this](fetcher_actor fetcher, const ledger_actor&) {
           return make_window("eth", fetcher);
         }}};
    actors.watched.wallets = {{"main", [this](const fetcher_actor&, const ledger_actor&) {
                                 return make_wallet();
                               }}};
    if (is_proven)
      actors.spawn_proof = [this](const fetcher_actor&, const ledger_actor&) {
        return make_proof();
      };
    actors.spawn_clock = [this] { return make_clock(); };
    supervisor = spawn_supervisor(
        system, std::move(actors), {std::chrono::seconds{10}}, caf::actor{self},
        log_port{tee, "supervisor", [] { return timestamp{}; }});
    drain();
  }
  void stop() {
    self->send(supervisor, stop_request{"SIGTERM"});
    drain();
    take_end_report();
  }
  void take_end_report() {
    self->receive([&](const finished& word) { end_report = word; },
                  caf::after(std::chrono::seconds{0}) >> [] {});
  }
  /// Advances virtual time in steps so small that every timer of the drain fires.
  void pass(timespan span) {
    constexpr std::chrono::milliseconds step{50};
    for (timespan passed{0}; passed < span; passed += step)
      advance(step);
    take_end_report();
  }
  template <class Handle>
  void crash(const Handle& actor) {
    caf::anon_send_exit(actor, caf::exit_reason::unhandled_exception);
    drain();
  }
  bool logged(const std::string& part) const {
    return std::any_of(lines->begin(), lines->end(), [&](const log_line& line) {
      return line.text.find(part) != std::string::npos;
    });
  }
  /// The place of the first `event`; the number of events without one.
  std::size_t position(const std::string& event) const {
    return static_cast<std::size_t>(std::find(events->begin(), events->end(), event) -
                                    events->begin());
  }
  std::size_t count(const std::string& event) const {
    return static_cast<std::size_t>(std::count(events->begin(), events->end(), event));
  }
};

} // namespace tracker::test
