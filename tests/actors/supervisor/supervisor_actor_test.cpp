// SPDX-License-Identifier: MIT
#include "actors/supervisor/supervisor_actor.hpp"

#include "actors/polling/crash_reason.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// The events of the test doubles, in order.
using history = std::shared_ptr<std::vector<std::string>>;

/// A double of a window throws on the tick with this number.
constexpr std::uint64_t unreadable_tick = 99;

/// How a double handles its shutdown order.
enum class shutdown_kind {
  drains,
  /// Never answers `shutdown`, but answers status requests.
  holds_work,
  /// Has a pending request to the fetcher, and drains when it is answered.
  waits_for_answer,
};

/// The pending request of a double, and the drain that waits for it.
struct pending_request {
  bool answered = false;
  std::optional<caf::typed_response_promise<drained>> drain;
};

/// Requests that a double of the fetcher has not answered.
using pending_requests = std::vector<caf::typed_response_promise<fetch_result>>;

struct supervised : actor_fixture {
  captured_log lines = std::make_shared<std::vector<log_line>>();
  history events = std::make_shared<std::vector<std::string>>();
  std::vector<fetcher_actor> fetchers;
  std::vector<clock_actor> clocks;
  std::vector<window_actor> windows;
  std::vector<wallet_actor> wallets;
  std::vector<ledger_actor> ledgers;
  shutdown_kind window_manner = shutdown_kind::drains;
  shutdown_kind fetcher_manner = shutdown_kind::drains;
  /// Number of starts of the fetcher that fail as if no descriptor were left.
  int failing_fetcher_starts = 0;
  log_tee_actor tee = spawn_log_double(system, lines);
  supervisor_actor supervisor;
  std::optional<finished> last_word;
  /// Whether the plan has a proof actor.
  bool is_proven = false;

  /// Handles the remaining messages while the doubles still have their history.
  ~supervised() {
    scheduler().clock().cancel_all();
    drain();
  }

  void note(const std::string& what) { events->push_back(what); }

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
                return shut_down(me, "fetcher", fetcher_manner);
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
          const auto pending = window_manner == shutdown_kind::waits_for_answer
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
                auto drain = shut_down(me, name, window_manner);
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
    supervisor =
        spawn_supervisor(system, std::move(actors), {10s}, caf::actor{self},
                         log_port{tee, "supervisor", [] { return timestamp{}; }});
    drain();
  }
  void stop() {
    self->send(supervisor, stop_request{"SIGTERM"});
    drain();
    take_last_word();
  }
  void take_last_word() {
    self->receive([&](const finished& word) { last_word = word; },
                  caf::after(0s) >> [] {});
  }
  /// Advances virtual time in steps so small that every timer of the drain fires.
  void pass(timespan span) {
    for (timespan passed{0}; passed < span; passed += 50ms)
      advance(50ms);
    take_last_word();
  }
  template <class Handle>
  void crash(const Handle& whom) {
    caf::anon_send_exit(whom, caf::exit_reason::unhandled_exception);
    drain();
  }
  bool logged(const std::string& part) const {
    return std::any_of(lines->begin(), lines->end(), [&](const log_line& line) {
      return line.text.find(part) != std::string::npos;
    });
  }
  /// Where `what` happened first; behind the end if it did not.
  std::size_t position(const std::string& what) const {
    return static_cast<std::size_t>(std::find(events->begin(), events->end(), what) -
                                    events->begin());
  }
  std::size_t count(const std::string& what) const {
    return static_cast<std::size_t>(std::count(events->begin(), events->end(), what));
  }
};

} // namespace

TEST_CASE_METHOD(supervised, "a change of the leases adds and removes wallets as a "
                             "reload does, and changes no setting") {
  is_proven = true;
  start();
  events->clear();
  self->send(supervisor,
             use_watch_plan{"leases: 128 of 256 shards", watch({"btc", "eth"}, {"alt"})});
  drain();
  CHECK(logged("leases: 128 of 256 shards"));
  CHECK(logged("wallet main has ended"));
  CHECK(count("alt starts") == 1);
  CHECK(count("proof has 1 wallets, 1 running") >= 1);
  CHECK(count("ledger has new settings") == 0);
  CHECK_FALSE(logged("configuration read again"));
  stop();
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 0);
}

