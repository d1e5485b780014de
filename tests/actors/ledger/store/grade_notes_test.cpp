// SPDX-License-Identifier: MIT
// The effect of the platform's figures on recorded grades when they are read.
#include "actors/ledger/report/report_columns.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/ledger/running_totals.hpp"
#include "actors/window/grade/accounting.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <date/tz.h>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

/// Two final grades of a UTC day, and one of the next.
struct noted_ledger {
  temporary_directory folder;
  ledger_store store{open_store((folder.path() / "tracker.db").string())};
  const timestamp day = day_of(window_number(0).start);

  noted_ledger() {
    for (const std::int64_t number : {0, 1, 96})
      must(store.commit(std::vector<ledger_entry>{
          events_entry({buy_in(number, static_cast<std::uint64_t>(number) + 1)}),
          grade_entry(final_grade(number), market_number(number))}));
  }

  static grade final_grade(std::int64_t number) {
    grade result;
    result.window = window_number(number);
    result.series = series_name;
    result.wallet = main_wallet;
    result.status = grade_status::final;
    result.winner = settlement::up;
    result.figures =
        account(market_number(number), std::nullopt,
                {buy_in(number, static_cast<std::uint64_t>(number) + 1)}, settlement::up);
    return result;
  }

  void prove(std::uint64_t platform_fills, std::vector<std::string> missing = {},
             const std::string& accepted = "") {
    day_proof proof;
    proof.wallet = main_wallet;
    proof.day = day;
    proof.ours.fills = 2;
    proof.platform.fills = platform_fills;
    proof.missing = std::move(missing);
    proof.accepted = accepted;
    must(store.commit(std::vector<ledger_entry>{
        record_proof{std::make_shared<const day_proof>(proof)}}));
  }

  std::vector<grade> grades(report_filter filter = {}) const {
    std::vector<grade> result;
    auto reader = must(ledger_reader::open(store.path()));
    REQUIRE_FALSE(
        reader.each_grade(filter, [&](const grade& row) { result.push_back(row); }));
    return result;
  }
  std::vector<grade_status> statuses() {
    std::vector<grade_status> result;
    for (const auto& row : grades())
      result.push_back(row.status);
    // The outlines have the same statuses.
    for (const auto detail : {outline_detail::sums, outline_detail::with_cost}) {
      std::vector<grade_status> outlined;
      auto reader = must(ledger_reader::open(store.path()));
      REQUIRE_FALSE(reader.each_outline(
          {}, detail, [&](const grade_outline& row) { outlined.push_back(row.status); }));
      CHECK(outlined == result);
    }
    check_view();
    check_totals();
    check_shown();
    return result;
  }

  /// Checks that the view has the statuses and reasons of the reports.
  void check_view() const {
    SQLite::Database file{store.path(), SQLite::OPEN_READONLY};
    SQLite::Statement rows{file, "SELECT status, reason FROM v_grades ORDER BY \"end\""};
    for (const auto& row : grades()) {
      REQUIRE(rows.executeStep());
      CHECK(rows.getColumn(0).getString() == to_string(row.status));
      CHECK(rows.getColumn(1).getString() == row.reason);
    }
    CHECK_FALSE(rows.executeStep());
  }

  /// Checks that the blocks of the log show the grades of the reports.
  void check_shown() {
    const auto stored = must(store.recall_grades(day, day + 48h)).grades;
    CHECK(*must(store.show(*stored)).grades == grades());
  }

  /// Checks that the totals of a running tracker are those of the reports.
  void check_totals() {
    const auto stored = must(store.recall_grades(day, day + 48h)).grades;
    totals reported;
    for (const auto& row : grades())
      reported.add(row);
    running_totals running{day, *date::locate_zone("UTC")};
    for (const auto& row : *stored)
      running.book(std::nullopt, row);
    const auto lines = running.take_lines([&](const time_bounds& span) {
      return std::optional{must(store.count_not_final(span.begin, span.end))};
    });
    REQUIRE(lines.size() == 2);
    CHECK(lines.back() == totals_line("session", reported));
  }
};

constexpr auto final_status = grade_status::final;
constexpr auto lowered_status = grade_status::provisional;

} // namespace

