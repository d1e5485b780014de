// SPDX-License-Identifier: MIT
// The ledger on its own thread, with a real file.
#include "actors/ledger/ledger_actor.hpp"

#include "actors/ledger/store/backup_names.hpp"
#include "main/config/config_caf.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/support/actor_fixture.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>

namespace {

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

struct rig {
  rig() {
    options.started = run_start;
    options.zone = date::locate_zone("America/Los_Angeles");
    options.backups = 0;
    options.keep_events = 0s;
  }
  ~rig() {
    // Whatever a test has left behind ends with this.
    blocker.reset();
    caf::anon_send(ledger, shutdown{});
    caf::anon_send(tee, shutdown{});
    ledger = ledger_actor{};
    tee = log_tee_actor{};
  }
  rig(const rig&) = delete;
  rig& operator=(const rig&) = delete;

  void start() {
    auto store = open_store(path);
    store.connection().setBusyTimeout(0);
    tee = spawn_log_double(system, lines);
    ledger = spawn_ledger(system, std::move(store), options,
                          log_port{tee, "ledger", [] { return run_start; }});
  }

  template <class Answer, class Question>
  auto begin(const Question& question) {
    return self->request(ledger, 20s, question);
  }
  template <class Answer, class Pending>
  Answer finish(Pending&& pending) {
    Answer result;
    pending.receive([&](Answer& answer) { result = std::move(answer); },
                    [&](const caf::error& error) {
                      throw std::runtime_error{"no answer: " + system.render(error)};
                    });
    return result;
  }
  template <class Answer, class Question>
  Answer ask(const Question& question) {
    return finish<Answer>(begin<Answer>(question));
  }
  void current_tick(timestamp now) { ask<tick_handled>(tick{++ticks, {}, now, now}); }

  void send(const ledger_entry& fact) {
    std::visit([&](const auto& what) { caf::anon_send(ledger, what); }, fact);
  }
  events_recorded record(std::vector<activity_event> events) {
    return ask<events_recorded>(std::get<record_events>(events_entry(std::move(events))));
  }

  /// Somebody else holds the file from now on.
  void block() {
    blocker = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE);
    blocker->exec("BEGIN IMMEDIATE");
  }

  /// The lines logged so far. What the ledger logs before an answer is in them.
  std::vector<log_line> log() {
    self->request(tee, 20s, status_request{})
        .receive([](const actor_status&) {}, [](const caf::error&) {});
    return *lines;
  }
  /// The last line of an event; empty: there is none.
  std::string last(const std::string& event) {
    std::string result;
    for (const auto& line : log())
      if (line.event == event)
        result = line.text;
    return result;
  }
  std::size_t count(const std::string& event) {
    const auto all = log();
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(),
                      [&](const log_line& line) { return line.event == event; }));
  }

  temporary_directory folder;
  std::string path = [this] {
    std::filesystem::create_directory(folder.path() / "ledger");
    return (folder.path() / "ledger" / "tracker.db").string();
  }();
  std::unique_ptr<SQLite::Database> blocker;
  ledger_options options;
  captured_log lines = std::make_shared<std::vector<log_line>>();
  std::uint64_t ticks = 0;
  tracker_config config;
  caf::actor_system system{config};
  caf::scoped_actor self{system};
  log_tee_actor tee;
  ledger_actor ledger;
};

TEST_CASE("events are on disk when the ledger answers, and new once") {
  rig at;
  at.start();
  const std::vector events{buy_in(0, 1), buy_in(0, 2)};
  at.send(coverage_entry(0, {coverage_kind::watched, run_start, run_start, ""}));
  CHECK(*at.record(events).fresh == events);
  CHECK(content_of(at.path).windows.front().events == events);
  CHECK(at.record(events).fresh->empty());
}

