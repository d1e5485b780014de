// SPDX-License-Identifier: MIT
#include "actors/backfill/backfill_actor.hpp"

#include "tests/actors/window/sample_windows.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/market_bodies.hpp"

#include <algorithm>
#include <optional>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const window second = next_window(btc, first);
const window third = next_window(btc, second);
const timestamp today = first.start + 240h;
const watched_wallet owner{"main", std::string{"0x"}.append(40, 'a')};

/// What the platform answers about the three windows, and the paths it was asked for.
struct platform_script {
  std::vector<std::string> asked;
  std::optional<settlement> winner = settlement::up;
  /// No request is answered.
  bool silent = false;
  std::vector<caf::typed_response_promise<fetch_result>> held;

  fetch_result answer(const fetch_request& request) const {
    for (const auto& each : {first, second, third}) {
      if (request.path.find(each.slug) != std::string::npos)
        return ok(gamma_body(each, winner));
      if (request.path.find(condition_id_of(each)) != std::string::npos)
        return ok(request.target == host::clob ? clob_body(each, winner)
                                               : resolution_body(each, winner));
    }
    return failed(fetch_error_kind::status, request.target);
  }
};

fetcher_actor spawn_platform(caf::actor_system& system,
                             std::shared_ptr<platform_script> script) {
  return system.spawn(
      [script](fetcher_actor::pointer self) -> fetcher_actor::behavior_type {
        return {
            [self, script](const fetch_request& asked) {
              script->asked.push_back(asked.path);
              auto promise = self->make_response_promise<fetch_result>();
              if (script->silent)
                script->held.push_back(promise);
              else
                promise.deliver(script->answer(asked));
              return promise;
            },
            [](const host_report_request&) { return host_report{}; },
            [script](const cancel_fetches&) {
              for (auto& promise : std::exchange(script->held, {}))
                promise.deliver(failed(fetch_error_kind::cancelled));
            },
            [self](const shutdown&) {
              self->quit();
              return drained{};
            },
            [](const status_request&) { return actor_status{}; },
        };
      });
}

activity_event fill_of(const window& traded) {
  activity_event row;
  row.type = activity_type::buy;
  row.wallet = owner.address;
  row.slug = traded.slug;
  row.condition_id = condition_id_of(traded);
  row.asset = up_token_of(traded);
  row.time = traded.start + 60s;
  row.size = shares::from_micros(10'000'000);
  row.cash = usdc::from_micros(5'000'000);
  return row;
}

remembered_window seen(const window& recorded, grade_status status) {
  remembered_window result;
  result.window = recorded;
  result.series = btc.name;
  result.coverage =
      window_coverage{coverage_kind::watched, recorded.start, recorded.end, ""};
  auto& row = result.grades.emplace_back();
  row.window = recorded;
  row.series = btc.name;
  row.wallet = owner;
  row.status = status;
  if (status != grade_status::pending)
    row.winner = settlement::up;
  return result;
}

/// A backfill of three windows, and its results.
struct past_scene : actor_fixture {
  captured_log lines = std::make_shared<std::vector<log_line>>();
  log_tee_actor tee = spawn_log_double(system, lines);
  std::shared_ptr<platform_script> platform = std::make_shared<platform_script>();
  fetcher_actor fetcher = spawn_platform(system, platform);
  std::shared_ptr<ledger_script> book = empty_ledger();
  ledger_actor ledger = spawn_ledger_double(system, book);
  window_actor worker;
  timestamp now = today;
  std::uint64_t sequence = 0;

  past_scene() {
    backfill_options options;
    options.series = btc;
    options.span = {first.start, third.end};
    options.wallets = {owner};
    options.zone = date::locate_zone("America/Los_Angeles");
    options.listener = caf::actor{self};
    worker = spawn_backfill(system, options, fetcher, ledger,
                            log_port{tee, btc.name, [this] { return now; }});
  }
  /// A kept promise holds the double that holds the promise.
  ~past_scene() { platform->held.clear(); }
  past_scene(const past_scene&) = delete;
  past_scene& operator=(const past_scene&) = delete;

  void send_tick(timespan step = 1s) {
    now += step;
    ask<tick_handled>(worker, tick{++sequence, {}, now, now});
    drain();
  }
  void send_ticks(int count) {
    for (int i = 0; i < count; ++i)
      send_tick();
  }
  /// Reports that the wallet's activity is known up to `known_to`, with new rows.
  void tell(timestamp known_to, std::vector<activity_event> rows = {}) {
    self->send(worker,
               wallet_activity{
                   owner,
                   std::make_shared<const std::vector<activity_event>>(std::move(rows)),
                   {first.start - 24h, known_to},
                   std::make_shared<const std::vector<doubtful_row>>(),
                   now});
    drain();
  }
  /// The latest progress that was reported.
  span_progress progress() {
    span_progress last;
    bool more = true;
    while (more)
      self->receive([&](const span_progress& report) { last = report; },
                    caf::after(0s) >> [&] { more = false; });
    return last;
  }
  const grade* last_grade_of(const window& graded) const {
    const auto found = std::find_if(
        book->grades.rbegin(), book->grades.rend(),
        [&](const record_grade& fact) { return fact.what->window == graded; });
    return found == book->grades.rend() ? nullptr : found->what.get();
  }
  std::optional<coverage_kind> coverage_of(const window& covered) const {
    const auto found =
        std::find_if(book->coverage.rbegin(), book->coverage.rend(),
                     [&](const record_coverage& fact) { return fact.window == covered; });
    return found == book->coverage.rend() ? std::nullopt : std::optional{found->seen.how};
  }
};

} // namespace

