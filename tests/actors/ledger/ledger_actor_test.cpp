// SPDX-License-Identifier: MIT
// The ledger on its own thread, with a real file.
#include "actors/ledger/store/ledger_backup.hpp"
#include "tests/actors/ledger/ledger_rig.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace {

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

TEST_CASE("events are on disk when the ledger answers, and new once") {
  ledger_rig fixture;
  fixture.start();
  const std::vector events{buy_in(0, 1), buy_in(0, 2)};
  fixture.send(coverage_entry(0, {coverage_kind::watched, run_start, run_start, ""}));
  CHECK(*fixture.record(events).fresh == events);
  CHECK(content_of(fixture.path).windows.front().events == events);
  CHECK(fixture.record(events).fresh->empty());
}

TEST_CASE("a recall contains the facts sent before it") {
  ledger_rig fixture;
  fixture.start();
  for (int window = 0; window < 3; ++window)
    fixture.send(grade_entry(grade_of(window), market_number(window)));
  fixture.send(events_entry({buy_in(1, 1)}, {}, {run_start, run_start + 5s}));
  // Facts and queries of one sender arrive in order.
  const auto series =
      fixture.ask<series_memory>(recall_series{series_name, run_start, 10});
  fixture.send(grade_entry(grade_of(3)));
  CHECK(fixture.ask<wallet_memory>(recall_wallet{main_wallet}).history ==
        history_span{run_start, run_start + 5s});
  REQUIRE(series.windows->size() == 3);
  CHECK((*series.windows)[1].events == std::vector{buy_in(1, 1)});
  CHECK((*series.windows)[1].in == market_number(1));
}

TEST_CASE("the ledger drains: everything is on disk, and the run has ended") {
  ledger_rig fixture;
  fixture.start();
  fixture.send_tick(run_start + 10s);
  constexpr int windows = 2000;
  for (int window = 0; window < windows; ++window)
    caf::anon_send(
        fixture.ledger,
        record_grade{std::make_shared<const grade>(grade_of(window)), nullptr});
  const auto end = fixture.ask<drained>(shutdown{});
  CHECK(end.handled >= windows + 2);
  CHECK(fixture.count("drained") == 1);
  CHECK_FALSE(std::filesystem::exists(fixture.path + "-wal"));
  CHECK(content_of(fixture.path).windows.size() == windows);
  auto reader = must(ledger_reader::open(fixture.path));
  CHECK(must(reader.runs(1)).front().ended == run_start + 10s);
}

TEST_CASE(
    "while the file cannot be written, facts and answers wait and nothing is lost") {
  ledger_rig fixture;
  fixture.start();
  fixture.send_tick(run_start);
  fixture.block();
  auto recording = fixture.begin<events_recorded>(
      std::get<record_events>(events_entry({buy_in(0, 1)})));
  caf::anon_send(fixture.ledger,
                 record_grade{std::make_shared<const grade>(grade_of(0)), nullptr});
  auto recalling = fixture.begin<wallet_memory>(recall_wallet{main_wallet});
  for (int second = 1; second <= 130; ++second)
    fixture.send_tick(run_start + std::chrono::seconds{second});
  // At once, after a minute, after two.
  CHECK(fixture.count("ledger-waits") == 3);
  const auto status = fixture.ask<actor_status>(status_request{});
  CHECK(status.held == 3);
  CHECK(status.summary.find("waits (busy)") != std::string::npos);
  CHECK(content_of(fixture.path).windows.empty());

  fixture.blocker.reset();
  fixture.send_tick(run_start + 131s);
  CHECK(fixture.finish<events_recorded>(std::move(recording)).fresh->size() == 1);
  CHECK(fixture.finish<wallet_memory>(std::move(recalling)).history.has_value());
  CHECK(fixture.count("ledger-recovered") == 1);
  CHECK(fixture.last("ledger-recovered").find("nothing was lost") != std::string::npos);
  CHECK(fixture.ask<actor_status>(status_request{}).held == 0);
  CHECK(content_of(fixture.path).windows.front().grades == std::vector{grade_of(0)});
}

