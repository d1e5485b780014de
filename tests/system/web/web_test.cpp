// SPDX-License-Identifier: MIT
// The page of a running tracker.
#include "tests/actors/web/raw_client.hpp"
#include "tests/support/catch.hpp"
#include "tests/system/web/served_page.hpp"

#include <algorithm>
#include <csignal>
#include <optional>
#include <thread>

namespace tracker::test {

using namespace std::chrono_literals;

namespace {

std::string get(std::uint16_t port, const std::string& target) {
  raw_client client{port};
  client.get(target);
  return client.read_reply(30s);
}

/// Sends requests until the reply has this status.
bool wait_for_status(std::uint16_t port, const std::string& target, int status) {
  const auto deadline = std::chrono::steady_clock::now() + 90s;
  while (std::chrono::steady_clock::now() < deadline) {
    if (status_of(get(port, target)) == status)
      return true;
    std::this_thread::sleep_for(100ms);
  }
  return false;
}

} // namespace

TEST_CASE("the tracker serves its page, and health, metrics and status agree") {
  tracker_run run{with_page("127.0.0.1:0")};
  const auto port = page_port(run.tracker());
  REQUIRE(port != 0);
  REQUIRE(run.wait_for_rows(1, 60s));
  CHECK(wait_for_status(port, "/health", 200));
  CHECK(wait_for_status(port, "/ready", 200));
  // On a busy machine a tick may be late between the two.
  bool is_ready = false;
  for (int i = 0; i < 60 && !is_ready; ++i) {
    const auto ready = run.start_command({"status", "--ready"});
    is_ready = ready->wait(30s) == 0 && ready->text() == "ready\n";
    if (!is_ready)
      std::this_thread::sleep_for(500ms);
  }
  CHECK(is_ready);

  const auto metrics = get(port, "/metrics");
  for (const auto* name :
       {"performance_tracker_ticks_total ", "performance_tracker_ledger_commits_total ",
        "performance_tracker_http_requests_total{endpoint=\"gamma ",
        "performance_tracker_tick_lateness_seconds_bucket{le=\"+Inf\"} ",
        "performance_tracker_log_lines_total{level=\"info\"} ",
        "process_resident_memory_bytes "}) {
    INFO(name);
    CHECK(metrics.find(std::string{"\n"} + name) != std::string::npos);
  }

  // Another tracker finds the port in use, logs that and runs on.
  tracker_run second{with_page("127.0.0.1:" + std::to_string(port))};
  CHECK(second.wait_for("the page is not served, 127.0.0.1:" + std::to_string(port) +
                            " cannot be listened on: Address already in use",
                        60s));
  CHECK(second.wait_for_rows(1, 60s));
  CHECK(second.stop() == 0);

  // The stream of events ends with the tracker.
  raw_client stream{port};
  stream.get("/events");
  CHECK(stream.read_until("event: strip", 30s).find("event: strip") != std::string::npos);
  CHECK(run.stop() == 0);
  CHECK(stream.is_closed_within(30s));
}

TEST_CASE("a public listen address is refused without a token") {
  tracker_run run{with_page("0.0.0.0:0")};
  CHECK(run.tracker().wait(30s) == 2);
  CHECK(run.tracker().text(stream::err).find("web.token") != std::string::npos);
}

TEST_CASE("status says why the tracker is not ready") {
  auto options = with_page("");
  // Its markets have other windows than those that the tracker watches.
  options.platform.rules.window_length = 4s;
  tracker_run run{options};
  REQUIRE(run.wait_for("NEW WINDOW", 60s));
  const auto ready = run.start_command({"status", "--ready"});
  CHECK(ready->wait(30s) == 1);
  CHECK(ready->text(stream::err).find("not ready: market ") != std::string::npos);
  run.stop();
}

} // namespace tracker::test
