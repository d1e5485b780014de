// SPDX-License-Identifier: MIT
#include "actors/window/window_actor.hpp"

#include "actors/window/series.hpp"
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
    result.of = btc;
    result.wallets = std::move(wallets);
    result.question_deadline = 15s;
    result.zone = date::locate_zone("America/Los_Angeles");
    return result;
  }

  /// A kept promise holds the double that holds the promise.
  ~window_scene() { script->held.clear(); }
  window_scene(const window_scene&) = delete;
  window_scene& operator=(const window_scene&) = delete;

  tick_handled beat(timestamp now) {
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
      return asked.from == host::gamma  ? ok(gamma_body(first, how))
             : asked.from == host::clob ? ok(clob_body(first, how))
                                        : ok(resolution_body(first, how));
    };
  }
  /// Each source says something else; nothing: it names no winner.
  void settle(std::optional<settlement> gamma, std::optional<settlement> clob,
              std::optional<settlement> resolutions) {
    script->answer = [=](const fetch_request& asked) {
      return asked.from == host::gamma  ? ok(gamma_body(first, gamma))
             : asked.from == host::clob ? ok(clob_body(first, clob))
                                        : ok(resolution_body(first, resolutions));
    };
  }
  /// Beats of the seconds `from` to `to` behind the first window's end.
  void run(int from, int to) {
    for (int second = from; second < to; ++second)
      beat(first.end + second * 1s);
  }
  const grade& last_of_first() const {
    return *std::find_if(book->grades.rbegin(), book->grades.rend(),
                         [](const record_grade& each) { return each.what->of == first; })
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
  row.at = time;
  row.size = shares::from_micros(10'000'000);
  row.cash = usdc::from_micros(cash_micros);
  return row;
}

} // namespace

TEST_CASE_METHOD(window_scene, "a beat is answered and has its line in the log") {
  CHECK(beat(first.start + 1s).sequence == 1);
  const auto cycles = lines_of("cycle");
  REQUIRE(cycles.size() == 1);
  CHECK(cycles[0].text == "T-899s | waiting for market data | btc-updown-15m-1768936500");
  CHECK(cycles[0].actor == "btc-updown-15m");
  CHECK(lines_of("window-opened")[0].text == "NEW WINDOW: btc-updown-15m-1768936500");
}

TEST_CASE_METHOD(window_scene, "a question carries its deadline and its owner") {
  beat(first.start);
  REQUIRE(script->asked.size() == 1);
  CHECK(script->asked[0].deadline == 15s);
  CHECK(script->asked[0].owner == "btc-updown-15m");
  CHECK(script->asked[0].endpoint == "/markets/slug");
}

TEST_CASE_METHOD(window_scene, "a window's row is written once, as a block") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  beat(first.start);
  settle_all(settlement::up);
  for (int i = 3; i < 30; ++i)
    beat(first.end + i * 1s);
  const auto graded = lines_of("window-graded");
  REQUIRE(graded.size() == 1);
  CHECK(graded[0].text == "WINDOW GRADED: btc-updown-15m-1768936500");
  CHECK(graded[0].retention == log_retention::essential);
  REQUIRE(graded[0].rows.size() == 10);
  CHECK(graded[0].rows[1] == "  Outcome    : UP");
  CHECK(graded[0].rows[9] == "  Status     : FINAL | NO_TRADE");
}

TEST_CASE_METHOD(window_scene,
                 "a refused reply is a warning with endpoint, field and expectation") {
  script->answer = [](const fetch_request&) {
    return ok(R"({"slug":"btc-updown-15m-1768936500"})");
  };
  beat(first.start);
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
    if (asked.from != host::gamma)
      return failed(fetch_error_kind::status, asked.from);
    auto body = gamma_body_v2(first, settlement::up);
    return ok(body.replace(body.find(R"("v2")") + 1, 2, version));
  };
  for (int i = 0; i < 60; ++i)
    beat(first.start + i * 1s);
  const auto errors = lines_of("window-unsupported");
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].level == log_level::error);
  CHECK(errors[0].text.find(R"(version: expected one of "v1", "v2", found "v3")") !=
        std::string::npos);
  CHECK(lines_of("look-failed").empty());
  CHECK(book->coverage.back().of == first);
  CHECK(book->coverage.back().seen.how == coverage_kind::unsupported);
  CHECK(ask<actor_status>(watcher, status_request{})
            .summary.find("1 windows were unsupported") != std::string::npos);
  // That it ends says less than that it can not be read.
  const auto told = book->coverage.size();
  beat(first.end);
  for (auto at = book->coverage.begin() + static_cast<std::ptrdiff_t>(told);
       at != book->coverage.end(); ++at)
    CHECK_FALSE(at->of == first);
  // The platform says something that is known: it is graded after all.
  version = "v2";
  for (int i = 0; i < 20; ++i)
    beat(first.end + 15min + i * 1s);
  CHECK(lines_of("market-found").size() == 1);
  const auto last = std::find_if(book->coverage.rbegin(), book->coverage.rend(),
                                 [](const auto& each) { return each.of == first; });
  CHECK(last->seen.how == coverage_kind::backfilled);
}