TEST_CASE("a ledger that drains while the file cannot be written retries") {
  ledger_rig fixture;
  fixture.start();
  fixture.block();
  fixture.send(grade_entry(grade_of(0)));
  auto draining = fixture.begin<drained>(shutdown{});
  CHECK(fixture.ask<actor_status>(status_request{}).held == 1);
  fixture.blocker.reset();
  fixture.finish<drained>(std::move(draining));
  CHECK(content_of(fixture.path).windows.size() == 1);
}

TEST_CASE("beyond the limit facts are merged or refused, and counted") {
  ledger_rig fixture;
  fixture.options.queue_limit = 2;
  fixture.start();
  fixture.block();
  fixture.send(grade_entry(grade_of(0)));
  fixture.send(grade_entry(grade_of(1)));
  fixture.ask<actor_status>(status_request{});
  fixture.send(grade_entry(grade_of(0, grade_status::provisional, 1)));
  fixture.send(grade_entry(grade_of(2)));
  fixture.send(grade_entry(grade_of(3)));
  fixture.send(events_entry({buy_in(0, 1)}));
  const auto status = fixture.ask<actor_status>(status_request{});
  CHECK(status.held == 3);
  CHECK(status.summary.find("1 merged, 2 refused") != std::string::npos);
  CHECK(fixture.count("ledger-refuses") == 1);
  fixture.blocker.reset();
  fixture.send_tick(run_start);
  CHECK(fixture.last("ledger-recovered").find("2 facts were refused") !=
        std::string::npos);
  const auto found = content_of(fixture.path);
  REQUIRE(found.windows.size() == 2);
  CHECK(found.windows[0].grades.front().revision == 1);
  CHECK(found.windows[0].events.size() == 1);
}

TEST_CASE("a ledger with foreign tables ends with an error") {
  ledger_rig fixture;
  fixture.start();
  SQLite::Database{fixture.path, SQLite::OPEN_READWRITE}.exec("DROP TABLE events");
  fixture.self->monitor(fixture.ledger);
  fixture.send(events_entry({buy_in(0, 1)}));
  bool failed = false;
  fixture.self->receive(
      [&](const caf::down_msg& down) { failed = static_cast<bool>(down.reason); });
  CHECK(failed);
  CHECK(fixture.count("ledger-failed") == 1);
}

TEST_CASE("ticks make backups and remove the oldest") {
  ledger_rig fixture;
  fixture.options.backups = 2;
  fixture.options.backup_interval = 1h;
  fixture.start();
  fixture.record({buy_in(0, 1)});
  auto now = run_start;
  for (int hour = 0; hour < 4; ++hour, now += 1h)
    for (int second = 0; second < 5; ++second)
      fixture.send_tick(now + std::chrono::seconds{second});
  CHECK(fixture.count("backup-made") == 4);
  const auto backups = list_backups(fixture.path);
  CHECK(backups == std::vector{backup_name(fixture.path, run_start + 2h),
                               backup_name(fixture.path, run_start + 3h)});
  CHECK(content_of(backups.back()) == content_of(fixture.path));
}

TEST_CASE("ticks roll up old events") {
  ledger_rig fixture;
  fixture.options.keep_events = 24h;
  fixture.start();
  fixture.send(grade_entry(grade_of(0, grade_status::final, 1), market_number(0)));
  fixture.record({buy_in(0, 1), buy_in(1, 2)});
  fixture.send_tick(run_start + 1h);
  CHECK(content_of(fixture.path).windows.front().events.size() == 1);
  // A clock that is years ahead does not age events.
  fixture.send_tick(run_start + 24h * 730);
  CHECK(content_of(fixture.path).windows.front().events.size() == 1);
  fixture.ask<events_recorded>(
      std::get<record_events>(events_entry({}, {}, {run_start, run_start + 72h})));
  fixture.send_tick(run_start + 72h);
  fixture.send_tick(run_start + 73h);
  CHECK(content_of(fixture.path).windows.front().events.empty());
  CHECK(content_of(fixture.path).windows.front().grades.size() == 1);
  CHECK(fixture.count("events-rolled-up") == 1);
}

