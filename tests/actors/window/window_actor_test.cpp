// SPDX-License-Identifier: MIT
#include "actors/window/window_actor.hpp"

#include "actors/window/decode/market_decoder.hpp"
#include "actors/window/series/series.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/market_bodies.hpp"

#include <algorithm>
#include <deque>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const series btc = *parse_series("btc-updown-15m");
const window first = window_at(btc, from_unix_seconds(1'768'936'500));
const watched_wallet owner{"main", std::string{"0x"}.append(40, 'a')};

/// What the double of the fetcher was asked, and what it is to answer.
struct fetcher_script {
  std::vector<fetch_request> asked;
  /// Answers at once when set; otherwise keeps the promises.
  std::function<fetch_result(const fetch_request&)> answer;
  std::deque<caf::typed_response_promise<fetch_result>> held;
};

fetcher_actor spawn_fetcher_double(caf::actor_system& system,
                                   std::shared_ptr<fetcher_script> script) {
  return system.spawn(
      [script](fetcher_actor::pointer self) -> fetcher_actor::behavior_type {
        return {
            [self, script](const fetch_request& asked) {
              script->asked.push_back(asked);
              auto promise = self->make_response_promise<fetch_result>();
              if (script->answer)
                promise.deliver(script->answer(asked));
              else
                script->held.push_back(promise);
              return promise;
            },
            [](const host_report_request&) { return host_report{}; },
            [script](const cancel_fetches&) {
              for (auto& promise : script->held)
                promise.deliver(failed(fetch_error_kind::cancelled));
              script->held.clear();
            },
            [self](const shutdown&) {
              self->quit();
              return drained{};
            },
            [](const status_request&) { return actor_status{}; },
        };
      });
}

struct window_scene : actor_fixture {
  explicit window_scene(std::vector<watched_wallet> wallets = {})
      : options_{options_for(std::move(wallets))} {}

  window_options options_;
  captured_log lines = std::make_shared<std::vector<log_line>>();
  log_tee_actor tee = spawn_log_double(system, lines);
  std::shared_ptr<fetcher_script> script = std::make_shared<fetcher_script>();
  fetcher_actor fetcher = spawn_fetcher_double(system, script);
  std::shared_ptr<ledger_script> book = empty_ledger();
  ledger_actor ledger = spawn_ledger_double(system, book);
  window_actor watcher =
      spawn_window(system, options_, fetcher, ledger,
                   log_port{tee, "btc-updown-15m", [] { return first.start; }});
  std::uint64_t sequence = 0;

  static window_options options_for(std::vector<watched_wallet> wallets) {
    window_options result;
    result.series = btc;
    result.wallets = std::move(wallets);
    result.request_deadline = 15s;
    result.zone = date::locate_zone("America/Los_Angeles");
    return result;
  }

  /// A kept promise holds the double that holds the promise.
  ~window_scene() { script->held.clear(); }
  window_scene(const window_scene&) = delete;
  window_scene& operator=(const window_scene&) = delete;

  tick_handled current_tick(timestamp now) {
    return ask<tick_handled>(watcher, tick{++sequence, {}, now, now});
  }
  std::vector<log_line> lines_of(const std::string& event) const {
    std::vector<log_line> result;
    std::copy_if(lines->begin(), lines->end(), std::back_inserter(result),
                 [&](const log_line& line) { return line.event == event; });
    return result;
  }
  void settle_all(settlement how) {
    script->answer = [how](const fetch_request& asked) {
      return asked.target == host::gamma  ? ok(gamma_body(first, how))
             : asked.target == host::clob ? ok(clob_body(first, how))
                                          : ok(resolution_body(first, how));
    };
  }
  /// Each source says something else; nothing: it names no winner.
  void settle(std::optional<settlement> gamma, std::optional<settlement> clob,
              std::optional<settlement> resolutions) {
    script->answer = [=](const fetch_request& asked) {
      return asked.target == host::gamma  ? ok(gamma_body(first, gamma))
             : asked.target == host::clob ? ok(clob_body(first, clob))
                                          : ok(resolution_body(first, resolutions));
    };
  }
  /// Beats of the seconds `from` to `to` behind the first window's end.
  void run(int from, int to) {
    for (int second = from; second < to; ++second)
      current_tick(first.end + second * 1s);
  }
  const grade& last_of_first() const {
    return *std::find_if(
                book->grades.rbegin(), book->grades.rend(),
                [](const record_grade& each) { return each.what->window == first; })
                ->what;
  }
  std::size_t count(log_level level, const std::string& event) const {
    const auto all = lines_of(event);
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(),
                      [&](const log_line& line) { return line.level == level; }));
  }
};