TEST_CASE_METHOD(window_scene, "a host that is away is no warning of every window") {
  script->answer = [](const fetch_request&) { return failed(fetch_error_kind::connect); };
  for (int i = 0; i < 100; ++i)
    beat(first.start + i * 1s);
  for (const auto& line : *lines)
    CHECK(line.level < log_level::warn);
}

TEST_CASE_METHOD(window_scene,
                 "the drain waits for the questions under way and asks no more") {
  beat(first.start);
  REQUIRE(script->held.size() == 1);
  auto pending = self->request(watcher, caf::infinite, shutdown{});
  drain();
  CHECK(lines_of("drained").empty());
  beat(first.start + 60s);
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
  beat(first.start);
  CHECK(script->asked.empty());
  auto second = std::make_shared<fetcher_script>();
  second->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  self->send(watcher, use_fetcher{spawn_fetcher_double(system, second)});
  beat(first.start + 2s);
  CHECK(second->asked.size() == 1);
}

TEST_CASE_METHOD(window_scene, "grade-delay is taken over while running") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  self->send(watcher, live_settings{log_level::info, 30s});
  beat(first.start);
  settle_all(settlement::up);
  beat(first.end + 29s);
  CHECK(lines_of("window-graded").empty());
  beat(first.end + 30s);
  CHECK(lines_of("window-graded").size() == 1);
}

TEST_CASE_METHOD(window_scene, "what becomes of a window goes to the ledger") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  beat(first.start);
  REQUIRE(book->grades.size() == 1);
  CHECK(book->grades[0].what->status == grade_status::pending);
  REQUIRE(book->coverage.size() == 1);
  CHECK(book->coverage[0].of == first);
  CHECK(book->coverage[0].seen.how == coverage_kind::watched);
  settle_all(settlement::up);
  beat(first.end + 3s);
  CHECK(book->grades.back().what->status == grade_status::final);
  REQUIRE(book->grades.back().in);
  CHECK(book->grades.back().in->slug == first.slug);
  const auto last_of_first =
      std::find_if(book->coverage.rbegin(), book->coverage.rend(),
                   [](const record_coverage& at) { return at.of == first; });
  CHECK(last_of_first->seen.from == first.start);
  CHECK(last_of_first->seen.to == first.end);
}

TEST_CASE_METHOD(window_scene, "a run goes on from what the ledger remembers") {
  remembered_window open;
  open.of = first;
  open.series = btc.name;
  open.coverage = window_coverage{coverage_kind::watched, first.start, first.start, ""};
  grade pending;
  pending.of = first;
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
    return failed(fetch_error_kind::status, asked.from);
  };
  // Two windows later: the first was open when the run before ended, the second was
  // never seen.
  const auto second = next_window(btc, first);
  beat(second.end + 10s);
  beat(second.end + 11s);
  const auto graded = lines_of("window-graded");
  REQUIRE(graded.size() == 2);
  const auto covered_as = [&](const window& of) {
    const auto found =
        std::find_if(book->coverage.rbegin(), book->coverage.rend(),
                     [&](const record_coverage& at) { return at.of == of; });
    return found == book->coverage.rend() ? coverage_kind::missed : found->seen.how;
  };
  CHECK(covered_as(second) == coverage_kind::backfilled);
  CHECK(lines_of("window-opened").size() == 1);
}