TEST_CASE_METHOD(supervised,
                 "the polls actor starts with the first reload that needs it, "
                 "gets the wallets once, and stays") {
  start();
  events->clear();
  auto plan = *watch({"btc", "eth"}, {"main", "alt", "third"});
  plan.spawn_polls = [this] { return make_polls(); };
  reload_request order;
  order.watched = std::make_shared<const watch_plan>(plan);
  self->send(supervisor, order);
  drain();
  CHECK(count("polls has 3 wallets") == 1);
  order.watched = watch({"btc", "eth"}, {"main"});
  self->send(supervisor, order);
  drain();
  CHECK(count("polls has 1 wallets") >= 1);
  stop();
  CHECK(count("polls gets shutdown") == 1);
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 0);
}

TEST_CASE_METHOD(supervised,
                 "receivers start before senders, and the clock gets its subscribers") {
  start();
  // Two windows, a wallet, and the ledger last: it books the facts of their ticks.
  CHECK(*events == std::vector<std::string>{
                       "ledger starts", "fetcher starts", "btc starts", "eth starts",
                       "main starts", "clock starts", "main has 2 windows",
                       "clock has a subscriber", "clock has a subscriber",
                       "clock has a subscriber", "clock has a subscriber"});
}

TEST_CASE_METHOD(supervised, "the drain goes stage by stage and ends with exit code 0") {
  start();
  events->clear();
  stop();
  CHECK(*events == std::vector<std::string>{"clock shuts down", "main shuts down",
                                            "btc shuts down", "eth shuts down",
                                            "fetcher shuts down", "ledger shuts down"});
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 0);
  CHECK(lines->back().event == "stopped");
  CHECK(lines->back().text.find("clock 7, wallet main 7, window btc 7, window eth 7, "
                                "fetcher 7, ledger 7") != std::string::npos);
}

TEST_CASE_METHOD(supervised, "a second stop request changes nothing") {
  start();
  self->send(supervisor, stop_request{"SIGINT"});
  stop();
  CHECK(count("clock shuts down") == 1);
  CHECK(last_word->exit_code == 0);
}

TEST_CASE_METHOD(supervised,
                 "a stage that does not drain is named with what it held: 3") {
  window_manner = shutdown_kind::holds_work;
  start();
  stop();
  CHECK_FALSE(last_word);
  pass(10s);
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 3);
  CHECK(last_word->reason ==
        "window btc held 4: 4 questions; window eth held 4: 4 questions");
  // The following stages are drained all the same.
  CHECK(count("fetcher shuts down") == 1);
  CHECK(has_event(lines, "not-drained"));
}

TEST_CASE_METHOD(supervised, "unanswered requests are cancelled in time") {
  window_manner = shutdown_kind::waits_for_answer;
  start();
  events->clear();
  self->send(supervisor, stop_request{"SIGTERM"});
  drain();
  pass(2900ms);
  CHECK(*events == std::vector<std::string>{"clock shuts down", "main shuts down",
                                            "btc shuts down", "eth shuts down"});
  pass(100ms);
  CHECK(*events == std::vector<std::string>{"clock shuts down", "main shuts down",
                                            "btc shuts down", "eth shuts down",
                                            "fetcher cancels all", "fetcher shuts down",
                                            "ledger shuts down"});
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 0);
  CHECK(lines->back().text.find("window btc 3, window eth 3, fetcher 7") !=
        std::string::npos);
}

TEST_CASE_METHOD(supervised, "a quick drain cancels no request") {
  start();
  stop();
  pass(10s);
  CHECK(count("fetcher cancels all") == 0);
}

