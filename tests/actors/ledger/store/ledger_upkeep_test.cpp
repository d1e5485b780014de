// SPDX-License-Identifier: MIT
// Backups of a ledger that is written to, and room made without changing a figure.
#include "actors/ledger/ledger_upkeep.hpp"
#include "actors/ledger/store/backup_names.hpp"
#include "actors/ledger/store/ledger_backup.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"

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

struct rig {
  temporary_directory folder;
  std::string path = (folder.path() / "tracker.db").string();
  ledger_store store = open_store(path);

  void commit(const std::vector<ledger_entry>& entries) { must(store.commit(entries)); }
  void roll_up(timestamp horizon) {
    while (!must(store.roll_up(horizon, 1)).complete) {
    }
  }
};

ledger_entry many_events(std::uint64_t from, std::uint64_t count) {
  std::vector<activity_event> events;
  for (auto number = from; number < from + count; ++number)
    events.push_back(buy_in(static_cast<std::int64_t>(number % 7), number));
  return events_entry(std::move(events));
}

TEST_CASE("after a clock that was ahead the next backup is not waited for") {
  rig at;
  ledger_upkeep upkeep{{1h, 5, 0s}};
  const auto back_up = [&](timestamp now) {
    std::size_t made = 0;
    for (int step = 0; step < 3; ++step)
      made += upkeep.advance(at.store, now + std::chrono::seconds{step}).size();
    return made;
  };
  CHECK(back_up(run_start + 24h * 730) == 1);
  CHECK(back_up(run_start) == 0);
  CHECK(back_up(run_start + 15min) == 1);
}

TEST_CASE("a backup made while the ledger is written to is the ledger at its last step") {
  rig at;
  at.commit({many_events(0, 2000), grade_entry(grade_of(0))});
  auto copy = must(ledger_backup::begin(at.store.connection(), at.path, run_start));
  std::uint64_t written = 2000;
  int steps = 0;
  while (!must(copy.step(10))) {
    ++steps;
    CHECK_FALSE(fs::exists(copy.name()));
    at.commit({many_events(written, 20)});
    written += 20;
  }
  CHECK(steps > 3);
  CHECK(copy.name() == backup_name(at.path, run_start));
  CHECK(content_of(copy.name()) == content_of(at.path));
  CHECK((fs::status(copy.name()).permissions() & fs::perms::all) ==
        (fs::perms::owner_read | fs::perms::owner_write));

  // Restored as the message says: copied over the file.
  at.store = open_store((at.folder.path() / "another.db").string());
  fs::remove(at.path + "-wal");
  fs::remove(at.path + "-shm");
  const auto before = content_of(copy.name());
  fs::copy_file(copy.name(), at.path, fs::copy_options::overwrite_existing);
  at.store = open_store(at.path);
  CHECK(content_of(at.path) == before);
  at.commit({many_events(written, 20)});
}

TEST_CASE("a backup that is given up leaves nothing") {
  rig at;
  at.commit({many_events(0, 2000)});
  {
    auto copy = must(ledger_backup::begin(at.store.connection(), at.path, run_start));
    CHECK_FALSE(must(copy.step(1)));
  }
  CHECK(list_backups(at.path).empty());
  CHECK_FALSE(fs::exists(at.path + ".backup-unfinished"));
}