struct wallet_scene : window_scene {
  wallet_scene() : window_scene{{owner}} {}

  void tell(std::vector<activity_event> rows, timestamp known_to) {
    self->send(watcher,
               wallet_activity{
                   owner,
                   std::make_shared<const std::vector<activity_event>>(std::move(rows)),
                   {first.start - 48h, known_to},
                   std::make_shared<const std::vector<doubtful_row>>(),
                   known_to});
    drain();
  }
};

/// 10 Up.
activity_event row_of_up(activity_type type, timestamp time, std::int64_t cash_micros) {
  activity_event row;
  row.type = type;
  row.wallet = owner.address;
  row.slug = first.slug;
  row.condition_id = condition_id_of(first);
  row.asset = up_token_of(first);
  row.time = time;
  row.size = shares::from_micros(10'000'000);
  row.cash = usdc::from_micros(cash_micros);
  return row;
}

} // namespace

TEST_CASE_METHOD(window_scene, "a tick is acknowledged and has its line in the log") {
  CHECK(current_tick(first.start + 1s).sequence == 1);
  const auto cycles = lines_of("cycle");
  REQUIRE(cycles.size() == 1);
  CHECK(cycles[0].text == "T-899s | waiting for market data | btc-updown-15m-1768936500");
  CHECK(cycles[0].actor == "btc-updown-15m");
  CHECK(lines_of("window-opened")[0].text == "NEW WINDOW: btc-updown-15m-1768936500");
}

TEST_CASE_METHOD(window_scene, "a question carries its deadline and its owner") {
  current_tick(first.start);
  REQUIRE(script->asked.size() == 1);
  CHECK(script->asked[0].deadline == 15s);
  CHECK(script->asked[0].owner == "btc-updown-15m");
  CHECK(script->asked[0].endpoint == "/markets/slug");
}

TEST_CASE_METHOD(window_scene, "a window without trades is written once, as one line") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  current_tick(first.start);
  settle_all(settlement::up);
  for (int i = 3; i < 30; ++i)
    current_tick(first.end + i * 1s);
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
  current_tick(first.start);
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
    current_tick(first.start + i * 1s);
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
  // That it ends says less than that it cannot be read.
  const auto told = book->coverage.size();
  current_tick(first.end);
  for (auto at = book->coverage.begin() + static_cast<std::ptrdiff_t>(told);
       at != book->coverage.end(); ++at)
    CHECK_FALSE(at->window == first);
  // The platform says something that is known: it is graded after all.
  version = "v2";
  for (int i = 0; i < 20; ++i)
    current_tick(first.end + 15min + i * 1s);
  CHECK(lines_of("market-found").size() == 1);
  const auto last = std::find_if(book->coverage.rbegin(), book->coverage.rend(),
                                 [](const auto& each) { return each.window == first; });
  CHECK(last->seen.how == coverage_kind::backfilled);
}

TEST_CASE_METHOD(window_scene, "a host that is away causes no warning per window") {
  script->answer = [](const fetch_request&) { return failed(fetch_error_kind::connect); };
  for (int i = 0; i < 100; ++i)
    current_tick(first.start + i * 1s);
  for (const auto& line : *lines)
    CHECK(line.level < log_level::warn);
}

