// SPDX-License-Identifier: MIT
#include "tests/actors/window/window_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <variant>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::window_rig;
using namespace std::chrono_literals;

TEST_CASE_METHOD(window_scene, "a tick is acknowledged and has its line in the log") {
  CHECK(send_tick(first.start + 1s).sequence == 1);
  const auto cycles = lines_of("cycle");
  REQUIRE(cycles.size() == 1);
  CHECK(cycles[0].text == "T-899s | waiting for market data | btc-updown-15m-1768936500");
  CHECK(cycles[0].actor == "btc-updown-15m");
  CHECK(lines_of("window-opened")[0].text == "NEW WINDOW: btc-updown-15m-1768936500");
}

TEST_CASE_METHOD(window_scene, "a request has its deadline and its owner") {
  send_tick(first.start);
  REQUIRE(script->asked.size() == 1);
  CHECK(script->asked[0].deadline == 15s);
  CHECK(script->asked[0].owner == "btc-updown-15m");
  CHECK(script->asked[0].endpoint == "/markets/slug");
}

TEST_CASE_METHOD(window_scene, "a window without trades is logged once, as one line") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  send_tick(first.start);
  settle_all(settlement::up);
  for (int i = 3; i < 30; ++i)
    send_tick(first.end + i * 1s);
  const auto graded = lines_of("window-graded");
  REQUIRE(graded.size() == 1);
  CHECK(graded[0].text ==
        "WINDOW GRADED: btc-updown-15m-1768936500 | UP | no trades | FINAL");
  CHECK(graded[0].retention == log_retention::essential);
  CHECK(graded[0].rows.empty());
}

TEST_CASE_METHOD(window_scene,
                 "a refused reply is a warning with endpoint, field and expectation") {
  script->answer = [](const fetch_request&) {
    return ok(R"({"slug":"btc-updown-15m-1768936500"})");
  };
  send_tick(first.start);
  const auto warnings = lines_of("look-failed");
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].level == log_level::warn);
  CHECK(warnings[0].text ==
        "gamma /markets/slug: conditionId: expected a value, found nothing; "
        "btc-updown-15m-1768936500 stays PENDING, next look in 2s");
}

TEST_CASE_METHOD(window_scene,
                 "an unsupported window is one ERROR, and coverage says so") {
  auto version = std::string{"v3"};
  script->answer = [&](const fetch_request& asked) {
    if (asked.target != host::gamma)
      return failed(fetch_error_kind::status, asked.target);
    auto body = gamma_body_v2(first, settlement::up);
    return ok(body.replace(body.find(R"("v2")") + 1, 2, version));
  };
  for (int i = 0; i < 60; ++i)
    send_tick(first.start + i * 1s);
  const auto errors = lines_of("window-unsupported");
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].level == log_level::error);
  CHECK(errors[0].text.find(R"(version: expected one of "v1", "v2", found "v3")") !=
        std::string::npos);
  CHECK(lines_of("look-failed").empty());
  CHECK(book->coverage.back().window == first);
  CHECK(book->coverage.back().seen.how == coverage_kind::unsupported);
  CHECK(ask<actor_status>(watcher, status_request{})
            .summary.find("1 windows were unsupported") != std::string::npos);
  // The end of the window does not replace that it is unsupported.
  const auto recorded = book->coverage.size();
  send_tick(first.end);
  for (auto entry = book->coverage.begin() + static_cast<std::ptrdiff_t>(recorded);
       entry != book->coverage.end(); ++entry)
    CHECK_FALSE(entry->window == first);
  // The platform sends a known version: the window is graded after all.
  version = "v2";
  for (int i = 0; i < 20; ++i)
    send_tick(first.end + 15min + i * 1s);
  CHECK(lines_of("market-found").size() == 1);
  const auto last = std::find_if(book->coverage.rbegin(), book->coverage.rend(),
                                 [](const auto& each) { return each.window == first; });
  CHECK(last->seen.how == coverage_kind::backfilled);
}

TEST_CASE_METHOD(window_scene, "an unreachable host causes no warning per window") {
  script->answer = [](const fetch_request&) { return failed(fetch_error_kind::connect); };
  for (int i = 0; i < 100; ++i)
    send_tick(first.start + i * 1s);
  for (const auto& line : *lines)
    CHECK(line.level < log_level::warn);
}

TEST_CASE_METHOD(window_scene,
                 "the drain waits for the open requests and sends no more") {
  send_tick(first.start);
  REQUIRE(script->held.size() == 1);
  auto pending = self->request(watcher, caf::infinite, shutdown{});
  drain();
  CHECK(lines_of("drained").empty());
  send_tick(first.start + 60s);
  CHECK(script->asked.size() == 1);
  CHECK(ask<actor_status>(watcher, status_request{}).held == 1);
  self->send(fetcher, cancel_fetches{});
  drain();
  bool answered = false;
  pending.receive([&](const drained& answer) { answered = answer.handled > 0; },
                  [](const caf::error&) { FAIL("no answer"); });
  CHECK(answered);
  CHECK(lines->back().event == "drained");
}

TEST_CASE_METHOD(window_scene, "an idle window drains at once") {
  CHECK(ask<drained>(watcher, shutdown{}).handled == 1);
}

