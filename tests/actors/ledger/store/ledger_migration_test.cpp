// SPDX-License-Identifier: MIT
// A file of an older version: migrated by the store, refused by the reader.
#include "actors/ledger/sql/column_forms.hpp"
#include "actors/ledger/store/schema.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/support/older_ledger.hpp"

#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;

namespace {

std::vector<ledger_entry> some_grades(const std::vector<source_report>& sources = {}) {
  std::vector<ledger_entry> result;
  for (std::int64_t number = 0; number < 20; ++number) {
    auto graded = grade_of(
        number, number % 5 == 0 ? grade_status::pending : grade_status::final, 1);
    graded.strategy = number % 2 == 0 ? "scalp" : "";
    if (number % 5 == 0)
      graded.winner.reset();
    graded.figures.pnl = usdc::from_micros(number * 1'000'003 - 7'000'000);
    graded.figures.up.cost = usdc::from_micros(number * 13);
    graded.figures.down.proceeds = usdc::from_micros(number * 17);
    graded.figures.fills = static_cast<std::uint64_t>(number);
    graded.sources = sources;
    result.push_back(grade_entry(graded));
  }
  return result;
}

std::vector<grade> grades_in(const std::string& path) {
  auto reader = must(ledger_reader::open(path));
  return grades_of(reader, {});
}

std::vector<grade_outline> outlines_in(const std::string& path) {
  auto reader = must(ledger_reader::open(path));
  return outlines_of(reader, {}, outline_detail::all);
}

} // namespace

TEST_CASE("a ledger of version 1 migrates to this version with every figure") {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.db").string();
  {
    auto store = open_store(path);
    must(store.commit(some_grades()));
  }
  const auto grades = grades_in(path);
  const auto outlines = outlines_in(path);
  REQUIRE(grades.size() == 20);
  make_version_1(path);

  const auto refused = error_of(ledger_reader::open(path));
  CHECK(refused.kind == ledger_error_kind::older);
  CHECK(refused.text.find("version 1") != std::string::npos);
  CHECK(refused.text.find("when it starts") != std::string::npos);

  {
    auto store = open_store(path);
    CHECK(grades_in(path) == grades);
    CHECK(outlines_in(path) == outlines);
    // New rows have the same form as migrated ones.
    must(store.commit(some_grades()));
  }
  CHECK(grades_in(path) == grades);
  CHECK(outlines_in(path) == outlines);
  SQLite::Database file{path, SQLite::OPEN_READONLY};
  CHECK(file.execAndGet("PRAGMA user_version").getInt() == ledger_version);
  CHECK(file.execAndGet("PRAGMA integrity_check").getString() == "ok");
}

TEST_CASE("grades of a ledger without sources have none and accept later ones") {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.db").string();
  const std::vector<source_report> known{
      {winner_source::gamma, settlement::up, run_start, {}},
      {winner_source::resolutions, settlement::up, run_start + std::chrono::seconds{2},
       "CHAINLINK"}};
  {
    auto store = open_store(path);
    must(store.commit(some_grades(known)));
    must(store.commit(std::vector<ledger_entry>{
        grade_entry(grade_of(1, grade_status::final, 1), market_number(1))}));
  }
  make_version_1(path);
  auto store = open_store(path);
  for (const auto& row : grades_in(path))
    CHECK(row.sources.empty());
  // A reader reads the snapshot of when it was opened.
  const auto found = [&] {
    auto reader = must(ledger_reader::open(path));
    return must(reader.find(window_number(1).slug)).value();
  };
  CHECK(found().in == market_number(1));
  auto described = market_number(1);
  described.up_index = 1;
  auto graded = grade_of(1, grade_status::final, 1);
  graded.sources = known;
  must(store.commit(std::vector<ledger_entry>{grade_entry(graded, described)}));
  CHECK(found().in == described);
  CHECK(found().grades.at(0).sources == known);
}

TEST_CASE("a damaged source is skipped, the others are read") {
  const std::vector<source_report> known{
      {winner_source::clob, settlement::split, run_start, {}},
      {winner_source::redemption, settlement::down, run_start, {}}};
  CHECK(read_sources(sources_text(known)) == known);
  CHECK(sources_text({}).empty());
  CHECK(read_sources("").empty());
  CHECK(read_sources("oracle UP 1;" + sources_text(known) + ";gamma;gamma UP 1x") ==
        known);
}

TEST_CASE("a damaged outline is an error, not a figure") {
  const temporary_directory folder;
  const auto path = (folder.path() / "tracker.db").string();
  {
    auto store = open_store(path);
    must(store.commit(some_grades()));
  }
  SQLite::Database{path, SQLite::OPEN_READWRITE}.exec(
      "UPDATE grades SET outline = x'80' WHERE end_s = (SELECT max(end_s) FROM grades)");
  auto reader = must(ledger_reader::open(path));
  const auto failed =
      reader.each_outline({}, outline_detail::sums, [](const grade_outline&) {});
  REQUIRE(failed);
  CHECK(failed->kind == ledger_error_kind::corrupt);
  CHECK(failed->text.find("outline") != std::string::npos);
}