TEST_CASE_METHOD(supervised,
                 "a window that crashes starts again and is subscribed again") {
  start();
  events->clear();
  crash(windows[0]);
  CHECK(has_event(lines, "actor-crashed"));
  CHECK(count("btc starts") == 0);
  pass(1s);
  CHECK(*events == std::vector<std::string>{"btc starts", "clock has a subscriber",
                                            "main has 2 windows"});
  stop();
  CHECK(last_word->exit_code == 0);
}

TEST_CASE_METHOD(supervised,
                 "a fetcher that crashes starts again and the windows get its handle") {
  start();
  events->clear();
  crash(fetchers[0]);
  pass(1s);
  CHECK(*events == std::vector<std::string>{"fetcher starts", "btc has a new fetcher",
                                            "eth has a new fetcher",
                                            "main has a new fetcher"});
}

TEST_CASE_METHOD(supervised, "a clock that crashes starts again with its subscribers") {
  start();
  events->clear();
  crash(clocks[0]);
  pass(1s);
  CHECK(*events == std::vector<std::string>{
                       "clock starts", "clock has a subscriber", "clock has a subscriber",
                       "clock has a subscriber", "clock has a subscriber"});
}

TEST_CASE_METHOD(supervised,
                 "five crashes in a minute stop the tracker with an orderly drain") {
  start();
  for (int crashes = 0; crashes < 4; ++crashes) {
    crash(windows.back());
    pass(9s);
  }
  CHECK_FALSE(last_word);
  crash(windows.back());
  pass(1s);
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 1);
  CHECK(last_word->reason.find("5 crashes in a minute are too many") !=
        std::string::npos);
  CHECK(count("fetcher shuts down") == 1);
}

TEST_CASE_METHOD(supervised,
                 "a log tee that crashes ends the run with 1, the rest drained") {
  start();
  crash(tee);
  take_last_word();
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 1);
  CHECK(last_word->reason.find("log_tee has ended") == 0);
  CHECK(count("fetcher shuts down") == 1);
}

TEST_CASE_METHOD(supervised, "a wallet that crashes starts again with its windows") {
  start();
  events->clear();
  crash(wallets[0]);
  pass(1s);
  CHECK(*events == std::vector<std::string>{"main starts", "main has 2 windows",
                                            "clock has a subscriber"});
}

TEST_CASE_METHOD(supervised,
                 "a ledger that ends stops the run with 1, the rest drained") {
  start();
  crash(ledgers[0]);
  take_last_word();
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 1);
  CHECK(last_word->reason.find("ledger has ended") == 0);
  CHECK(count("fetcher shuts down") == 1);
}

TEST_CASE_METHOD(supervised,
                 "a valid configuration is applied, also to actors that start later") {
  start();
  reload_request order;
  order.settings = {log_level::debug, 9s};
  order.needs_restart = {"http.timeout"};
  self->send(supervisor, order);
  drain();
  CHECK(count("btc has new settings") == 1);
  CHECK(has_event(lines, "reloaded"));
  CHECK(has_event(lines, "needs-restart"));
  crash(windows[0]);
  pass(1s);
  CHECK(count("btc has new settings") == 2);
}

TEST_CASE_METHOD(supervised, "a reload ends removed windows and starts added ones") {
  start();
  reload_request order;
  order.changes = {"tracker.series - eth", "tracker.series + sol"};
  order.watched = watch({"btc", "sol"}, {"main", "alt"});
  self->send(supervisor, order);
  drain();
  CHECK(count("eth shuts down") == 1);
  CHECK(count("btc shuts down") == 0);
  CHECK(count("main shuts down") == 0);
  CHECK(count("sol starts") == 1);
  CHECK(count("alt starts") == 1);
  CHECK(count("btc has 2 wallets") == 1);
  CHECK(count("main has 1 windows") == 1);
  CHECK(position("eth shuts down") < position("sol starts"));
  CHECK(count("clock has a subscriber") == 6);
  CHECK(logged("tracker.series + sol"));
  CHECK(logged("window eth has ended; its recorded grades stay"));
  CHECK(logged("window sol is watched from now on"));
  // The order of the drain holds for all of them.
  stop();
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 0);
  CHECK(position("alt shuts down") < position("sol shuts down"));
}