TEST_CASE("a memory holds what was told before the question") {
  rig at;
  at.start();
  for (int window = 0; window < 3; ++window)
    at.send(grade_entry(grade_of(window), market_number(window)));
  at.send(events_entry({buy_in(1, 1)}, {}, {run_start, run_start + 5s}));
  // Facts and questions of one sender, in its order.
  const auto series = at.ask<series_memory>(recall_series{series_name, run_start, 10});
  at.send(grade_entry(grade_of(3)));
  CHECK(at.ask<wallet_memory>(recall_wallet{main_wallet}).history ==
        history_span{run_start, run_start + 5s});
  REQUIRE(series.windows->size() == 3);
  CHECK((*series.windows)[1].events == std::vector{buy_in(1, 1)});
  CHECK((*series.windows)[1].in == market_number(1));
}

TEST_CASE("the ledger drains: everything is on disk, and the run has ended") {
  rig at;
  at.start();
  at.current_tick(run_start + 10s);
  constexpr int windows = 2000;
  for (int window = 0; window < windows; ++window)
    caf::anon_send(
        at.ledger,
        record_grade{std::make_shared<const grade>(grade_of(window)), nullptr});
  const auto end = at.ask<drained>(shutdown{});
  CHECK(end.handled >= windows + 2);
  CHECK(at.count("drained") == 1);
  CHECK_FALSE(std::filesystem::exists(at.path + "-wal"));
  CHECK(content_of(at.path).windows.size() == windows);
  auto reader = must(ledger_reader::open(at.path));
  CHECK(must(reader.runs(1)).front().ended == run_start + 10s);
}

TEST_CASE("while the file takes nothing, facts and answers wait; then nothing is lost") {
  rig at;
  at.start();
  at.current_tick(run_start);
  at.block();
  auto recording =
      at.begin<events_recorded>(std::get<record_events>(events_entry({buy_in(0, 1)})));
  caf::anon_send(at.ledger,
                 record_grade{std::make_shared<const grade>(grade_of(0)), nullptr});
  auto recalling = at.begin<wallet_memory>(recall_wallet{main_wallet});
  for (int second = 1; second <= 130; ++second)
    at.current_tick(run_start + std::chrono::seconds{second});
  // At once, after a minute, after two.
  CHECK(at.count("ledger-waits") == 3);
  const auto status = at.ask<actor_status>(status_request{});
  CHECK(status.held == 3);
  CHECK(status.summary.find("waits (busy)") != std::string::npos);
  CHECK(content_of(at.path).windows.empty());

  at.blocker.reset();
  at.current_tick(run_start + 131s);
  CHECK(at.finish<events_recorded>(std::move(recording)).fresh->size() == 1);
  CHECK(at.finish<wallet_memory>(std::move(recalling)).history.has_value());
  CHECK(at.count("ledger-recovered") == 1);
  CHECK(at.last("ledger-recovered").find("nothing was lost") != std::string::npos);
  CHECK(at.ask<actor_status>(status_request{}).held == 0);
  CHECK(content_of(at.path).windows.front().grades == std::vector{grade_of(0)});
}

TEST_CASE("a ledger that drains while the file takes nothing goes on trying") {
  rig at;
  at.start();
  at.block();
  at.send(grade_entry(grade_of(0)));
  auto draining = at.begin<drained>(shutdown{});
  CHECK(at.ask<actor_status>(status_request{}).held == 1);
  at.blocker.reset();
  at.finish<drained>(std::move(draining));
  CHECK(content_of(at.path).windows.size() == 1);
}