TEST_CASE_METHOD(window_scene,
                 "the drain waits for the questions under way and asks no more") {
  current_tick(first.start);
  REQUIRE(script->held.size() == 1);
  auto pending = self->request(watcher, caf::infinite, shutdown{});
  drain();
  CHECK(lines_of("drained").empty());
  current_tick(first.start + 60s);
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
                 "a fetcher that ends costs a look, and the new one is asked") {
  caf::anon_send_exit(fetcher, caf::exit_reason::kill);
  drain();
  current_tick(first.start);
  CHECK(script->asked.empty());
  auto second = std::make_shared<fetcher_script>();
  second->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  self->send(watcher, use_fetcher{spawn_fetcher_double(system, second)});
  current_tick(first.start + 2s);
  CHECK(second->asked.size() == 1);
}

TEST_CASE_METHOD(window_scene, "grade-delay is taken over while running") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  self->send(watcher, live_settings{log_level::info, 30s});
  current_tick(first.start);
  settle_all(settlement::up);
  current_tick(first.end + 29s);
  CHECK(lines_of("window-graded").empty());
  current_tick(first.end + 30s);
  CHECK(lines_of("window-graded").size() == 1);
}

TEST_CASE_METHOD(window_scene, "what becomes of a window goes to the ledger") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  current_tick(first.start);
  REQUIRE(book->grades.size() == 1);
  CHECK(book->grades[0].what->status == grade_status::pending);
  REQUIRE(book->coverage.size() == 1);
  CHECK(book->coverage[0].window == first);
  CHECK(book->coverage[0].seen.how == coverage_kind::watched);
  settle_all(settlement::up);
  current_tick(first.end + 3s);
  CHECK(book->grades.back().what->status == grade_status::final);
  REQUIRE(book->grades.back().in);
  CHECK(book->grades.back().in->slug == first.slug);
  const auto last_of_first =
      std::find_if(book->coverage.rbegin(), book->coverage.rend(),
                   [](const record_coverage& at) { return at.window == first; });
  CHECK(last_of_first->seen.from == first.start);
  CHECK(last_of_first->seen.to == first.end);
}

TEST_CASE_METHOD(window_scene, "a run goes on from what the ledger remembers") {
  remembered_window open;
  open.window = first;
  open.series = btc.name;
  open.coverage = window_coverage{coverage_kind::watched, first.start, first.start, ""};
  grade pending;
  pending.window = first;
  pending.series = btc.name;
  open.grades = {pending};
  book->series.windows =
      std::make_shared<const std::vector<remembered_window>>(std::vector{open});
  book->series.last_seen = first;
  script->answer = [](const fetch_request& asked) {
    const auto third = next_window(btc, next_window(btc, first));
    for (auto of = first; of.start <= third.start; of = next_window(btc, of)) {
      if (asked.path.find(of.slug) != std::string::npos)
        return ok(gamma_body(of, settlement::up));
      if (asked.path.find(condition_id_of(of)) != std::string::npos)
        return ok(clob_body(of, settlement::up));
    }
    return failed(fetch_error_kind::status, asked.target);
  };
  // Two windows later: the first was open when the run before ended, the second was
  // never seen.
  const auto second = next_window(btc, first);
  current_tick(second.end + 10s);
  current_tick(second.end + 11s);
  const auto graded = lines_of("window-graded");
  REQUIRE(graded.size() == 2);
  const auto covered_as = [&](const window& of) {
    const auto found =
        std::find_if(book->coverage.rbegin(), book->coverage.rend(),
                     [&](const record_coverage& at) { return at.window == of; });
    return found == book->coverage.rend() ? coverage_kind::missed : found->seen.how;
  };
  CHECK(covered_as(second) == coverage_kind::backfilled);
  CHECK(lines_of("window-opened").size() == 1);
}