TEST_CASE("what a crash left of a backup does not stop the next one") {
  rig at;
  std::ofstream{at.path + ".backup-unfinished"} << "rubbish";
  auto copy = must(ledger_backup::begin(at.store.connection(), at.path, run_start));
  CHECK(must(copy.step(100'000)));
  CHECK(content_of(copy.name()) == content_of(at.path));
}

TEST_CASE("a backup that can not be made is said, and tried again later") {
  rig at;
  ledger_upkeep upkeep{{1h, 3, 0s}};
  fs::create_directory(at.path + ".backup-unfinished");
  std::ofstream{at.path + ".backup-unfinished/file"} << "in the way";
  auto notices = upkeep.advance(at.store, run_start);
  REQUIRE(notices.size() == 1);
  CHECK(notices.front().problem);
  CHECK(upkeep.advance(at.store, run_start + 1min).empty());
  fs::remove_all(at.path + ".backup-unfinished");
  upkeep.advance(at.store, run_start + 15min);
  notices = upkeep.advance(at.store, run_start + 15min + 1s);
  REQUIRE(notices.size() == 1);
  CHECK(notices.front().event == "backup-made");
}

TEST_CASE("raw events go when they are old, settled and not before") {
  rig at;
  const auto horizon = run_start + 24h * 3;
  at.commit({grade_entry(grade_of(0, grade_status::final, 1), market_number(0)),
             grade_entry(grade_of(1, grade_status::provisional, 1)),
             coverage_entry(2, {coverage_kind::watched, run_start, run_start, ""}),
             grade_entry(grade_of(400, grade_status::final, 1)),
             events_entry({buy_in(0, 1), buy_in(1, 2), buy_in(2, 3), buy_in(400, 4)})});
  // One that is in no window of ours.
  auto foreign = buy_in(0, 9);
  foreign.slug = "will-it-rain";
  foreign.condition_id = hash_of(77);
  at.commit({events_entry({foreign})});

  at.roll_up(horizon);
  const auto found = content_of(at.path);
  REQUIRE(found.windows.size() == 4);
  CHECK(found.windows[0].events.empty());
  CHECK(found.windows[0].grades == std::vector{grade_of(0, grade_status::final, 1)});
  CHECK(found.windows[0].in == market_number(0));
  CHECK(found.windows[1].events.size() == 1);
  CHECK(found.windows[2].events.size() == 1);
  CHECK(found.windows[3].events.size() == 1);
  SQLite::Database shell{at.path, SQLite::OPEN_READONLY};
  CHECK(shell.execAndGet("SELECT COUNT(*) FROM events").getInt() == 3);

  // Settled at last.
  at.commit({grade_entry(grade_of(1, grade_status::final, 2))});
  at.roll_up(horizon);
  CHECK(content_of(at.path).windows[1].events.empty());
}

TEST_CASE("an old row of the account that comes again is not counted again") {
  rig at;
  const auto old = reward_at(run_start, 100);
  const auto young = reward_at(run_start + 48h, 7);
  at.commit({events_entry({old, young})});
  at.roll_up(run_start + 24h);
  const auto before = content_of(at.path).account;
  REQUIRE(before.size() == 2);
  CHECK(before[0].cash == old.cash);
  CHECK(before[0].events == 1);
  const auto again = must(at.store.commit(std::vector{events_entry({old, young})}));
  CHECK(again.front().fresh->empty());
  at.roll_up(run_start + 24h);
  CHECK(content_of(at.path).account == before);
}

/// Sums of the account's rows by wallet, type and quarter of an hour: what every report
/// of them is made of.
std::map<std::string, std::int64_t> account_sums(const std::string& path) {
  std::map<std::string, std::int64_t> sums;
  for (const auto& row : content_of(path).account)
    sums[fmt::format("{} {} {} {}", row.wallet.address, to_string(row.type),
                     row.platform_type, to_unix_seconds(row.time) / 900)] +=
        row.cash.micros();
  return sums;
}

TEST_CASE("no roll-up changes what the account's rows come to") {
  CHECK(rc::check("sums", [] {
    rig at;
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
      const auto answers = must(at.store.commit(std::vector{events_entry(events)}));
      for (const auto& one : *answers.front().fresh)
        total += one.cash.micros();
      const auto before = account_sums(at.path);
      horizon += std::chrono::seconds{*rc::gen::inRange(0, 9000)};
      at.roll_up(horizon);
      RC_ASSERT(account_sums(at.path) == before);
    }
    std::int64_t sum = 0;
    for (const auto& [what, cash] : account_sums(at.path))
      sum += cash;
    RC_ASSERT(sum == total);
  }));
}

} // namespace