TEST_CASE("the totals are logged when a winner is known, across restarts and midnight") {
  ledger_rig fixture;
  // 13:00 in Los Angeles; an earlier run graded a window of this day.
  auto earlier = grade_of(-8, grade_status::final, 1);
  earlier.figures.kind = trade_kind::arb;
  earlier.figures.pnl = usdc::from_micros(1'000'000);
  must(open_store(fixture.path).commit(std::vector{grade_entry(earlier)}));
  fixture.start();
  fixture.send_tick(run_start);
  auto mine = grade_of(0);
  fixture.send(grade_entry(mine));
  fixture.ask<actor_status>(status_request{});
  CHECK(fixture.count("totals") == 0);
  mine = grade_of(0, grade_status::provisional, 1);
  mine.figures.kind = trade_kind::arb;
  mine.figures.pnl = usdc::from_micros(-400'000);
  fixture.send(grade_entry(mine));
  // Two wallets of one window: the totals are written once, with the next tick.
  auto other = mine;
  other.wallet = {"other", std::string{"0x"}.append(40, 'f')};
  other.figures.pnl = usdc{};
  fixture.send(grade_entry(other));
  fixture.ask<actor_status>(status_request{});
  CHECK(fixture.count("totals") == 0);
  fixture.send_tick(run_start + 1s);
  fixture.send_tick(run_start + 2s);
  const auto all = fixture.log();
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

/// Removes the ledger file while it is open.
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

/// The actor ended with an error that names the facts not stored.
void check_ended(ledger_rig& fixture, const std::string& not_stored) {
  std::string reason;
  fixture.self->receive(
      [&](const caf::down_msg& down) { reason = fixture.system.render(down.reason); },
      caf::after(20s) >> [&] { reason = "it still runs"; });
  CHECK(reason.find("while the tracker was running") != std::string::npos);
  CHECK(reason.find("not stored: " + not_stored) != std::string::npos);
  CHECK(fixture.count("ledger-failed") == 1);
  CHECK(fixture.last("ledger-failed").find("not stored: " + not_stored) !=
        std::string::npos);
  CHECK(fixture.count("drained") == 0);
  for (const auto& line : fixture.log())
    if (line.event == "ledger-failed")
      CHECK(line.level == log_level::error);
}

TEST_CASE("a ledger notices by ticks within ten seconds that its file was removed") {
  for (const auto& [name, remove] : removals) {
    INFO(name);
    ledger_rig fixture;
    fixture.start();
    fixture.send_tick(run_start);
    fixture.record({buy_in(0, 1)});
    fixture.self->monitor(fixture.ledger);
    remove(fixture.path);
    fixture.send_tick(run_start + 9s);
    CHECK(fixture.count("ledger-failed") == 0);
    fixture.send_tick(run_start + 10s);
    check_ended(fixture, "nothing");
  }
}

TEST_CASE("facts for a removed file are not answered but named in the error") {
  for (const auto& [name, remove] : removals) {
    INFO(name);
    ledger_rig fixture;
    fixture.start();
    fixture.send_tick(run_start);
    fixture.self->monitor(fixture.ledger);
    remove(fixture.path);
    fixture.send(grade_entry(grade_of(0)));
    check_ended(fixture, "1 grade (" + grade_of(0).window.slug + ")");
    CHECK_THROWS(fixture.record({buy_in(0, 1)}));
  }
}

TEST_CASE("a drain with a removed file is not answered by drained") {
  for (const auto& [name, remove] : removals) {
    INFO(name);
    ledger_rig fixture;
    fixture.start();
    fixture.send_tick(run_start);
    fixture.self->monitor(fixture.ledger);
    remove(fixture.path);
    CHECK_THROWS(fixture.ask<drained>(shutdown{}));
    check_ended(fixture, "nothing");
  }
}

TEST_CASE("a removed file is noticed while the disk is full or busy") {
  ledger_rig fixture;
  fixture.start();
  fixture.send_tick(run_start);
  fixture.block();
  fixture.send(grade_entry(grade_of(0)));
  fixture.self->monitor(fixture.ledger);
  std::filesystem::remove(fixture.path);
  fixture.send_tick(run_start + 10s);
  check_ended(fixture, "1 grade (");
}

} // namespace
