// SPDX-License-Identifier: MIT
#include "actors/service/service_health.hpp"

#include "main/wiring/status_figures.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace std::chrono_literals;

namespace {

const steady_point start{1h};

service_health working() {
  service_health health{{}, start};
  health.note_tick(start);
  health.note_request(start);
  health.note_answer();
  return health;
}

} // namespace

TEST_CASE("the start is complete after the first tick and the first answer",
          "[service]") {
  service_health health{{}, start};
  CHECK_FALSE(health.is_ready());
  health.note_tick(start);
  CHECK_FALSE(health.is_ready());
  health.note_request(start);
  CHECK(health.awaits_ledger());
  health.note_answer();
  CHECK_FALSE(health.awaits_ledger());
  CHECK(health.is_ready());
  CHECK_FALSE(health.find_fault(start));
}

TEST_CASE("a clock that does not tick for five seconds is a fault", "[service]") {
  auto health = working();
  CHECK_FALSE(health.find_fault(start + 4999ms));
  CHECK(health.find_fault(start + 5s) == "the clock's last tick was 5 s ago");
  health.note_tick(start + 6s);
  CHECK_FALSE(health.find_fault(start + 6s));
  // The same holds for a clock that never ticks.
  const service_health never{{}, start};
  CHECK(never.find_fault(start + 7s) == "the clock's last tick was 7 s ago");
}

TEST_CASE("a ledger that does not answer for ten seconds is a fault", "[service]") {
  auto health = working();
  health.note_request(start + 1s);
  health.note_request(start + 9s);
  health.note_tick(start + 11s);
  CHECK_FALSE(health.find_fault(start + 10999ms));
  CHECK(health.find_fault(start + 11s) == "the ledger has not answered for 10 s");
  health.note_answer();
  CHECK_FALSE(health.find_fault(start + 11s));
  health.note_ledger_end();
  CHECK(health.find_fault(start + 11s) == "the ledger has ended");
}

TEST_CASE("a slow clock may miss two of its own ticks", "[service]") {
  CHECK(limits_for(1s).tick_age == 5s);
  CHECK(limits_for(100ms).tick_age == 5s);
  CHECK(limits_for(1min).tick_age == 3min);
}

TEST_CASE("the line of systemctl status: last grade, P/L of today, coverage",
          "[service]") {
  status_figures figures;
  coverage_summary coverage;
  CHECK(service_status_text(figures, coverage) ==
        "no grade in the last 24 hours; today $0.00 net; coverage today 0 of 0 windows");
  figures.today.net.pnl = usdc::from_micros(4'100'000);
  coverage.watched = 50;
  coverage.backfilled = 6;
  coverage.missed = 1;
  grade last;
  last.window.slug = "btc-updown-15m-1795585500";
  last.winner = settlement::up;
  last.status = grade_status::final;
  figures.last = last;
  const auto text = service_status_text(figures, coverage);
  INFO(text);
  CHECK(text.starts_with("last btc-updown-15m-1795585500 | UP | "));
  CHECK(text.ends_with("FINAL; today +$4.10 net; coverage today 56 of 57 windows"));
}