TEST_CASE("notes: no window of a day that lacks unnamed fills is final", "[ledger]") {
  noted_ledger scene;
  CHECK(scene.statuses() == std::vector{final_status, final_status, final_status});
  scene.prove(3);
  CHECK(scene.statuses() == std::vector{lowered_status, lowered_status, final_status});
  CHECK(scene.grades().front().reason ==
        "the platform counts 1 more fill on " +
            scene.store.connection()
                .execAndGet("SELECT date(day_s, 'unixepoch') FROM proofs")
                .getString());
  report_filter only_final;
  only_final.statuses = {final_status};
  CHECK(scene.grades(only_final).size() == 1);
  only_final.statuses = {lowered_status};
  CHECK(scene.grades(only_final).size() == 2);
  auto reader = must(ledger_reader::open(scene.store.path()));
  CHECK(must(reader.find(window_number(0).slug))->grades.front().status ==
        lowered_status);
  // The window actors recall the status that they recorded.
  recall_windows asked{series_name, {window_number(0).slug}};
  CHECK(must(scene.store.recall(asked)).windows->front().grades.front().status ==
        final_status);
  SECTION("the fill was found") {
    scene.prove(2);
    CHECK(scene.statuses() == std::vector{final_status, final_status, final_status});
  }
  SECTION("the difference is accepted") {
    scene.prove(3, {}, "theirs");
    CHECK(scene.statuses() == std::vector{final_status, final_status, final_status});
  }
  SECTION("the platform counts fewer") {
    scene.prove(1);
    CHECK(scene.statuses() == std::vector{final_status, final_status, final_status});
  }
}

TEST_CASE("notes: a ledger with the views of an earlier build gets those of this one",
          "[ledger]") {
  noted_ledger scene;
  scene.prove(3);
  scene.store.connection().exec("DROP VIEW v_grades; CREATE VIEW v_grades AS SELECT "
                                "'FINAL' AS status, '' AS reason, 0 AS \"end\"");
  { auto reopened = open_store(scene.store.path()); }
  CHECK(scene.statuses() == std::vector{lowered_status, lowered_status, final_status});
}

TEST_CASE("notes: named fills lower their windows alone, also one of the next day",
          "[ledger]") {
  noted_ledger scene;
  scene.prove(4, {window_number(1).slug, window_number(96).slug});
  CHECK(scene.statuses() == std::vector{final_status, lowered_status, lowered_status});
  CHECK(scene.grades().back().reason.find("are missing in the ledger") !=
        std::string::npos);
  // A fill of a market without a window.
  scene.prove(3, {"will-it-rain"});
  CHECK(scene.statuses() == std::vector{final_status, final_status, final_status});
}

