// SPDX-License-Identifier: MIT
// Backup, check and restore of a ledger, and the return to an older program.
#include "actors/ledger/store/ledger_check.hpp"
#include "actors/ledger/store/ledger_copy.hpp"
#include "actors/ledger/store/ledger_digest.hpp"
#include "actors/ledger/store/schema.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/support/older_ledger.hpp"

#include <filesystem>
#include <fstream>
#include <string>

using namespace tracker;
using namespace tracker::test;

namespace {

namespace fs = std::filesystem;

const timestamp now = from_unix_seconds(first_start_s + 86'400);

/// Twenty windows with a buy and a final grade each.
void fill(ledger_store& store) {
  std::vector<ledger_entry> entries;
  for (std::int64_t number = 0; number < 20; ++number) {
    entries.push_back(events_entry({buy_in(number, static_cast<std::uint64_t>(number))}));
    entries.push_back(
        grade_entry(grade_of(number, grade_status::final, 1), market_number(number)));
  }
  must(store.commit(entries));
}

void damage(const std::string& path) {
  std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
  file.seekp(static_cast<std::streamoff>(fs::file_size(path) / 2));
  file << std::string(8192, 'x');
}

std::string problem_of(const checked_ledger& checked, const std::string& part) {
  for (const auto& each : checked.parts)
    if (each.name == part)
      return each.problem;
  return "no such part";
}

void execute(const std::string& path, const std::string& sql) {
  SQLite::Database{path, SQLite::OPEN_READWRITE}.exec(sql);
}

void set_version(const std::string& path, int version) {
  execute(path, "PRAGMA user_version = " + std::to_string(version));
}

} // namespace

TEST_CASE("ledger copy: a backup of an open ledger is complete") {
  store_rig rig;
  fill(*rig.store);
  const auto target = rig.path + ".copy";
  CHECK(must(back_up_ledger(rig.path, target)) > 0);
  CHECK(must(digest_of(target)).sha256 == must(digest_of(rig.path)).sha256);
  CHECK((fs::status(target).permissions() & fs::perms::all) ==
        (fs::perms::owner_read | fs::perms::owner_write));
  CHECK_FALSE(fs::exists(target + ".unfinished"));
  // The tracker continues to write.
  rig.commit({grade_entry(grade_of(50))});

  const auto refused = error_of(back_up_ledger(rig.path, target));
  CHECK(says(refused, "exists already"));
  CHECK(error_of(back_up_ledger(rig.path + ".nothing", rig.path + ".other")).kind ==
        ledger_error_kind::absent);
}

TEST_CASE("ledger copy: a damaged ledger has no backup") {
  store_rig rig;
  fill(*rig.store);
  rig.store.reset();
  damage(rig.path);
  const auto target = rig.path + ".copy";
  CHECK(error_of(back_up_ledger(rig.path, target)).kind == ledger_error_kind::corrupt);
  CHECK_FALSE(fs::exists(target));
  CHECK_FALSE(fs::exists(target + ".unfinished"));
}

TEST_CASE("ledger copy: restore replaces a damaged ledger and keeps it") {
  store_rig rig;
  fill(*rig.store);
  const auto backup = rig.path + ".copy";
  must(back_up_ledger(rig.path, backup));
  const auto digest = must(digest_of(backup)).sha256;
  rig.store.reset();
  damage(rig.path);
  std::ofstream{rig.path + "-wal"} << "an old log";

  const auto restored = must(restore_ledger(backup, rig.path, now));
  CHECK(restored.version == ledger_version);
  CHECK(restored.kept_as == rig.path + ".replaced-20260121T191500Z");
  CHECK(fs::exists(restored.kept_as));
  CHECK(fs::exists(restored.kept_as + "-wal"));
  CHECK_FALSE(fs::exists(rig.path + "-wal"));
  CHECK(must(digest_of(rig.path)).sha256 == digest);
  CHECK(must(check_ledger(rig.path)).is_sound());
  CHECK(fs::exists(backup));
}

TEST_CASE("ledger copy: restore refuses an unsound backup and changes nothing") {
  store_rig rig;
  fill(*rig.store);
  const auto backup = rig.path + ".copy";
  must(back_up_ledger(rig.path, backup));
  rig.store.reset();
  const auto digest = must(digest_of(rig.path)).sha256;
  CHECK(says(error_of(restore_ledger(rig.path, rig.path, now)), "the ledger itself"));
  CHECK(error_of(restore_ledger(rig.path + ".nothing", rig.path, now)).kind ==
        ledger_error_kind::absent);
  damage(backup);
  CHECK(error_of(restore_ledger(backup, rig.path, now)).kind ==
        ledger_error_kind::corrupt);
  CHECK(must(digest_of(rig.path)).sha256 == digest);
  CHECK_FALSE(fs::exists(rig.path + ".replaced-20260121T191500Z"));
  CHECK_FALSE(fs::exists(rig.path + ".unfinished"));
}

TEST_CASE("ledger copy: a missing ledger is restored") {
  store_rig rig;
  fill(*rig.store);
  const auto backup = rig.path + ".copy";
  must(back_up_ledger(rig.path, backup));
  rig.store.reset();
  fs::remove(rig.path);
  CHECK(must(restore_ledger(backup, rig.path, now)).kept_as.empty());
  CHECK(must(check_ledger(rig.path)).is_sound());
}

TEST_CASE("ledger check: a sound ledger has no fault, and faults of grades are named") {
  store_rig rig;
  fill(*rig.store);
  const auto sound = must(check_ledger(rig.path));
  CHECK(sound.is_sound());
  CHECK(sound.parts.size() == 6);
  CHECK(sound.grades == 20);
  CHECK(sound.windows == 20);
  CHECK(sound.events == 20);
  rig.store.reset();
  const auto first = window_number(0).slug;
  SECTION("sums") {
    execute(rig.path, "UPDATE grades SET pnl = pnl + 1 WHERE end_s = (SELECT min(end_s) "
                      "FROM grades)");
    const auto checked = must(check_ledger(rig.path));
    CHECK_FALSE(checked.is_sound());
    CHECK(problem_of(checked, "sums of the grades") ==
          "1 grade, the first one of " + first);
    CHECK_FALSE(problem_of(checked, "outlines that reports read").empty());
    CHECK(problem_of(checked, "winners of the grades").empty());
  }
  SECTION("winner") {
    execute(rig.path, "UPDATE grades SET winner = NULL");
    CHECK(problem_of(must(check_ledger(rig.path)), "winners of the grades") ==
          "20 grades, the first one of " + first);
  }
  SECTION("settled") {
    execute(rig.path, "UPDATE windows SET settled = 0");
    CHECK_FALSE(problem_of(must(check_ledger(rig.path)), "settled windows").empty());
  }
  SECTION("references") {
    SQLite::Database file{rig.path, SQLite::OPEN_READWRITE};
    file.exec("PRAGMA foreign_keys = OFF; UPDATE grades SET series_id = 99 WHERE end_s = "
              "(SELECT min(end_s) FROM grades)");
    CHECK(problem_of(must(check_ledger(rig.path)), "references between tables") ==
          "1 of grades");
  }
}

TEST_CASE("ledger copy: a migration keeps the older ledger, which can be restored") {
  store_rig rig;
  fill(*rig.store);
  rig.store.reset();
  make_version_1(rig.path);
  CHECK(read_ledger_version(rig.path) == 1);
  rig.reopen();
  const auto kept = version_backup_name(rig.path, 1);
  CHECK(kept == rig.path + ".version-1");
  CHECK(read_ledger_version(kept) == 1);
  const auto older = must(check_ledger(kept, file_state::complete));
  CHECK(older.is_sound());
  CHECK(older.version == 1);
  CHECK(older.grades == 20);
  rig.store.reset();
  CHECK(read_ledger_version(rig.path) == ledger_version);

  // A ledger of a newer program stands for one of this program, and this program for
  // one of version 1.
  set_version(rig.path, ledger_version + 1);
  const auto refused = error_of(ledger_store::open(rig.path, "0.1.0", run_start));
  CHECK(refused.kind == ledger_error_kind::newer);
  CHECK(says(refused, "performance_tracker ledger restore '" + kept + "'"));
  CHECK(says(error_of(ledger_reader::open(rig.path)), kept));
  CHECK(must(restore_ledger(kept, rig.path, now)).version == 1);
  rig.reopen();
  CHECK(must(check_ledger(rig.path)).grades == 20);
}

TEST_CASE("ledger copy: the youngest backup that fits is found") {
  store_rig rig;
  fill(*rig.store);
  CHECK_FALSE(find_fitting_backup(rig.path));
  const auto older = rig.path + ".backup-20260101T000000Z";
  const auto newer = rig.path + ".backup-20260102T000000Z";
  const auto newest = rig.path + ".backup-20260103T000000Z";
  const auto time = fs::file_time_type::clock::now();
  for (const auto& path : {older, newer, newest})
    must(back_up_ledger(rig.path, path));
  set_version(newest, ledger_version + 1);
  fs::last_write_time(older, time - std::chrono::hours{48});
  fs::last_write_time(newer, time - std::chrono::hours{24});
  std::ofstream{version_backup_name(rig.path, 1)} << "not a ledger";
  CHECK(find_fitting_backup(rig.path) == newer);
}