TEST_CASE("beyond the limit facts are merged or refused, and counted") {
  rig at;
  at.options.queue_limit = 2;
  at.start();
  at.block();
  at.send(grade_entry(grade_of(0)));
  at.send(grade_entry(grade_of(1)));
  at.ask<actor_status>(status_request{});
  at.send(grade_entry(grade_of(0, grade_status::provisional, 1)));
  at.send(grade_entry(grade_of(2)));
  at.send(grade_entry(grade_of(3)));
  at.send(events_entry({buy_in(0, 1)}));
  const auto status = at.ask<actor_status>(status_request{});
  CHECK(status.held == 3);
  CHECK(status.summary.find("1 merged, 2 refused") != std::string::npos);
  CHECK(at.count("ledger-refuses") == 1);
  at.blocker.reset();
  at.current_tick(run_start);
  CHECK(at.last("ledger-recovered").find("2 facts were refused") != std::string::npos);
  const auto found = content_of(at.path);
  REQUIRE(found.windows.size() == 2);
  CHECK(found.windows[0].grades.front().revision == 1);
  CHECK(found.windows[0].events.size() == 1);
}

TEST_CASE("a ledger whose tables are not its own ends with an error") {
  rig at;
  at.start();
  SQLite::Database{at.path, SQLite::OPEN_READWRITE}.exec("DROP TABLE events");
  at.self->monitor(at.ledger);
  at.send(events_entry({buy_in(0, 1)}));
  bool failed = false;
  at.self->receive(
      [&](const caf::down_msg& down) { failed = static_cast<bool>(down.reason); });
  CHECK(failed);
  CHECK(at.count("ledger-failed") == 1);
}

TEST_CASE("beats bring backups, and the oldest go") {
  rig at;
  at.options.backups = 2;
  at.options.backup_interval = 1h;
  at.start();
  at.record({buy_in(0, 1)});
  auto now = run_start;
  for (int hour = 0; hour < 4; ++hour, now += 1h)
    for (int second = 0; second < 5; ++second)
      at.current_tick(now + std::chrono::seconds{second});
  CHECK(at.count("backup-made") == 4);
  const auto backups = list_backups(at.path);
  CHECK(backups == std::vector{backup_name(at.path, run_start + 2h),
                               backup_name(at.path, run_start + 3h)});
  CHECK(content_of(backups.back()) == content_of(at.path));
}

TEST_CASE("beats roll up old events") {
  rig at;
  at.options.keep_events = 24h;
  at.start();
  at.send(grade_entry(grade_of(0, grade_status::final, 1), market_number(0)));
  at.record({buy_in(0, 1), buy_in(1, 2)});
  at.current_tick(run_start + 1h);
  CHECK(content_of(at.path).windows.front().events.size() == 1);
  // A clock that is years ahead makes no event old.
  at.current_tick(run_start + 24h * 730);
  CHECK(content_of(at.path).windows.front().events.size() == 1);
  at.ask<events_recorded>(
      std::get<record_events>(events_entry({}, {}, {run_start, run_start + 72h})));
  at.current_tick(run_start + 72h);
  at.current_tick(run_start + 73h);
  CHECK(content_of(at.path).windows.front().events.empty());
  CHECK(content_of(at.path).windows.front().grades.size() == 1);
  CHECK(at.count("events-rolled-up") == 1);
}

