// SPDX-License-Identifier: MIT
// Rows that reach the ledger after the grade of their window.
#include "actors/window/decode/market_decoder.hpp"
#include "tests/actors/window/window_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::window_rig;
using namespace std::chrono_literals;

namespace {

/// A window of three hours ago, graded FINAL when one purchase of it was known; a sale
/// and a redemption reached the ledger later.
struct late_scene : wallet_scene {
  const timestamp now = first.end + 3h;
  remembered_window past = graded_with_one_row();

  static activity_event row_of(activity_type type, std::int64_t size, std::int64_t cash) {
    activity_event row;
    row.type = type;
    row.wallet = owner.address;
    row.slug = first.slug;
    row.condition_id = condition_id_of(first);
    row.asset = up_token_of(first);
    row.time = first.start + 60s;
    row.size = shares::from_micros(size);
    row.cash = usdc::from_micros(cash);
    row.at_price = price::from_micros(400'000);
    row.quoted = row.cash;
    row.transaction = std::string{"0x"}.append(64, 'f');
    return row;
  }
  static activity_event sale() {
    return row_of(activity_type::sell, 9'000'000, 3'600'000);
  }
  static activity_event redemption() {
    return row_of(activity_type::redeem, 1'000'000, 0);
  }

  static remembered_window graded_with_one_row() {
    remembered_window result;
    result.window = first;
    result.series = btc.name;
    result.coverage = window_coverage{coverage_kind::watched, first.start, first.end, ""};
    const auto read = decode_window_market(gamma_body(first, settlement::down), first);
    result.in = std::get<market>(read);
    result.events = {row_of(activity_type::buy, 10'000'000, 4'000'000)};
    grade_book books{btc, {owner}, {}};
    books.open(first, first.start);
    books.set_market(*result.in, first.start);
    books.add_activity(news(result.events), first.end + 70s);
    const auto made =
        books.resolve(*result.in,
                      {{winner_source::gamma, settlement::down, first.end + 70s, {}},
                       {winner_source::clob, settlement::down, first.end + 70s, {}}},
                      first.end + 70s);
    result.grades = {std::get<grade_made>(made.back()).graded};
    return result;
  }
  static wallet_activity news(std::vector<activity_event> rows) {
    return {owner,
            std::make_shared<const std::vector<activity_event>>(std::move(rows)),
            {first.start - 48h, first.end + 4h},
            std::make_shared<const std::vector<doubtful_row>>(),
            first.end + 4h};
  }
  void tell(std::vector<activity_event> rows) {
    self->send(watcher, news(std::move(rows)));
    drain();
  }
  /// Makes the ledger recall the window with these late rows.
  void remember(std::vector<activity_event> late_rows) {
    past.events.insert(past.events.end(), late_rows.begin(), late_rows.end());
    book->past[first.slug] = past;
  }
  const grade* amended() const {
    const auto found =
        std::find_if(book->grades.rbegin(), book->grades.rend(),
                     [](const record_grade& fact) { return fact.what->window == first; });
    return found == book->grades.rend() ? nullptr : found->what.get();
  }
  void restart() {
    window seen;
    seen = window_at(btc, now - 15min);
    book->series.last_seen = seen;
  }
};

} // namespace

TEST_CASE_METHOD(late_scene,
                 "late rows of an old window amend its grade during the run") {
  REQUIRE(past.grades[0].status == grade_status::final);
  REQUIRE(past.grades[0].figures.pnl == usdc::from_micros(-4'000'000));
  send_tick(now);
  remember({sale(), redemption()});
  tell({sale(), redemption()});
  REQUIRE(amended());
  CHECK(amended()->status == grade_status::amended);
  CHECK(amended()->figures.pnl == usdc::from_micros(-400'000));
  CHECK(amended()->reason.find("late row: SELL 9.000000") == 0);
  CHECK(amended()->reason.find("and 1 more") != std::string::npos);
  CHECK(amended()->revision == past.grades[0].revision + 1);
  REQUIRE(lines_of("grade-corrected").size() == 1);
  CHECK(lines_of("grade-corrected")[0].text.starts_with("GRADE AMENDED: " + first.slug));
  // Its books are closed again at the next tick.
  send_tick(now + 1s);
  const auto status = ask<actor_status>(watcher, status_request{});
  CHECK(status.summary.find("books of 1 windows, 0 rows") != std::string::npos);
}

TEST_CASE_METHOD(late_scene,
                 "a block calls no grade final when fills of its window are missing") {
  const std::string reason = "the platform counts 1 more fill on 2026-01-20";
  book->provisional_reasons[first.slug] = reason;
  send_tick(now);
  remember({sale(), redemption()});
  tell({sale(), redemption()});
  // The recorded grade stays: reports lower it too while the fill is missing.
  REQUIRE(amended());
  CHECK(amended()->status == grade_status::amended);
  const auto blocks = lines_of("grade-corrected");
  REQUIRE(blocks.size() == 1);
  CHECK(blocks[0].text == "GRADE CORRECTED: " + first.slug +
                              " | DOWN | main -$0.40 | DIRECTIONAL LOSS | PROVISIONAL");
  CHECK(blocks[0].rows.back() == "  Status     : PROVISIONAL | DIRECTIONAL | " + reason);
}

TEST_CASE_METHOD(late_scene, "rows recorded before a restart reach the grade of an old "
                             "window after it, once") {
  remember({sale(), redemption()});
  restart();
  for (int i = 0; i < 10; ++i)
    send_tick(now + i * 1s);
  REQUIRE(amended());
  CHECK(amended()->status == grade_status::amended);
  CHECK(amended()->figures.pnl == usdc::from_micros(-400'000));
  CHECK(amended()->reason == "late row: recorded, and not graded before a restart");
  REQUIRE(lines_of("grade-differs").size() == 1);
  CHECK(lines_of("grade-differs")[0].text ==
        first.slug + " main -4.00, events say -0.40; graded again");
  CHECK(lines_of("grade-corrected").size() == 1);
}

TEST_CASE_METHOD(late_scene, "a start with correct grades changes none") {
  remember({});
  restart();
  for (int i = 0; i < 300; ++i)
    send_tick(now + i * 1s);
  CHECK_FALSE(amended());
  REQUIRE(lines_of("grades-checked").size() == 1);
  CHECK(lines_of("grades-checked")[0].text.find("0 differ") != std::string::npos);
}

TEST_CASE_METHOD(late_scene, "rows of a window that was never watched grade nothing") {
  send_tick(now);
  tell({sale()});
  CHECK_FALSE(amended());
}

TEST_CASE_METHOD(late_scene, "a grade whose events are no longer kept stays as it is") {
  send_tick(now);
  past.events.clear();
  remember({sale()});
  tell({sale()});
  CHECK_FALSE(amended());
  CHECK(lines_of("events-rolled-up").size() == 1);
}