TEST_CASE_METHOD(supervised, "a reload tells the proof actor the watched wallets") {
  is_proven = true;
  start();
  CHECK(count("proof has 1 wallets, 1 running") == 1);
  events->clear();
  reload_request order;
  order.watched = watch({"btc", "eth"}, {"main", "alt"});
  self->send(supervisor, order);
  drain();
  CHECK(count("proof has 2 wallets, 2 running") == 1);
  events->clear();
  order.watched = watch({"btc", "eth"}, {});
  self->send(supervisor, order);
  drain();
  CHECK(count("proof has 0 wallets, 0 running") > 0);
  stop();
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 0);
}

TEST_CASE_METHOD(supervised,
                 "an actor that is removed ends before one of its name starts") {
  window_manner = shutdown_kind::waits_for_answer;
  start();
  reload_request order;
  order.watched = watch({"btc"}, {"main"});
  self->send(supervisor, order);
  drain();
  REQUIRE(count("eth shuts down") == 1);
  order.watched = watch({"btc", "eth"}, {"main"});
  self->send(supervisor, order);
  drain();
  CHECK(count("eth starts") == 1);
  self->send(fetchers.back(), cancel_fetches{});
  drain();
  CHECK(count("eth starts") == 2);
  CHECK(count("eth shuts down") == 1);
}

TEST_CASE_METHOD(supervised, "a removed actor that does not drain ends by force") {
  window_manner = shutdown_kind::holds_work;
  start();
  reload_request order;
  order.watched = watch({"btc", "sol"}, {"main"});
  self->send(supervisor, order);
  drain();
  CHECK(count("sol starts") == 0);
  pass(11s);
  CHECK(logged("window eth held 4: 4 questions; it ends now"));
  CHECK(count("sol starts") == 1);
}

TEST_CASE_METHOD(supervised, "a stop during a reload waits for the actors that leave") {
  window_manner = shutdown_kind::waits_for_answer;
  start();
  reload_request order;
  order.watched = watch({"btc"}, {"main"});
  self->send(supervisor, order);
  drain();
  self->send(supervisor, stop_request{"SIGTERM"});
  drain();
  take_last_word();
  CHECK_FALSE(last_word);
  self->send(fetchers.back(), cancel_fetches{});
  drain();
  take_last_word();
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 0);
}

TEST_CASE_METHOD(supervised, "a crashed window that a reload removes is not restarted") {
  start();
  crash(windows[1]);
  reload_request order;
  order.watched = watch({"btc"}, {"main"});
  self->send(supervisor, order);
  pass(3s);
  CHECK(count("eth starts") == 1);
  // The status has no row for it.
  self->send(supervisor, log_status{});
  drain();
  CHECK(lines->back().rows.size() == 6);
}

TEST_CASE_METHOD(supervised, "a bad configuration is refused with its reasons") {
  start();
  reload_request order;
  order.problems = {"tracker.conf:3: no such key"};
  self->send(supervisor, order);
  drain();
  CHECK(count("btc has new settings") == 0);
  CHECK(lines->back().text == "tracker.conf:3: no such key; configuration refused, the "
                              "old one stays in effect");
  CHECK(lines->back().level == log_level::error);
}

TEST_CASE_METHOD(supervised, "the status is one block with a row for each actor") {
  start();
  self->send(supervisor, log_status{});
  drain();
  REQUIRE(lines->back().event == "status");
  CHECK(lines->back().rows ==
        std::vector<std::string>{"  log_tee : ", "  ledger : facts",
                                 "  fetcher : 2 requests", "  window btc : 4 questions",
                                 "  window eth : 4 questions", "  wallet main : rows",
                                 "  clock : ticks"});
}

