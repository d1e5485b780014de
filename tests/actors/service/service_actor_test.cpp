// SPDX-License-Identifier: MIT
#include "actors/service/service_actor.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

struct scene : actor_fixture {
  explicit scene(timespan watchdog)
      : sent{std::make_shared<std::vector<std::string>>()}
      , log{std::make_shared<std::vector<log_line>>()} {
    service_options options;
    options.manager.notify = [sent = sent](const std::string& text) {
      sent->push_back(text);
    };
    options.manager.watchdog = watchdog;
    options.read_status = [this] {
      ++reads;
      return line;
    };
    options.runs_on = thread_of::pool;
    ledger = spawn_ledger_double(system, empty_ledger());
    service = spawn_service(
        system, options, ledger,
        log_port{spawn_log_double(system, log), "service", [] { return timestamp{}; }});
    drain();
  }
  ~scene() {
    caf::anon_send(service, tracker::shutdown{});
    drain();
    service = service_actor{};
    ledger = ledger_actor{};
  }

  void tick_once() { ask<tick_handled>(service, tick{++sequence, {}, {}, {}}); }
  /// Ticks each second for `span`.
  void run_for(timespan span) {
    for (timespan passed{}; passed < span; passed += 1s) {
      tick_once();
      advance(1s);
    }
  }
  std::size_t count(const std::string& text) const {
    return static_cast<std::size_t>(
        std::count_if(sent->begin(), sent->end(), [&](const std::string& one) {
          return one.find(text) != std::string::npos;
        }));
  }

  std::shared_ptr<std::vector<std::string>> sent;
  captured_log log;
  std::string line = "today +$1.00";
  int reads = 0;
  std::uint64_t sequence = 0;
  ledger_actor ledger;
  service_actor service;
};

} // namespace

TEST_CASE("the service manager is told once that the tracker is ready", "[service]") {
  scene rig{30s};
  rig.advance(1s);
  // The clock has not ticked.
  CHECK(rig.sent->empty());
  rig.run_for(3s);
  CHECK(rig.count("READY=1") == 1);
  CHECK(rig.sent->front() == "READY=1");
  CHECK(rig.count("STATUS=today +$1.00") == 1);
}

TEST_CASE("the watchdog is pinged while the clock ticks, not when it hangs",
          "[service]") {
  scene rig{6s};
  rig.run_for(30s);
  const auto pings = rig.count("WATCHDOG=1");
  // The watchdog is pinged three times in six seconds.
  CHECK(pings >= 13);
  CHECK(pings <= 16);
  // The clock hangs.
  rig.advance(4s);
  rig.advance(2s);
  const auto pings_of_a_fault = rig.count("WATCHDOG=1");
  for (int i = 0; i < 10; ++i)
    rig.advance(2s);
  CHECK(rig.count("WATCHDOG=1") == pings_of_a_fault);
  CHECK(rig.count("STATUS=not healthy: the clock's last tick was") == 1);
  CHECK(has_event(rig.log, "unhealthy"));
  // The clock recovers.
  rig.run_for(6s);
  CHECK(rig.count("WATCHDOG=1") > pings_of_a_fault);
  CHECK(has_event(rig.log, "healthy"));
}

TEST_CASE("the watchdog is not pinged when the ledger has ended", "[service]") {
  scene rig{6s};
  rig.run_for(6s);
  const auto pings = rig.count("WATCHDOG=1");
  CHECK(pings > 0);
  caf::anon_send_exit(rig.ledger, caf::exit_reason::kill);
  rig.drain();
  // A ping may be due before the next answer is awaited.
  rig.run_for(4s);
  const auto last = rig.count("WATCHDOG=1");
  rig.run_for(20s);
  CHECK(rig.count("WATCHDOG=1") == last);
  CHECK(rig.count("STATUS=not healthy: the ledger has ended") == 1);
}

TEST_CASE("the status line is read once a minute and sent when it has changed",
          "[service]") {
  scene rig{0s};
  rig.run_for(50s);
  CHECK(rig.reads == 1);
  rig.run_for(120s);
  CHECK(rig.reads == 3);
  CHECK(rig.count("STATUS=") == 1);
  CHECK(rig.count("WATCHDOG=1") == 0);
  // A line feed in the text would begin another assignment.
  rig.line = "today +$2.00\nWATCHDOG=trigger";
  rig.run_for(61s);
  CHECK(rig.sent->back() == "STATUS=today +$2.00 WATCHDOG=trigger");
}

TEST_CASE("a reload and the stop are announced", "[service]") {
  scene rig{0s};
  rig.run_for(2s);
  caf::anon_send(rig.service, configuration_reloaded{false});
  rig.drain();
  REQUIRE(rig.sent->size() >= 4);
  CHECK((*rig.sent)[rig.sent->size() - 2].starts_with("RELOADING=1\nMONOTONIC_USEC="));
  CHECK(rig.sent->back() == "READY=1");
  caf::anon_send(rig.service, configuration_reloaded{true});
  rig.drain();
  CHECK(rig.sent->back() ==
        "READY=1\nSTATUS=the new configuration is refused, see the log");
  rig.ask<drained>(rig.service, tracker::shutdown{});
  CHECK(rig.sent->back().starts_with("STOPPING=1\n"));
}
