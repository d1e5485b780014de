// SPDX-License-Identifier: MIT
#include "actors/ledger/store/ledger_store.hpp"
#include "actors/window/grade/recompute.hpp"
#include "actors/window/past_windows.hpp"
#include "actors/window/series/series.hpp"
#include "main/commands/doctor/doctor_grades.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/actors/window/sample_windows.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

#include <memory>
#include <set>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const watched_wallet main_wallet{"main", std::string{"0x"}.append(40, 'a')};

/// A window whose grade has seen the first `seen` of its events: a purchase for $4.00,
/// sold late for $3.60; Down won.
remembered_window window_seen(std::size_t seen) {
  const book rows;
  remembered_window result;
  result.window = {rows.market.slug, rows.market.start, rows.market.end};
  result.series = btc.name;
  result.in = rows.market;
  result.events = {rows.buy_up("10", "0.4"), rows.sell_up("9", "0.4")};
  for (auto& row : result.events)
    row.wallet = main_wallet.address;
  grade recorded;
  recorded.window = result.window;
  recorded.series = btc.name;
  recorded.wallet = main_wallet;
  recorded.status = grade_status::final;
  recorded.winner = settlement::down;
  const std::vector<activity_event> counted(
      result.events.begin(), result.events.begin() + static_cast<std::ptrdiff_t>(seen));
  recorded.figures = account(rows.market, std::nullopt, counted, settlement::down);
  result.grades = {recorded};
  return result;
}

rows_out_of_time late_rows(const window& late_window, std::uint64_t count) {
  return {late_window, main_wallet, count, "SELL 9.0 @ 0.40 for $3.60"};
}

} // namespace

TEST_CASE("recompute: a grade that has not seen a row differs") {
  const auto found = recompute_grades(window_seen(1), {});
  REQUIRE(found.size() == 1);
  CHECK(has_uncounted_rows(found[0]));
  CHECK(to_string(found[0]) ==
        found[0].recorded.window.slug + " main -4.00, events say -0.40");
  CHECK(recompute_grades(window_seen(2), {}).empty());
}

TEST_CASE("recompute: a changed configuration is not a difference") {
  CHECK(recompute_grades(window_seen(2), {price::from_micros(100'000)}).empty());
}

TEST_CASE("recompute: grades that cannot be recomputed are left out") {
  auto rolled_up = window_seen(2);
  rolled_up.events.erase(rolled_up.events.begin());
  CHECK_FALSE(has_all_events(rolled_up, rolled_up.grades[0]));
  CHECK(recompute_grades(rolled_up, {}).empty());
  auto unknown = window_seen(1);
  unknown.in.reset();
  CHECK(recompute_grades(unknown, {}).empty());
  auto pending = window_seen(1);
  pending.grades[0].winner.reset();
  CHECK(recompute_grades(pending, {}).empty());
}

TEST_CASE("recompute: the doctor names what differs and what to do") {
  recomputed_grades found{5'800, recompute_grades(window_seen(1), {})};
  const auto result = check_grades(found, false);
  CHECK(result.verdict == health::doubtful);
  CHECK(result.text == "5,800 of the last 30 days recomputed, 1 differs: " +
                           window_seen(1).window.slug + " main -4.00, events say -0.40");
  CHECK(result.advice == "start the tracker, it regrades it");
  CHECK(check_grades({12, {}}, true) ==
        diagnosis{health::good, "ledger grades",
                  "12 of the last 30 days recomputed, none differs", ""});
}

TEST_CASE("recompute: a ledger's grades are compared with the events it holds") {
  const temporary_directory folder;
  settings effective;
  effective.ledger_file = (folder.path() / "tracker.db").string();
  effective.wallets = {main_wallet};
  effective.watched_series = {btc};
  effective.capture_min_price = price::from_micros(950'000);
  const auto memory = window_seen(1);
  const auto now = memory.window.end + 4h;
  CHECK(std::holds_alternative<ledger_error>(recompute_ledger(effective, now)));
  const auto commit = [&](const activity_event& row) {
    auto opened = ledger_store::open(effective.ledger_file, "0.1.0", now);
    const std::vector<ledger_entry> facts{
        record_events{main_wallet,
                      std::make_shared<const std::vector<activity_event>>(1, row),
                      {memory.window.start - 24h, now},
                      std::make_shared<const std::vector<doubtful_row>>()},
        record_grade{std::make_shared<const grade>(memory.grades[0]),
                     std::make_shared<const market>(*memory.in)}};
    CHECK(std::holds_alternative<std::vector<booked>>(
        std::get<ledger_store>(opened).commit(facts)));
  };
  const auto recomputed = [&](timestamp present) {
    return std::get<recomputed_grades>(recompute_ledger(effective, present));
  };
  commit(memory.events[0]);
  CHECK(recomputed(now).count == 1);
  CHECK(recomputed(now).differences.empty());
  commit(memory.events[1]);
  REQUIRE(recomputed(now).differences.size() == 1);
  CHECK(to_string(recomputed(now).differences[0]) ==
        memory.window.slug + " main -4.00, events say -0.40");
  CHECK(recomputed(now + recompute_span).count == 0);
  // A start regrades no wallet that is not watched.
  effective.wallets[0].address.back() = 'b';
  CHECK(recomputed(now).count == 0);
}

TEST_CASE("past windows: those of late rows first, each once") {
  past_windows past{btc};
  CHECK_FALSE(past.next_request());
  const auto now = from_unix_seconds(1'768'936'500);
  past.begin_check(now, 24h);
  const auto late_window = window_at(btc, now - 72h);
  CHECK(past.add_late_rows(late_rows(late_window, 2)));
  CHECK(past.add_late_rows(late_rows(late_window, 1)));
  const auto asked = past.next_request();
  REQUIRE(asked);
  CHECK(asked->series == btc.name);
  CHECK(asked->slugs == std::vector{late_window.slug});
  CHECK_FALSE(past.next_request());
  CHECK(past.finish_request() ==
        std::map<std::string, std::string>{
            {late_window.slug, "late row: SELL 9.0 @ 0.40 for $3.60 and 1 more"}});
  CHECK_FALSE(past.has_late_rows());
}

TEST_CASE("past windows: the check reads each window of its span once, newest first") {
  past_windows past{btc};
  const auto now = from_unix_seconds(1'768'936'500) + 7min;
  past.begin_check(now, 24h);
  std::vector<std::string> slugs;
  bool failed = false;
  while (const auto asked = past.next_request()) {
    REQUIRE(asked->slugs.size() <= past_windows::batch);
    if (slugs.size() > 40 && !failed) {
      failed = true;
      past.retry_request();
      continue;
    }
    slugs.insert(slugs.end(), asked->slugs.begin(), asked->slugs.end());
    CHECK(past.finish_request().empty());
  }
  CHECK(slugs.front() == window_at(btc, now - 15min).slug);
  CHECK(slugs.size() == past.checked());
  CHECK(slugs.size() >= 96);
  CHECK(slugs.size() <= 98);
  CHECK(std::set<std::string>(slugs.begin(), slugs.end()).size() == slugs.size());
  CHECK_FALSE(past.is_checking());
}

TEST_CASE("past windows: late rows beyond the bound are refused and counted") {
  past_windows past{btc};
  auto late_window = window_at(btc, from_unix_seconds(1'768'936'500));
  for (std::size_t i = 0; i < past_windows::max_late;
       ++i, late_window = next_window(btc, late_window))
    CHECK(past.add_late_rows(late_rows(late_window, 1)));
  CHECK_FALSE(past.add_late_rows(late_rows(late_window, 1)));
  CHECK(past.left_out() == 1);
}