TEST_CASE_METHOD(window_scene,
                 "a fetcher that ends costs a look, and the new fetcher is used") {
  caf::anon_send_exit(fetcher, caf::exit_reason::kill);
  drain();
  send_tick(first.start);
  CHECK(script->asked.empty());
  auto second = std::make_shared<fetcher_script>();
  second->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  self->send(watcher, use_fetcher{spawn_fetcher_double(system, second)});
  send_tick(first.start + 2s);
  CHECK(second->asked.size() == 1);
}

TEST_CASE_METHOD(window_scene, "grade-delay is taken over while running") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  self->send(watcher, live_settings{log_level::info, 30s});
  send_tick(first.start);
  settle_all(settlement::up);
  send_tick(first.end + 29s);
  CHECK(lines_of("window-graded").empty());
  send_tick(first.end + 30s);
  CHECK(lines_of("window-graded").size() == 1);
}

TEST_CASE_METHOD(window_scene, "coverage and grades of a window go to the ledger") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  send_tick(first.start);
  REQUIRE(book->grades.size() == 1);
  CHECK(book->grades[0].what->status == grade_status::pending);
  REQUIRE(book->coverage.size() == 1);
  CHECK(book->coverage[0].window == first);
  CHECK(book->coverage[0].seen.how == coverage_kind::watched);
  settle_all(settlement::up);
  send_tick(first.end + 3s);
  CHECK(book->grades.back().what->status == grade_status::final);
  REQUIRE(book->grades.back().in);
  CHECK(book->grades.back().in->slug == first.slug);
  const auto last_of_first =
      std::find_if(book->coverage.rbegin(), book->coverage.rend(),
                   [](const record_coverage& fact) { return fact.window == first; });
  CHECK(last_of_first->seen.from == first.start);
  CHECK(last_of_first->seen.to == first.end);
}

TEST_CASE_METHOD(window_scene, "a line calls no grade final when fills of its window "
                               "are missing or the ledger does not answer") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  const auto line = [&] {
    send_tick(first.start);
    settle_all(settlement::up);
    run(3, 6);
    const auto graded = lines_of("window-graded");
    REQUIRE(graded.size() == 1);
    CHECK(book->grades.back().what->status != grade_status::provisional);
    return graded[0].text.substr(graded[0].text.find(" | ") + 3);
  };
  SECTION("fills are missing") {
    book->provisional_reasons[first.slug] =
        "the platform counts 2 more fills on 2026-01-20";
    CHECK(line() == "UP | no trades | PROVISIONAL | the platform counts 2 more fills on "
                    "2026-01-20");
  }
  SECTION("no answer") {
    book->refuses_queries = true;
    CHECK(line().starts_with("UP | no trades | PROVISIONAL | not known whether fills are "
                             "missing in the ledger: "));
  }
}

TEST_CASE_METHOD(window_scene, "the drain waits until the last grade is logged") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  send_tick(first.start);
  settle_all(settlement::up);
  self->send(watcher, tick{++sequence, {}, first.end + 4s, first.end + 4s});
  CHECK(ask<drained>(watcher, shutdown{}).handled > 0);
  CHECK(lines_of("window-graded").size() == 1);
  CHECK(lines->back().event == "drained");
}

TEST_CASE_METHOD(wallet_scene,
                 "a clock that was ahead for 8 s leaves its window watched") {
  script->answer = [](const fetch_request& asked) {
    for (auto each = first; each.start < first.start + 2h; each = next_window(btc, each))
      if (asked.path.find(each.slug) != std::string::npos)
        return ok(gamma_body(each));
    return failed(fetch_error_kind::status, asked.target);
  };
  send_tick(first.start + 60s);
  for (int i = 0; i < 8; ++i)
    send_tick(first.start + 1h + 60s + i * 1s);
  send_tick(first.start + 69s);
  CHECK(lines_of("windows-set-back").size() == 1);
  settle_all(settlement::up);
  send_tick(first.end + 4s);
  REQUIRE(lines_of("window-graded").size() == 1);
  CHECK(lines_of("window-graded")[0].text.starts_with("WINDOW GRADED: " + first.slug));
  CHECK(lines_of("window-opened").back().text ==
        "NEW WINDOW: " + next_window(btc, first).slug);
}

TEST_CASE_METHOD(window_scene,
                 "a wrong clock is reported once by the series that checks it") {
  auto options = options_;
  options.checks_clock = true;
  const auto checking =
      spawn_window(system, options, fetcher, ledger,
                   log_port{tee, "btc-updown-15m", [] { return first.start; }});
  script->answer = [](const fetch_request&) {
    auto result = ok(gamma_body(first));
    std::get<fetch_reply>(result.value).date = first.start - 42s;
    return result;
  };
  send_tick(first.start);
  CHECK(lines_of("clock-skew").empty());
  for (int i = 0; i < 3; ++i)
    ask<tick_handled>(checking,
                      tick{++sequence, {}, first.end + i * 60s, first.end + i * 60s});
  REQUIRE(lines_of("clock-skew").size() == 1);
  CHECK(lines_of("clock-skew")[0].text.find(
            "ahead of gamma; set the system clock (NTP)") != std::string::npos);
}