TEST_CASE_METHOD(past_scene,
                 "backfill: windows are graded with the rows the ledger has") {
  book->past[second.slug].events = {fill_of(second)};
  tell(today);
  send_ticks(6);
  for (const auto& each : {first, second, third}) {
    REQUIRE(last_grade_of(each) != nullptr);
    CHECK(last_grade_of(each)->status == grade_status::final);
    CHECK(coverage_of(each) == coverage_kind::backfilled);
  }
  CHECK(last_grade_of(second)->figures.cost == usdc::from_micros(5'000'000));
  CHECK(last_grade_of(first)->figures.kind == trade_kind::none);
  CHECK(progress().over);
  CHECK(has_event(lines, "window-graded"));
}

TEST_CASE_METHOD(past_scene,
                 "backfill: no window is graded before its activity is known") {
  send_ticks(3);
  CHECK(platform->asked.empty());
  tell(second.start + 1min);
  send_ticks(6);
  CHECK(last_grade_of(first) != nullptr);
  CHECK(last_grade_of(second) == nullptr);
  const auto state = progress();
  CHECK(state.settled == 1);
  CHECK(state.read_to == second.start + 1min);
  CHECK(ask<actor_status>(worker, status_request{}).summary ==
        "backfill: 1 of 3 windows, 0 of them left open, activity read to "
        "2026-01-20T19:31:00Z");
  tell(today);
  send_ticks(6);
  CHECK(progress().over);
}

TEST_CASE_METHOD(past_scene,
                 "backfill: settled windows stay as they are and are not requested") {
  for (const auto& each : {first, second, third})
    book->past[each.slug] = seen(each, grade_status::final);
  book->past[second.slug] = seen(second, grade_status::provisional);
  tell(today);
  send_ticks(6);
  CHECK(last_grade_of(first) == nullptr);
  REQUIRE(last_grade_of(second) != nullptr);
  CHECK(last_grade_of(second)->status == grade_status::final);
  CHECK(book->coverage.empty());
  for (const auto& path : platform->asked)
    CHECK(path.find(first.slug) == std::string::npos);
  const auto state = progress();
  CHECK(state.over);
  CHECK(state.settled == 3);
}

TEST_CASE_METHOD(past_scene, "backfill: without a winner a window is left as PENDING") {
  platform->winner.reset();
  tell(today);
  send_ticks(60);
  const auto state = progress();
  CHECK(state.over);
  CHECK(state.left == 3);
  REQUIRE(state.left_names.size() == 3);
  CHECK(std::find(state.left_names.begin(), state.left_names.end(),
                  first.slug + ": PENDING: gamma, clob, resolutions name no winner") !=
        state.left_names.end());
  CHECK(last_grade_of(first)->status == grade_status::pending);
  CHECK(coverage_of(first) == coverage_kind::missed);
}

TEST_CASE_METHOD(past_scene, "backfill: a wallet without progress is not waited for") {
  tell(second.start + 1min);
  send_ticks(1);
  send_tick(3min);
  send_ticks(6);
  const auto state = progress();
  CHECK(state.over);
  CHECK(state.settled == 1);
  CHECK(state.left == 2);
  CHECK(last_grade_of(third)->status == grade_status::provisional);
}

TEST_CASE_METHOD(past_scene, "backfill: a late row amends a settled grade") {
  tell(today);
  send_ticks(6);
  const auto graded = *last_grade_of(first);
  book->past[first.slug] = seen(first, grade_status::final);
  book->past[first.slug].grades = {graded};
  book->past[first.slug].in = *book->grades.back().in;
  book->past[first.slug].in->slug = first.slug;
  book->past[first.slug].in->condition_id = condition_id_of(first);
  book->past[first.slug].in->up_token = up_token_of(first);
  book->past[first.slug].in->down_token = down_token_of(first);
  book->past[first.slug].events = {fill_of(first)};
  tell(today, {fill_of(first)});
  CHECK(last_grade_of(first)->status == grade_status::amended);
  CHECK(last_grade_of(first)->reason == "late rows");
}

TEST_CASE_METHOD(past_scene,
                 "backfill: the drain waits for open requests and reports the end") {
  platform->silent = true;
  tell(today);
  send_tick();
  REQUIRE(platform->held.size() == 3);
  auto pending = self->request(worker, caf::infinite, shutdown{});
  drain();
  send_tick();
  CHECK(platform->held.size() == 3);
  progress();
  self->send(fetcher, cancel_fetches{});
  drain();
  bool answered = false;
  pending.receive([&](const drained&) { answered = true; },
                  [](const caf::error&) { FAIL("no answer"); });
  CHECK(answered);
  CHECK(progress().windows == 3);
  CHECK_FALSE(has_event(lines, "window-left"));
}
