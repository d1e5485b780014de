// SPDX-License-Identifier: MIT
// Actors that crash or fail to start: restarts, and the end of the run.
#include "tests/actors/supervisor/supervisor_rig.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

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
  CHECK(end_report->exit_code == 0);
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
  CHECK_FALSE(end_report);
  crash(windows.back());
  pass(1s);
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 1);
  CHECK(end_report->reason.find("5 crashes in a minute are too many") !=
        std::string::npos);
  CHECK(count("fetcher shuts down") == 1);
}

TEST_CASE_METHOD(supervised,
                 "a log tee that crashes ends the run with 1, the rest drained") {
  start();
  crash(tee);
  take_end_report();
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 1);
  CHECK(end_report->reason.find("log_tee has ended") == 0);
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
  take_end_report();
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 1);
  CHECK(end_report->reason.find("ledger has ended") == 0);
  CHECK(count("fetcher shuts down") == 1);
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
  CHECK(end_report->exit_code == 0);
}

TEST_CASE_METHOD(supervised,
                 "repeated failures to restart stop the tracker with an orderly drain") {
  start();
  failing_fetcher_starts = 100;
  crash(fetchers[0]);
  pass(16s);
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 1);
  CHECK(end_report->reason.find("fetcher could not start: eventfd: Too many open files, "
                                "and 5 crashes in a minute are too many") == 0);
  CHECK(count("fetcher fails") == 4);
  CHECK(count("btc shuts down") == 1);
  CHECK(count("ledger shuts down") == 1);
}

TEST_CASE_METHOD(supervised, "a start that fails ends the run with 1 and the reason") {
  failing_fetcher_starts = 100;
  start();
  take_end_report();
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 1);
  CHECK(end_report->reason == "fetcher could not start: eventfd: Too many open files");
  CHECK(*events ==
        std::vector<std::string>{"ledger starts", "fetcher fails", "ledger shuts down"});
  CHECK(lines->back().text.find(end_report->reason) != std::string::npos);
}

TEST_CASE_METHOD(supervised, "the text of an exception is the reason of a crash") {
  start();
  tick unreadable;
  unreadable.sequence = unreadable_tick;
  caf::anon_send(windows[0], unreadable);
  drain();
  CHECK(logged("window btc has ended: the tick cannot be read; restart in 1 s"));
}