TEST_CASE("notes: maker rebates are unknown until the day's payment is attributed",
          "[ledger]") {
  noted_ledger scene;
  const auto rebates = [&] {
    std::vector<std::optional<usdc>> result;
    auto reader = must(ledger_reader::open(scene.store.path()));
    REQUIRE_FALSE(reader.each_row(
        {}, [&](const grade_row& row) { result.push_back(row.maker_rebates); }));
    return result;
  };
  CHECK(rebates() == std::vector<std::optional<usdc>>(3));
  day_proof proof;
  proof.wallet = main_wallet;
  proof.day = scene.day + day_length;
  proof.ours.income.maker_rebates = usdc::from_micros(1'500'000);
  const auto record = [&](std::shared_ptr<const std::vector<market_rebate>> paid) {
    must(scene.store.commit(std::vector<ledger_entry>{
        record_proof{std::make_shared<const day_proof>(proof), nullptr, paid}}));
  };
  record(nullptr);
  // The platform has not attributed the payment yet.
  CHECK(rebates() == std::vector<std::optional<usdc>>(3));
  proof.attributed = attributed_rebates{usdc::from_micros(1'200'000), 2};
  record(std::make_shared<const std::vector<market_rebate>>(
      std::vector<market_rebate>{{condition_of(1), usdc::from_micros(1'000'000)},
                                 {hash_of(77), usdc::from_micros(200'000)}}));
  const std::vector<std::optional<usdc>> known{usdc{}, usdc::from_micros(1'000'000),
                                               std::nullopt};
  CHECK(rebates() == known);
  // Stored again, it is not doubled; a proof without rebates keeps them.
  record(std::make_shared<const std::vector<market_rebate>>(
      std::vector<market_rebate>{{condition_of(1), usdc::from_micros(1'000'000)}}));
  record(nullptr);
  CHECK(rebates() == known);
  auto reader = must(ledger_reader::open(scene.store.path()));
  REQUIRE_FALSE(reader.each_row({}, [&](const grade_row& row) {
    if (row.graded.window.slug != window_number(1).slug)
      return;
    const auto cells = grade_row_cells(grade_columns(), row);
    CHECK(cells.back().text ==
          to_string(row.graded.figures.pnl + usdc::from_micros(1'000'000)));
  }));
}

TEST_CASE("notes: the role of a fill is stored with it and read back", "[ledger]") {
  noted_ledger scene;
  const auto memory = must(scene.store.recall(recall_day{main_wallet, scene.day}));
  REQUIRE(memory.fills->size() == 2);
  CHECK(memory.settled ==
        std::vector<std::string>{window_number(0).slug, window_number(1).slug});
  day_proof proof;
  proof.wallet = main_wallet;
  proof.day = scene.day;
  must(scene.store.commit(std::vector<ledger_entry>{record_proof{
      std::make_shared<const day_proof>(proof),
      std::make_shared<const std::vector<observed_fill>>(
          std::vector<observed_fill>{{memory.fills->front(), observed_role::taker}})}}));
  // Booked again, the row keeps its role.
  must(scene.store.commit(std::vector<ledger_entry>{events_entry({buy_in(0, 1)})}));
  auto reader = must(ledger_reader::open(scene.store.path()));
  CHECK(must(reader.find(window_number(0).slug))->events.front().role ==
        observed_role::taker);
  CHECK(must(reader.find(window_number(1).slug))->events.front().role ==
        observed_role::none);
  CHECK(scene.store.connection()
            .execAndGet("SELECT role FROM v_events WHERE role IS NOT NULL")
            .getString() == "taker");
}

TEST_CASE("notes: ended, traded windows are due for their positions once", "[ledger]") {
  noted_ledger scene;
  const auto end = window_number(1).end;
  must(scene.store.commit(std::vector<ledger_entry>{
      events_entry({buy_in(1, 2)}, {}, {run_start, end + 10min})}));
  const auto due = [&](timestamp before, timestamp checked_before = {}) {
    std::vector<std::string> slugs;
    const recall_positions asked{main_wallet, scene.day, before, checked_before, 3, 10};
    const auto memory = must(scene.store.recall(asked));
    for (const auto& row : *memory.due)
      slugs.push_back(row.slug);
    return slugs;
  };
  using slugs = std::vector<std::string>;
  CHECK(due(window_number(0).end - 1s) == slugs{});
  CHECK(due(window_number(0).end) == slugs{window_number(0).slug});
  // The activity is not known to the end of the third window.
  CHECK(due(end + 48h) == slugs{window_number(0).slug, window_number(1).slug});
  position_check check;
  check.wallet = main_wallet;
  check.slug = window_number(0).slug;
  check.ours = {shares::from_micros(10'000'000), {}};
  check.platform_up = check.ours.up;
  check.checked_at = end;
  check.checks = 1;
  const auto record = [&] {
    must(scene.store.commit(std::vector<ledger_entry>{
        record_position{std::make_shared<const position_check>(check)}}));
  };
  record();
  CHECK(due(end + 48h, end + 1h) == slugs{window_number(1).slug});
  check.platform_up.reset();
  record();
  CHECK(due(end + 48h, end - 1s) == slugs{window_number(1).slug});
  CHECK(due(end + 48h, end + 1h) == slugs{window_number(0).slug, window_number(1).slug});
  check.checks = 3;
  record();
  CHECK(due(end + 48h, end + 1h) == slugs{window_number(1).slug});
  auto reader = must(ledger_reader::open(scene.store.path()));
  const auto notes = must(reader.notes(window_number(0).slug));
  REQUIRE(notes.size() == 1);
  CHECK(notes.front().position == check);
  CHECK(scene.grades().front().reason.find("the platform says UP none") !=
        std::string::npos);
  CHECK(scene.grades().front().status == final_status);
}
