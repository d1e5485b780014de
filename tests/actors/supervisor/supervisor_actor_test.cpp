// SPDX-License-Identifier: MIT
// The start, the status, and the drain stage by stage.
#include "tests/actors/supervisor/supervisor_rig.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

TEST_CASE_METHOD(supervised,
                 "receivers start before senders, and the clock gets its subscribers") {
  start();
  // Two windows, a wallet, and the ledger last, because it books the facts of their
  // ticks.
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
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 0);
  CHECK(lines->back().event == "stopped");
  CHECK(lines->back().text.find("clock 7, wallet main 7, window btc 7, window eth 7, "
                                "fetcher 7, ledger 7") != std::string::npos);
}

TEST_CASE_METHOD(supervised, "a second stop request changes nothing") {
  start();
  self->send(supervisor, stop_request{"SIGINT"});
  stop();
  CHECK(count("clock shuts down") == 1);
  CHECK(end_report->exit_code == 0);
}

TEST_CASE_METHOD(supervised,
                 "a stage that does not drain is named with what it held: 3") {
  window_shutdown = shutdown_kind::holds_work;
  start();
  stop();
  CHECK_FALSE(end_report);
  pass(10s);
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 3);
  CHECK(end_report->reason ==
        "window btc held 4: 4 questions; window eth held 4: 4 questions");
  // The following stages are still drained.
  CHECK(count("fetcher shuts down") == 1);
  CHECK(has_event(lines, "not-drained"));
}

TEST_CASE_METHOD(supervised, "unanswered requests are cancelled in time") {
  window_shutdown = shutdown_kind::waits_for_answer;
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
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 0);
  CHECK(lines->back().text.find("window btc 3, window eth 3, fetcher 7") !=
        std::string::npos);
}

TEST_CASE_METHOD(supervised, "a quick drain cancels no request") {
  start();
  stop();
  pass(10s);
  CHECK(count("fetcher cancels all") == 0);
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
  window_shutdown = shutdown_kind::waits_for_answer;
  start();
  stop();
  crash(ledgers[0]);
  pass(4s);
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 3);
  CHECK(end_report->reason ==
        "ledger ended before its stage of the drain: exit_reason(unhandled_exception)");
  CHECK(has_event(lines, "not-drained"));
  CHECK(count("fetcher shuts down") == 1);
}

TEST_CASE_METHOD(supervised,
                 "an actor that dies while it drains is named and not waited for: 3") {
  window_shutdown = shutdown_kind::waits_for_answer;
  start();
  stop();
  crash(windows[0]);
  crash(windows[1]);
  take_end_report();
  REQUIRE(end_report);
  CHECK(end_report->exit_code == 3);
  CHECK(end_report->reason ==
        "window btc ended before it had drained: exit_reason(unhandled_exception); "
        "window eth ended before it had drained: exit_reason(unhandled_exception)");
  CHECK(count("ledger shuts down") == 1);
}

TEST_CASE_METHOD(supervised, "an actor that ends after it has drained is not named") {
  start();
  stop();
  pass(1s);
  CHECK(end_report->exit_code == 0);
  CHECK(end_report->reason.empty());
  CHECK_FALSE(has_event(lines, "not-drained"));
}