namespace {

/// A window of three hours ago, graded FINAL when one purchase of it was known; a sale
/// and a redemption reached the ledger later.
struct late_scene : wallet_scene {
  const timestamp now = first.end + 3h;
  remembered_window past = graded_with_one_row();

  static activity_event row_of(activity_type type, std::int64_t size, std::int64_t cash) {
    activity_event row;
    row.type = type;
    row.wallet = owner.address;
    row.slug = first.slug;
    row.condition_id = condition_id_of(first);
    row.asset = up_token_of(first);
    row.time = first.start + 60s;
    row.size = shares::from_micros(size);
    row.cash = usdc::from_micros(cash);
    row.at_price = price::from_micros(400'000);
    row.quoted = row.cash;
    row.transaction = std::string{"0x"}.append(64, 'f');
    return row;
  }
  static activity_event sale() {
    return row_of(activity_type::sell, 9'000'000, 3'600'000);
  }
  static activity_event redemption() {
    return row_of(activity_type::redeem, 1'000'000, 0);
  }

  static remembered_window graded_with_one_row() {
    remembered_window result;
    result.window = first;
    result.series = btc.name;
    result.coverage = window_coverage{coverage_kind::watched, first.start, first.end, ""};
    const auto read = decode_window_market(gamma_body(first, settlement::down), first);
    result.in = std::get<market>(read);
    result.events = {row_of(activity_type::buy, 10'000'000, 4'000'000)};
    grade_book books{btc, {owner}, {}};
    books.open(first, first.start);
    books.set_market(*result.in, first.start);
    books.add_activity(news(result.events), first.end + 70s);
    const auto made =
        books.resolve(*result.in,
                      {{winner_source::gamma, settlement::down, first.end + 70s, {}},
                       {winner_source::clob, settlement::down, first.end + 70s, {}}},
                      first.end + 70s);
    result.grades = {std::get<grade_made>(made.back()).graded};
    return result;
  }
  static wallet_activity news(std::vector<activity_event> rows) {
    return {owner,
            std::make_shared<const std::vector<activity_event>>(std::move(rows)),
            {first.start - 48h, first.end + 4h},
            std::make_shared<const std::vector<doubtful_row>>(),
            first.end + 4h};
  }
  void tell(std::vector<activity_event> rows) {
    self->send(watcher, news(std::move(rows)));
    drain();
  }
  /// What the ledger knows by now, late rows included.
  void remember(std::vector<activity_event> late) {
    past.events.insert(past.events.end(), late.begin(), late.end());
    book->past[first.slug] = past;
  }
  const grade* amended() const {
    const auto found =
        std::find_if(book->grades.rbegin(), book->grades.rend(),
                     [](const record_grade& at) { return at.what->window == first; });
    return found == book->grades.rend() ? nullptr : found->what.get();
  }
  void start_again() {
    window seen;
    seen = window_at(btc, now - 15min);
    book->series.last_seen = seen;
  }
};

} // namespace

TEST_CASE_METHOD(late_scene, "late rows of an old window reach its grade while running") {
  REQUIRE(past.grades[0].status == grade_status::final);
  REQUIRE(past.grades[0].figures.pnl == usdc::from_micros(-4'000'000));
  current_tick(now);
  remember({sale(), redemption()});
  tell({sale(), redemption()});
  REQUIRE(amended());
  CHECK(amended()->status == grade_status::amended);
  CHECK(amended()->figures.pnl == usdc::from_micros(-400'000));
  CHECK(amended()->reason.find("late row: SELL 9.000000") == 0);
  CHECK(amended()->reason.find("and 1 more") != std::string::npos);
  CHECK(amended()->revision == past.grades[0].revision + 1);
  REQUIRE(lines_of("grade-corrected").size() == 1);
  CHECK(lines_of("grade-corrected")[0].text.starts_with("GRADE AMENDED: " + first.slug));
  // Its books are closed again at the next tick.
  current_tick(now + 1s);
  const auto status = ask<actor_status>(watcher, status_request{});
  CHECK(status.summary.find("books of 1 windows, 0 rows") != std::string::npos);
}

TEST_CASE_METHOD(late_scene,
                 "a block calls no grade final of whose window fills are missing") {
  const std::string why = "the platform counts 1 more fill on 2026-01-20";
  book->not_final[first.slug] = why;
  current_tick(now);
  remember({sale(), redemption()});
  tell({sale(), redemption()});
  // What is recorded stays: reports lower it, too, while the fill is missing.
  REQUIRE(amended());
  CHECK(amended()->status == grade_status::amended);
  const auto blocks = lines_of("grade-corrected");
  REQUIRE(blocks.size() == 1);
  CHECK(blocks[0].text == "GRADE CORRECTED: " + first.slug +
                              " | DOWN | main -$0.40 | DIRECTIONAL LOSS | PROVISIONAL");
  CHECK(blocks[0].rows.back() == "  Status     : PROVISIONAL | DIRECTIONAL | " + why);
}

TEST_CASE_METHOD(window_scene, "a line calls no grade final of whose window fills are "
                               "missing, or which the ledger did not answer about") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  const auto line = [&] {
    current_tick(first.start);
    settle_all(settlement::up);
    run(3, 6);
    const auto graded = lines_of("window-graded");
    REQUIRE(graded.size() == 1);
    CHECK(book->grades.back().what->status != grade_status::provisional);
    return graded[0].text.substr(graded[0].text.find(" | ") + 3);
  };
  SECTION("they are missing") {
    book->not_final[first.slug] = "the platform counts 2 more fills on 2026-01-20";
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
  current_tick(first.start);
  settle_all(settlement::up);
  self->send(watcher, tick{++sequence, {}, first.end + 4s, first.end + 4s});
  CHECK(ask<drained>(watcher, shutdown{}).handled > 0);
  CHECK(lines_of("window-graded").size() == 1);
  CHECK(lines->back().event == "drained");
}

TEST_CASE_METHOD(late_scene, "rows recorded before a restart reach the grade of an old "
                             "window after it, once") {
  remember({sale(), redemption()});
  start_again();
  for (int i = 0; i < 10; ++i)
    current_tick(now + i * 1s);
  REQUIRE(amended());
  CHECK(amended()->status == grade_status::amended);
  CHECK(amended()->figures.pnl == usdc::from_micros(-400'000));
  CHECK(amended()->reason == "late row: recorded, and not graded before a restart");
  REQUIRE(lines_of("grade-differs").size() == 1);
  CHECK(lines_of("grade-differs")[0].text ==
        first.slug + " main -4.00, events say -0.40; graded again");
  CHECK(lines_of("grade-corrected").size() == 1);
}

TEST_CASE_METHOD(late_scene, "a start with grades that are right changes none") {
  remember({});
  start_again();
  for (int i = 0; i < 300; ++i)
    current_tick(now + i * 1s);
  CHECK_FALSE(amended());
  REQUIRE(lines_of("grades-checked").size() == 1);
  CHECK(lines_of("grades-checked")[0].text.find("0 differ") != std::string::npos);
}

TEST_CASE_METHOD(late_scene, "rows of a window that was never watched grade nothing") {
  current_tick(now);
  tell({sale()});
  CHECK_FALSE(amended());
}

TEST_CASE_METHOD(late_scene, "a grade whose events are no longer kept stays as it is") {
  current_tick(now);
  past.events.clear();
  remember({sale()});
  tell({sale()});
  CHECK_FALSE(amended());
  CHECK(lines_of("events-rolled-up").size() == 1);
}

TEST_CASE_METHOD(wallet_scene,
                 "a window seen by a clock that was ahead is not gone on from") {
  remembered_window ahead;
  ahead.window = window_at(btc, first.start + 8h);
  ahead.series = btc.name;
  ahead.coverage = window_coverage{coverage_kind::watched, ahead.window.start,
                                   ahead.window.start + 8s, ""};
  grade pending;
  pending.window = ahead.window;
  pending.series = btc.name;
  pending.wallet = owner;
  ahead.grades = {pending};
  book->series.last_seen = ahead.window;
  book->series.windows =
      std::make_shared<const std::vector<remembered_window>>(std::vector{ahead});
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  current_tick(first.start + 10s);
  REQUIRE(lines_of("last-seen-ahead").size() == 1);
  CHECK(lines_of("last-seen-ahead")[0].level == log_level::warn);
  REQUIRE(lines_of("window-opened").size() == 1);
  CHECK(lines_of("window-opened")[0].text == "NEW WINDOW: " + first.slug);
  for (const auto& asked : script->asked)
    CHECK(asked.path.find(ahead.window.slug) == std::string::npos);
  settle_all(settlement::up);
  current_tick(first.end + 4s);
  CHECK(lines_of("window-graded").size() == 1);
}

TEST_CASE_METHOD(wallet_scene,
                 "a clock that was ahead for 8 s leaves its window watched") {
  script->answer = [](const fetch_request& asked) {
    for (auto of = first; of.start < first.start + 2h; of = next_window(btc, of))
      if (asked.path.find(of.slug) != std::string::npos)
        return ok(gamma_body(of));
    return failed(fetch_error_kind::status, asked.target);
  };
  current_tick(first.start + 60s);
  for (int i = 0; i < 8; ++i)
    current_tick(first.start + 1h + 60s + i * 1s);
  current_tick(first.start + 69s);
  CHECK(lines_of("windows-set-back").size() == 1);
  settle_all(settlement::up);
  current_tick(first.end + 4s);
  REQUIRE(lines_of("window-graded").size() == 1);
  CHECK(lines_of("window-graded")[0].text.starts_with("WINDOW GRADED: " + first.slug));
  CHECK(lines_of("window-opened").back().text ==
        "NEW WINDOW: " + next_window(btc, first).slug);
}

TEST_CASE_METHOD(window_scene,
                 "a clock that is off is said once by the series that checks") {
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
  current_tick(first.start);
  CHECK(lines_of("clock-skew").empty());
  for (int i = 0; i < 3; ++i)
    ask<tick_handled>(checking,
                      tick{++sequence, {}, first.end + i * 60s, first.end + i * 60s});
  REQUIRE(lines_of("clock-skew").size() == 1);
  CHECK(lines_of("clock-skew")[0].text.find(
            "ahead of gamma; set the system clock (NTP)") != std::string::npos);
}

TEST_CASE_METHOD(wallet_scene,
                 "gamma stuck: CLOB grades, the wallet's redemption confirms") {
  // Field case 8: BUY 10 Up for 4.50, redeemed for 10.
  settle(std::nullopt, std::nullopt, std::nullopt);
  current_tick(first.start);
  settle(std::nullopt, settlement::up, std::nullopt);
  SECTION("gamma leaves the market open") {}
  SECTION("gamma answers 404") {
    script->answer = [](const fetch_request& asked) {
      return asked.target == host::gamma  ? refused_with(404, host::gamma)
             : asked.target == host::clob ? ok(clob_body(first, settlement::up))
                                          : ok(resolution_body(first));
    };
  }
  tell({row_of_up(activity_type::buy, first.start + 60s, 4'500'000)}, first.end + 60s);
  run(3, 40);
  CHECK(last_of_first().status == grade_status::provisional);
  CHECK(last_of_first().winner == settlement::up);
  tell({row_of_up(activity_type::redeem, first.end + 50s, 10'000'000)}, first.end + 60s);
  CHECK(last_of_first().status == grade_status::final);
  CHECK(last_of_first().figures.pnl == usdc::from_micros(5'500'000));
  REQUIRE(last_of_first().sources.size() == 2);
  CHECK(last_of_first().sources[0].source == winner_source::clob);
  CHECK(last_of_first().sources[1].source == winner_source::redemption);
  // The look goes on, and no line says that the window is pending.
  for (const auto& line : *lines)
    CHECK(line.text.find(first.slug + " stays PENDING") == std::string::npos);
}

TEST_CASE_METHOD(window_scene, "sources that disagree are one warning, and no grade") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  current_tick(first.start);
  settle(settlement::up, settlement::down, std::nullopt);
  run(3, 120);
  CHECK(count(log_level::warn, "sources-disagree") == 1);
  CHECK(lines_of("sources-disagree")[0].text.starts_with(
      first.slug + ": gamma says UP, clob says DOWN, not graded; next look in "));
  CHECK(lines_of("window-graded").empty());
  CHECK(last_of_first().status == grade_status::pending);
  CHECK(last_of_first().reason == "gamma says UP, clob says DOWN, not graded");
  settle(settlement::up, settlement::down, settlement::down);
  run(120, 260);
  CHECK(last_of_first().status == grade_status::final);
  CHECK(last_of_first().winner == settlement::down);
  CHECK(count(log_level::warn, "sources-disagree") == 1);
  CHECK(count(log_level::error, "sources-disagree") == 1);
}

TEST_CASE_METHOD(window_scene,
                 "a provisional grade that a second source denies is taken back") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  current_tick(first.start);
  settle(settlement::up, std::nullopt, std::nullopt);
  run(3, 20);
  CHECK(last_of_first().status == grade_status::provisional);
  settle(settlement::up, settlement::down, std::nullopt);
  run(20, 60);
  CHECK(last_of_first().status == grade_status::pending);
  REQUIRE(lines_of("grade-corrected").size() == 1);
  CHECK(
      lines_of("grade-corrected")[0].text.starts_with("GRADE WITHDRAWN: " + first.slug));
  CHECK(count(log_level::warn, "sources-disagree") == 1);
}

TEST_CASE_METHOD(window_scene, "a missing source causes no warning") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  current_tick(first.start);
  script->answer = [](const fetch_request& asked) {
    return asked.target == host::gamma ? ok(gamma_body(first, settlement::up))
                                       : refused_with(404, asked.target);
  };
  run(3, 200);
  CHECK(count(log_level::warn, "look-failed") <= 1);
  const auto failures = lines_of("look-failed");
  REQUIRE(failures.size() > 3);
  CHECK(failures.back().text.starts_with(first.slug + " graded PROVISIONAL by gamma; "));
}

TEST_CASE_METHOD(window_scene, "a restart knows which source has spoken") {
  remembered_window open;
  open.window = first;
  open.series = btc.name;
  open.coverage = window_coverage{coverage_kind::watched, first.start, first.end, ""};
  grade provisional;
  provisional.window = first;
  provisional.series = btc.name;
  provisional.status = grade_status::provisional;
  provisional.winner = settlement::up;
  provisional.revision = 1;
  provisional.sources = {{winner_source::gamma, settlement::up, first.end + 20s, {}}};
  open.grades = {provisional};
  market known;
  known.slug = first.slug;
  known.condition_id = condition_id_of(first);
  known.up_token = up_token_of(first);
  known.down_token = down_token_of(first);
  known.start = first.start;
  known.end = first.end;
  known.up_index = 0;
  open.in = known;
  book->series.windows =
      std::make_shared<const std::vector<remembered_window>>(std::vector{open});
  book->series.last_seen = first;
  script->answer = [](const fetch_request& asked) {
    return asked.target == host::data ? ok(resolution_body(first, settlement::up))
                                      : refused_with(404, asked.target);
  };
  run(60, 70);
  CHECK(last_of_first().status == grade_status::final);
  CHECK(last_of_first().sources.size() == 2);
  CHECK(std::none_of(script->asked.begin(), script->asked.end(),
                     [](const fetch_request& asked) {
                       return asked.path.find(first.slug) != std::string::npos;
                     }));
}