TEST_CASE_METHOD(supervised, "the answer to a status screen request has the same rows") {
  start();
  const auto lines_before = lines->size();
  CHECK(ask<status_screen>(supervisor, status_screen_request{}).rows ==
        std::vector<std::string>{"  log_tee : ", "  ledger : facts",
                                 "  fetcher : 2 requests", "  window btc : 4 questions",
                                 "  window eth : 4 questions", "  wallet main : rows",
                                 "  clock : ticks"});
  CHECK(lines->size() == lines_before);
}

TEST_CASE_METHOD(supervised,
                 "an actor that dies before its stage of the drain is named: 3") {
  window_manner = shutdown_kind::waits_for_answer;
  start();
  stop();
  crash(ledgers[0]);
  pass(4s);
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 3);
  CHECK(last_word->reason ==
        "ledger ended before its stage of the drain: exit_reason(unhandled_exception)");
  CHECK(has_event(lines, "not-drained"));
  CHECK(count("fetcher shuts down") == 1);
}

TEST_CASE_METHOD(supervised,
                 "an actor that dies while it drains is named and not waited for: 3") {
  window_manner = shutdown_kind::waits_for_answer;
  start();
  stop();
  crash(windows[0]);
  crash(windows[1]);
  take_last_word();
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 3);
  CHECK(last_word->reason ==
        "window btc ended before it had drained: exit_reason(unhandled_exception); "
        "window eth ended before it had drained: exit_reason(unhandled_exception)");
  CHECK(count("ledger shuts down") == 1);
}

TEST_CASE_METHOD(supervised, "an actor that ends after it has drained is not named") {
  start();
  stop();
  pass(1s);
  CHECK(last_word->exit_code == 0);
  CHECK(last_word->reason.empty());
  CHECK_FALSE(has_event(lines, "not-drained"));
}

TEST_CASE_METHOD(supervised,
                 "a restart that fails counts as a crash and is tried again") {
  start();
  events->clear();
  failing_fetcher_starts = 2;
  crash(fetchers[0]);
  pass(1s);
  CHECK(*events == std::vector<std::string>{"fetcher fails"});
  CHECK(logged("fetcher could not start: eventfd: Too many open files; restart in 2 s"));
  pass(2s);
  CHECK(count("fetcher fails") == 2);
  pass(4s);
  CHECK(count("fetcher starts") == 1);
  CHECK(count("btc has a new fetcher") == 1);
  stop();
  CHECK(last_word->exit_code == 0);
}

TEST_CASE_METHOD(supervised,
                 "repeated failures to restart stop the tracker with an orderly drain") {
  start();
  failing_fetcher_starts = 100;
  crash(fetchers[0]);
  pass(16s);
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 1);
  CHECK(last_word->reason.find("fetcher could not start: eventfd: Too many open files, "
                               "and 5 crashes in a minute are too many") == 0);
  CHECK(count("fetcher fails") == 4);
  CHECK(count("btc shuts down") == 1);
  CHECK(count("ledger shuts down") == 1);
}

TEST_CASE_METHOD(supervised, "a start that fails ends the run with 1 and the reason") {
  failing_fetcher_starts = 100;
  start();
  take_last_word();
  REQUIRE(last_word);
  CHECK(last_word->exit_code == 1);
  CHECK(last_word->reason == "fetcher could not start: eventfd: Too many open files");
  CHECK(*events ==
        std::vector<std::string>{"ledger starts", "fetcher fails", "ledger shuts down"});
  CHECK(lines->back().text.find(last_word->reason) != std::string::npos);
}

TEST_CASE_METHOD(supervised, "the text of an exception is the reason of a crash") {
  start();
  tick unreadable;
  unreadable.sequence = unreadable_tick;
  caf::anon_send(windows[0], unreadable);
  drain();
  CHECK(logged("window btc has ended: the tick cannot be read; restart in 1 s"));
}
