// SPDX-License-Identifier: MIT
#include "actors/ledger/store/schema.hpp"
#include "tests/support/catch.hpp"
#include "tests/system/support/simulated_truth.hpp"
#include "tests/system/support/small_disk.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <fstream>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

run_options run_with_ledger(std::filesystem::path ledger) {
  run_options options;
  auto& rules = options.platform.rules;
  rules.window_length = 2s;
  rules.wallets.count = 2;
  rules.wallets.trading_begin = options.platform.now();
  rules.wallets.idle_percent = 0;
  options.settings = follow_all(rules);
  for (const auto* setting : {"http.data-api=v2", "clock.interval=200ms",
                              "tracker.poll-interval=500ms", "tracker.grade-delay=200ms"})
    options.settings.emplace_back(setting);
  options.ledger = std::move(ledger);
  return options;
}

/// Writes a ledger by a run.
void write_ledger(const std::filesystem::path& file) {
  tracker_run run{run_with_ledger(file)};
  REQUIRE(run.wait_for("NEW WINDOW", 30s));
  REQUIRE(run.stop() == 0);
}

/// A start on this file ends with 2 and names `reason`, and the file is unchanged.
void check_refused(const std::filesystem::path& file, const std::string& reason) {
  const auto content = read_file(file);
  tracker_run run{run_with_ledger(file)};
  CHECK(run.tracker().wait(20s) == 2);
  const auto complaint = run.tracker().text(stream::err);
  INFO(complaint);
  CHECK(complaint.find(reason) != std::string::npos);
  CHECK(complaint.find(file.string()) != std::string::npos);
  CHECK(read_file(file) == content);
}

} // namespace

TEST_CASE("a disk that is full for a while: grading continues and nothing is lost") {
  // Room for the log of pages that the ledger keeps until a checkpoint (about 4 MiB).
  const small_disk disk{"size=16m"};
  if (!disk.is_mounted())
    return;
  tracker_run run{run_with_ledger(disk.path() / "tracker.db")};
  REQUIRE(run.wait_for("WINDOW GRADED", 60s));
  const auto first = next_windows(run.rules(), std::chrono::system_clock::now(), 1);
  disk.fill();
  REQUIRE(run.wait_for("the ledger cannot be written (full)", 60s));
  // It continues: windows open and are graded while the disk is full.
  const auto next = next_windows(run.rules(), std::chrono::system_clock::now(), 2);
  for (const auto& market : markets_of(run.rules(), next)) {
    CHECK(run.wait_for("NEW WINDOW: " + market.slug, 30s));
    CHECK(run.wait_for("WINDOW GRADED: " + market.slug, 30s));
  }
  CHECK_FALSE(run.wait_for("the ledger is written again", 0s));
  disk.free();
  CHECK(run.wait_for("the ledger is written again", 30s));
  const stretch all{first.start, next.end};
  CHECK(wait_until_settled(run, all, 240s));
  CHECK(run.stop() == 0);
  check_grades(run, all);
  check_events(run, all);
}

TEST_CASE("a ledger on a read-only disk ends with 2") {
  const small_disk disk{"size=2m"};
  if (!disk.is_mounted())
    return;
  disk.make_read_only();
  tracker_run run{run_with_ledger(disk.path() / "tracker.db")};
  CHECK(run.tracker().wait(20s) == 2);
  const auto complaint = run.tracker().text(stream::err);
  INFO(complaint);
  CHECK(complaint.find((disk.path() / "tracker.db").string()) != std::string::npos);
}

TEST_CASE("a damaged ledger ends with 2 and stays as it is") {
  const temporary_directory folder;
  const auto file = folder.path() / "tracker.db";
  write_ledger(file);
  const auto sound = read_file(file);
  for (const std::size_t offset : {std::size_t{0}, std::size_t{100}, sound.size() / 2}) {
    INFO("garbage from byte " << offset);
    auto damaged = sound;
    for (auto i = offset; i < std::min(offset + 4096, damaged.size()); ++i)
      damaged[i] = '\x5a';
    std::ofstream{file, std::ios::binary} << damaged;
    check_refused(file, "the file was left as it is");
  }
}

TEST_CASE("a file that is not a ledger ends the start with 2 and stays as it is") {
  const temporary_directory folder;
  const auto file = folder.path() / "tracker.db";
  std::ofstream{file} << "Dear diary, today BTC went up.\n";
  check_refused(file, "the file was left as it is");
}

TEST_CASE("a ledger of a newer program ends with 2 and stays as it is") {
  const temporary_directory folder;
  const auto file = folder.path() / "tracker.db";
  write_ledger(file);
  {
    SQLite::Database opened{file.string(), SQLite::OPEN_READWRITE};
    opened.exec("PRAGMA user_version = " + std::to_string(ledger_version + 1));
  }
  check_refused(file, "written by a newer program");
}
