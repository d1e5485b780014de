// SPDX-License-Identifier: MIT
// Backups during writes, and roll-ups that change no figure.
#include "actors/ledger/ledger_upkeep.hpp"
#include "actors/ledger/store/ledger_backup.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

namespace {

namespace fs = std::filesystem;
using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

void roll_up(store_rig& fixture, timestamp horizon) {
  while (!must(fixture.store->roll_up(horizon, 1)).complete) {
  }
}

ledger_entry many_events(std::uint64_t first, std::uint64_t count) {
  std::vector<activity_event> events;
  for (auto number = first; number < first + count; ++number)
    events.push_back(buy_in(static_cast<std::int64_t>(number % 7), number));
  return events_entry(std::move(events));
}

TEST_CASE("a backup is not delayed by a clock that was ahead") {
  store_rig fixture;
  ledger_upkeep upkeep{{1h, 5, 0s}};
  const auto back_up = [&](timestamp now) {
    std::size_t made = 0;
    for (int step = 0; step < 3; ++step)
      made += upkeep.advance(*fixture.store, now + std::chrono::seconds{step}).size();
    return made;
  };
  CHECK(back_up(run_start + 24h * 730) == 1);
  CHECK(back_up(run_start) == 0);
  CHECK(back_up(run_start + 15min) == 1);
}

TEST_CASE("a backup made during writes is the ledger as of its last step") {
  store_rig fixture;
  fixture.commit({many_events(0, 2000), grade_entry(grade_of(0))});
  auto copy =
      must(ledger_backup::begin(fixture.store->connection(), fixture.path, run_start));
  std::uint64_t written = 2000;
  int steps = 0;
  while (!must(copy.step(10))) {
    ++steps;
    CHECK_FALSE(fs::exists(copy.name()));
    fixture.commit({many_events(written, 20)});
    written += 20;
  }
  CHECK(steps > 3);
  CHECK(copy.name() == backup_name(fixture.path, run_start));
  CHECK(content_of(copy.name()) == content_of(fixture.path));
  CHECK((fs::status(copy.name()).permissions() & fs::perms::all) ==
        (fs::perms::owner_read | fs::perms::owner_write));

  // Restore as the error text describes: copy over the file.
  fixture.store = open_store((fixture.folder.path() / "another.db").string());
  fs::remove(fixture.path + "-wal");
  fs::remove(fixture.path + "-shm");
  const auto content = content_of(copy.name());
  fs::copy_file(copy.name(), fixture.path, fs::copy_options::overwrite_existing);
  fixture.store = open_store(fixture.path);
  CHECK(content_of(fixture.path) == content);
  fixture.commit({many_events(written, 20)});
}

TEST_CASE("an abandoned backup leaves no file") {
  store_rig fixture;
  fixture.commit({many_events(0, 2000)});
  {
    auto copy =
        must(ledger_backup::begin(fixture.store->connection(), fixture.path, run_start));
    CHECK_FALSE(must(copy.step(1)));
  }
  CHECK(list_backups(fixture.path).empty());
  CHECK_FALSE(fs::exists(fixture.path + ".backup-unfinished"));
}

TEST_CASE("the remains of a crashed backup do not stop the next one") {
  store_rig fixture;
  std::ofstream{fixture.path + ".backup-unfinished"} << "rubbish";
  auto copy =
      must(ledger_backup::begin(fixture.store->connection(), fixture.path, run_start));
  CHECK(must(copy.step(100'000)));
  CHECK(content_of(copy.name()) == content_of(fixture.path));
}

TEST_CASE("a failed backup is reported and retried later") {
  store_rig fixture;
  ledger_upkeep upkeep{{1h, 3, 0s}};
  fs::create_directory(fixture.path + ".backup-unfinished");
  std::ofstream{fixture.path + ".backup-unfinished/file"} << "in the way";
  auto notices = upkeep.advance(*fixture.store, run_start);
  REQUIRE(notices.size() == 1);
  CHECK(notices.front().problem);
  CHECK(upkeep.advance(*fixture.store, run_start + 1min).empty());
  fs::remove_all(fixture.path + ".backup-unfinished");
  upkeep.advance(*fixture.store, run_start + 15min);
  notices = upkeep.advance(*fixture.store, run_start + 15min + 1s);
  REQUIRE(notices.size() == 1);
  CHECK(notices.front().event == "backup-made");
}

TEST_CASE("raw events are removed when they are old and settled, not before") {
  store_rig fixture;
  const auto horizon = run_start + 24h * 3;
  fixture.commit(
      {grade_entry(grade_of(0, grade_status::final, 1), market_number(0)),
       grade_entry(grade_of(1, grade_status::provisional, 1)),
       coverage_entry(2, {coverage_kind::watched, run_start, run_start, ""}),
       grade_entry(grade_of(400, grade_status::final, 1)),
       events_entry({buy_in(0, 1), buy_in(1, 2), buy_in(2, 3), buy_in(400, 4)})});
  // An event outside every recorded window.
  auto foreign = buy_in(0, 9);
  foreign.slug = "will-it-rain";
  foreign.condition_id = hash_of(77);
  fixture.commit({events_entry({foreign})});

  roll_up(fixture, horizon);
  const auto found = content_of(fixture.path);
  REQUIRE(found.windows.size() == 4);
  CHECK(found.windows[0].events.empty());
  CHECK(found.windows[0].grades == std::vector{grade_of(0, grade_status::final, 1)});
  CHECK(found.windows[0].in == market_number(0));
  CHECK(found.windows[1].events.size() == 1);
  CHECK(found.windows[2].events.size() == 1);
  CHECK(found.windows[3].events.size() == 1);
  SQLite::Database shell{fixture.path, SQLite::OPEN_READONLY};
  CHECK(shell.execAndGet("SELECT COUNT(*) FROM events").getInt() == 3);

  // The window is settled now.
  fixture.commit({grade_entry(grade_of(1, grade_status::final, 2))});
  roll_up(fixture, horizon);
  CHECK(content_of(fixture.path).windows[1].events.empty());
}

TEST_CASE("an old account row that arrives again is not counted again") {
  store_rig fixture;
  const auto old = reward_at(run_start, 100);
  const auto young = reward_at(run_start + 48h, 7);
  fixture.commit({events_entry({old, young})});
  roll_up(fixture, run_start + 24h);
  const auto accounts = content_of(fixture.path).account;
  REQUIRE(accounts.size() == 2);
  CHECK(accounts[0].cash == old.cash);
  CHECK(accounts[0].events == 1);
  const auto answers =
      must(fixture.store->commit(std::vector{events_entry({old, young})}));
  CHECK(answers.front().fresh->empty());
  roll_up(fixture, run_start + 24h);
  CHECK(content_of(fixture.path).account == accounts);
}

/// Sums of the account rows by wallet, type and quarter of an hour.
std::map<std::string, std::int64_t> account_sums(const std::string& path) {
  std::map<std::string, std::int64_t> sums;
  for (const auto& row : content_of(path).account)
    sums[fmt::format("{} {} {} {}", row.wallet.address, to_string(row.type),
                     row.platform_type, to_unix_seconds(row.time) / 900)] +=
        row.cash.micros();
  return sums;
}

TEST_CASE("a roll-up does not change the sums of the account rows") {
  CHECK(rc::check("sums", [] {
    store_rig fixture;
    auto horizon = run_start;
    const auto steps = *rc::gen::inRange(1, 6);
    std::int64_t total = 0;
    for (int step = 0; step < steps; ++step) {
      std::vector<activity_event> events;
      const auto count = *rc::gen::inRange<std::size_t>(0, 20);
      for (std::size_t i = 0; i < count; ++i) {
        auto event = reward_at(horizon + std::chrono::seconds{*rc::gen::inRange(0, 9000)},
                               *rc::gen::inRange(-50, 50));
        event.type = *rc::gen::element(activity_type::reward, activity_type::other);
        event.transaction = hash_of(*rc::gen::arbitrary<std::uint64_t>());
        events.push_back(event);
      }
      const auto answers = must(fixture.store->commit(std::vector{events_entry(events)}));
      for (const auto& event : *answers.front().fresh)
        total += event.cash.micros();
      const auto sums = account_sums(fixture.path);
      horizon += std::chrono::seconds{*rc::gen::inRange(0, 9000)};
      roll_up(fixture, horizon);
      RC_ASSERT(account_sums(fixture.path) == sums);
    }
    std::int64_t sum = 0;
    for (const auto& [key, cash] : account_sums(fixture.path))
      sum += cash;
    RC_ASSERT(sum == total);
  }));
}

} // namespace