TEST_CASE("the totals are said when a winner is known, over restarts and midnight") {
  rig at;
  // 13:00 in Los Angeles; an earlier run graded a window of this day.
  auto earlier = grade_of(-8, grade_status::final, 1);
  earlier.figures.kind = trade_kind::arb;
  earlier.figures.pnl = usdc::from_micros(1'000'000);
  must(open_store(at.path).commit(std::vector{grade_entry(earlier)}));
  at.start();
  at.current_tick(run_start);
  auto mine = grade_of(0);
  at.send(grade_entry(mine));
  at.ask<actor_status>(status_request{});
  CHECK(at.count("totals") == 0);
  mine = grade_of(0, grade_status::provisional, 1);
  mine.figures.kind = trade_kind::arb;
  mine.figures.pnl = usdc::from_micros(-400'000);
  at.send(grade_entry(mine));
  // Two wallets of one window: the totals are written once, with the next tick.
  auto other = mine;
  other.wallet = {"other", std::string{"0x"}.append(40, 'f')};
  other.figures.pnl = usdc{};
  at.send(grade_entry(other));
  at.ask<actor_status>(status_request{});
  CHECK(at.count("totals") == 0);
  at.current_tick(run_start + 1s);
  at.current_tick(run_start + 2s);
  const auto all = at.log();
  std::vector<std::string> texts;
  for (const auto& line : all)
    if (line.event == "totals")
      texts.push_back(line.text);
  REQUIRE(texts.size() == 2);
  CHECK(texts[0].find("today") != std::string::npos);
  CHECK(texts[0].find("+$0.60") != std::string::npos);
  CHECK(texts[1].find("session") != std::string::npos);
  CHECK(texts[1].find("-$0.40") != std::string::npos);
}

/// Takes the ledger's file away while it is open.
struct removal {
  const char* name;
  void (*remove)(const std::string& path);
};

const removal removals[] = {
    {"deleted", [](const std::string& path) { std::filesystem::remove(path); }},
    {"renamed",
     [](const std::string& path) { std::filesystem::rename(path, path + ".old"); }},
    {"replaced",
     [](const std::string& path) {
       std::filesystem::copy_file(path, path + ".copy");
       std::filesystem::rename(path + ".copy", path);
     }},
    {"with its folder",
     [](const std::string& path) {
       std::filesystem::remove_all(std::filesystem::path{path}.parent_path());
     }},
};

/// The actor has ended with an error that says what is not stored.
void check_ended(rig& at, const std::string& not_stored) {
  std::string reason;
  at.self->receive(
      [&](const caf::down_msg& down) { reason = at.system.render(down.reason); },
      caf::after(20s) >> [&] { reason = "it still runs"; });
  CHECK(reason.find("while the tracker was running") != std::string::npos);
  CHECK(reason.find("not stored: " + not_stored) != std::string::npos);
  CHECK(at.count("ledger-failed") == 1);
  CHECK(at.last("ledger-failed").find("not stored: " + not_stored) != std::string::npos);
  CHECK(at.count("drained") == 0);
  for (const auto& line : at.log())
    if (line.event == "ledger-failed")
      CHECK(line.level == log_level::error);
}

TEST_CASE("a ledger whose file goes away notices it by ticks within ten seconds") {
  for (const auto& [name, remove] : removals) {
    INFO(name);
    rig at;
    at.start();
    at.current_tick(run_start);
    at.record({buy_in(0, 1)});
    at.self->monitor(at.ledger);
    remove(at.path);
    at.current_tick(run_start + 9s);
    CHECK(at.count("ledger-failed") == 0);
    at.current_tick(run_start + 10s);
    check_ended(at, "nothing");
  }
}

TEST_CASE("facts for a file that went away are not answered, and named") {
  for (const auto& [name, remove] : removals) {
    INFO(name);
    rig at;
    at.start();
    at.current_tick(run_start);
    at.self->monitor(at.ledger);
    remove(at.path);
    at.send(grade_entry(grade_of(0)));
    check_ended(at, "1 grade (" + grade_of(0).of.slug + ")");
    CHECK_THROWS(at.record({buy_in(0, 1)}));
  }
}

TEST_CASE("a drain of a file that went away is not answered by drained") {
  for (const auto& [name, remove] : removals) {
    INFO(name);
    rig at;
    at.start();
    at.current_tick(run_start);
    at.self->monitor(at.ledger);
    remove(at.path);
    CHECK_THROWS(at.ask<drained>(shutdown{}));
    check_ended(at, "nothing");
  }
}

TEST_CASE("a file that went away is noticed while the disk is full or busy") {
  rig at;
  at.start();
  at.current_tick(run_start);
  at.block();
  at.send(grade_entry(grade_of(0)));
  at.self->monitor(at.ledger);
  std::filesystem::remove(at.path);
  at.current_tick(run_start + 10s);
  check_ended(at, "1 grade (");
}

} // namespace