TEST_CASE_METHOD(wallet_scene, "late rows of closed books amend the row the ledger has") {
  const auto tell = [&](std::vector<activity_event> rows) {
    self->send(watcher,
               wallet_activity{
                   owner,
                   std::make_shared<const std::vector<activity_event>>(std::move(rows)),
                   {first.start - 48h, first.end + 3h},
                   std::make_shared<const std::vector<doubtful_row>>(),
                   first.end + 3h});
    drain();
  };
  settle_all(settlement::up);
  beat(first.start);
  tell({});
  beat(first.end + 4s);
  REQUIRE(lines_of("window-graded").size() == 1);
  const auto settled =
      std::find_if(book->grades.rbegin(), book->grades.rend(),
                   [](const record_grade& at) { return at.what->of == first; });
  REQUIRE(settled->what->status == grade_status::final);
  const auto late = *settled;
  beat(first.end + 3h);
  activity_event row;
  row.type = activity_type::buy;
  row.wallet = owner.address;
  row.slug = first.slug;
  row.condition_id = condition_id_of(first);
  row.asset = up_token_of(first);
  row.at = first.start + 60s;
  row.size = shares::from_micros(10'000'000);
  row.cash = usdc::from_micros(5'000'000);
  remembered_window closed;
  closed.of = first;
  closed.series = btc.name;
  closed.coverage = window_coverage{coverage_kind::watched, first.start, first.end, ""};
  closed.in = *late.in;
  closed.grades = {*late.what};
  closed.events = {row};
  book->series.windows =
      std::make_shared<const std::vector<remembered_window>>(std::vector{closed});
  tell({row});
  const auto amended = lines_of("grade-corrected");
  REQUIRE(amended.size() == 1);
  CHECK(amended[0].text == "GRADE AMENDED: " + first.slug);
  CHECK(amended[0].rows.back().find("AMENDED | DIRECTIONAL | late rows") !=
        std::string::npos);
}

TEST_CASE_METHOD(wallet_scene,
                 "gamma stuck: CLOB grades, the wallet's redemption confirms") {
  // Field case 8: BUY 10 Up for 4.50, redeemed for 10.
  settle(std::nullopt, std::nullopt, std::nullopt);
  beat(first.start);
  settle(std::nullopt, settlement::up, std::nullopt);
  SECTION("gamma leaves the market open") {}
  SECTION("gamma answers 404") {
    script->answer = [](const fetch_request& asked) {
      return asked.from == host::gamma  ? refused_with(404, host::gamma)
             : asked.from == host::clob ? ok(clob_body(first, settlement::up))
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
    CHECK(line.text.find("stays PENDING") == std::string::npos);
}

TEST_CASE_METHOD(window_scene, "sources that disagree are one warning, and no grade") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  beat(first.start);
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
  beat(first.start);
  settle(settlement::up, std::nullopt, std::nullopt);
  run(3, 20);
  CHECK(last_of_first().status == grade_status::provisional);
  settle(settlement::up, settlement::down, std::nullopt);
  run(20, 60);
  CHECK(last_of_first().status == grade_status::pending);
  REQUIRE(lines_of("grade-corrected").size() == 1);
  CHECK(lines_of("grade-corrected")[0].text == "GRADE WITHDRAWN: " + first.slug);
  CHECK(count(log_level::warn, "sources-disagree") == 1);
}

TEST_CASE_METHOD(window_scene, "what a source brings that is missing is no warning") {
  script->answer = [](const fetch_request&) { return ok(gamma_body(first)); };
  beat(first.start);
  script->answer = [](const fetch_request& asked) {
    return asked.from == host::gamma ? ok(gamma_body(first, settlement::up))
                                     : refused_with(404, asked.from);
  };
  run(3, 200);
  CHECK(count(log_level::warn, "look-failed") <= 1);
  const auto failures = lines_of("look-failed");
  REQUIRE(failures.size() > 3);
  CHECK(failures.back().text.starts_with(first.slug + " graded PROVISIONAL by gamma; "));
}

TEST_CASE_METHOD(window_scene, "a restart knows which source has spoken") {
  remembered_window open;
  open.of = first;
  open.series = btc.name;
  open.coverage = window_coverage{coverage_kind::watched, first.start, first.end, ""};
  grade provisional;
  provisional.of = first;
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
    return asked.from == host::data ? ok(resolution_body(first, settlement::up))
                                    : refused_with(404, asked.from);
  };
  run(60, 70);
  CHECK(last_of_first().status == grade_status::final);
  CHECK(last_of_first().sources.size() == 2);
  CHECK(std::none_of(script->asked.begin(), script->asked.end(),
                     [](const fetch_request& asked) {
                       return asked.path.find(first.slug) != std::string::npos;
                     }));
}
