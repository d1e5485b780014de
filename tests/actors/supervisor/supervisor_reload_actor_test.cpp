// SPDX-License-Identifier: MIT
// Changes of the configuration and of the leases while the supervisor runs.
#include "tests/actors/supervisor/supervisor_rig.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(supervised, "a change of the leases adds and removes wallets as a "
                             "reload does, without changing settings") {
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
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 0);
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
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 0);
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
  // The order of the drain includes the added actors.
  stop();
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 0);
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
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 0);
}

TEST_CASE_METHOD(supervised, "a removed actor ends before one with its name starts") {
  window_shutdown = shutdown_kind::waits_for_answer;
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
  window_shutdown = shutdown_kind::holds_work;
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

TEST_CASE_METHOD(supervised, "a stop during a reload waits for the removed actors") {
  window_shutdown = shutdown_kind::waits_for_answer;
  start();
  reload_request order;
  order.watched = watch({"btc"}, {"main"});
  self->send(supervisor, order);
  drain();
  self->send(supervisor, stop_request{"SIGTERM"});
  drain();
  take_end_report();
  CHECK_FALSE(end_report);
  self->send(fetchers.back(), cancel_fetches{});
  drain();
  take_end_report();
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 0);
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
