// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_groups.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/text/time_text.hpp"
#include "tests/actors/ledger/store/ledger_samples.hpp"
#include "tests/support/catch.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <map>

namespace tracker::test {

namespace {

using namespace std::chrono_literals;

/// A traded grade of a window that ends at `end`.
grade grade_at(timestamp end, std::int64_t pnl_cents) {
  auto result = grade_of(0, grade_status::final, 1);
  result.window.end = end;
  result.window.start = end - 15min;
  result.window.slug =
      "btc-updown-15m-" + std::to_string(to_unix_seconds(result.window.start));
  result.figures.kind = trade_kind::directional;
  result.figures.pnl = usdc::from_micros(pnl_cents * 10'000);
  return result;
}

grade bought_at(timestamp end, price entry) {
  auto result = grade_at(end, 100);
  result.figures.up.first_bought = end - 1min;
  result.figures.up.average_entry = entry;
  result.figures.up.bought = shares::from_micros(5'000'000);
  return result;
}

std::vector<std::string> tags(const std::string& path) {
  auto reader = std::get<ledger_reader>(ledger_reader::open(path));
  std::vector<std::string> result;
  reader.each_grade({}, [&](const grade& row) { result.push_back(row.strategy); });
  return result;
}

strategy from_entry(const std::string& name, std::int64_t min_cents) {
  strategy result;
  result.name = name;
  result.entry.min = price::from_micros(min_cents * 10'000);
  return result;
}

} // namespace

TEST_CASE("the days of the view are those of the report, also where clocks change") {
  store_rig fixture;
  // In Berlin the clocks go back on 2026-10-25 and ahead on 2026-03-29; Lord Howe moves
  // by half an hour; Apia has skipped a day in 2011, and Kiritimati is 14 hours ahead.
  const auto autumn = *parse_time("2026-10-24T00:00:00Z");
  const auto spring = *parse_time("2026-03-28T00:00:00Z");
  std::int64_t cents = 0;
  for (const auto begin : {autumn, spring})
    for (auto end = begin; end < begin + 96h; end += 15min)
      fixture.commit({grade_entry(grade_at(end, ++cents % 3 == 0 ? -cents : cents))});
  for (const char* name :
       {"UTC", "Europe/Berlin", "America/Los_Angeles", "Australia/Lord_Howe",
        "Pacific/Kiritimati", "Asia/Kathmandu", "Europe/Berlin"}) {
    INFO(name);
    const auto& zone = *date::locate_zone(name);
    REQUIRE(std::holds_alternative<std::monostate>(fixture.store->use_zone(zone)));
    report_groups groups{report_grouping::day, zone};
    auto reader = std::get<ledger_reader>(ledger_reader::open(fixture.path));
    reader.each_outline({}, outline_detail::sums,
                        [&](const grade_outline& row) { groups.add(row); });
    std::map<std::string, std::string> reported;
    for (const auto& group : groups.groups())
      reported[group.name] =
          fmt::format("{} {} {} {}", group.sums.windows, group.sums.net.wins,
                      group.sums.net.losses, to_string(group.sums.net.pnl));
    SQLite::Database shell{fixture.path, SQLite::OPEN_READONLY};
    SQLite::Statement days{shell,
                           "SELECT day, grades || ' ' || wins || ' ' || losses || ' ' "
                           "|| pnl FROM v_days"};
    std::map<std::string, std::string> viewed;
    while (days.executeStep())
      viewed[days.getColumn(0).getString()] = days.getColumn(1).getString();
    CHECK(viewed == reported);
    CHECK(viewed.size() >= 8);
  }
}

TEST_CASE("a strategy that is added later tags the recorded grades") {
  store_rig fixture;
  const auto low = bought_at(run_start + 15min, price::from_micros(400'000));
  const auto high = bought_at(run_start + 30min, price::from_micros(970'000));
  fixture.commit({grade_entry(low), grade_entry(high)});
  CHECK(tags(fixture.path) == std::vector<std::string>{"", ""});
  const auto apply = [&](const std::vector<strategy>& rules) {
    return std::get<std::uint64_t>(fixture.store->tag_grades(rules));
  };
  CHECK(apply({from_entry("late", 95)}) == 1);
  CHECK(tags(fixture.path) == std::vector<std::string>{"", "late"});
  // The same rules change no tag the second time.
  CHECK(apply({from_entry("late", 95)}) == 0);
  CHECK(apply({from_entry("late", 95), from_entry("rest", 1)}) == 1);
  CHECK(tags(fixture.path) == std::vector<std::string>{"rest", "late"});
  // A grade made by the earlier rules arrives after the change.
  auto graded_late = bought_at(run_start + 45min, price::from_micros(980'000));
  graded_late.strategy = "gone";
  fixture.commit({grade_entry(graded_late)});
  CHECK(tags(fixture.path) == std::vector<std::string>{"rest", "late", "late"});
  CHECK(apply({}) == 3);
  CHECK(tags(fixture.path) == std::vector<std::string>{"", "", ""});
}

TEST_CASE("the tags of recorded grades are those that grading would give") {
  store_rig fixture;
  const std::vector<strategy> rules{from_entry("a", 60), from_entry("b", 30)};
  std::vector<grade> grades;
  for (std::int64_t i = 1; i <= 40; ++i) {
    auto graded = bought_at(run_start + i * 15min, price::from_micros(i * 25'000));
    if (i % 3 == 0) {
      graded.figures.down.first_bought = graded.window.end - 2min;
      graded.figures.down.average_entry = price::from_micros(1'000'000 - i * 20'000);
      graded.figures.down.bought = shares::from_micros(7'000'000);
    }
    grades.push_back(graded);
    fixture.commit({grade_entry(graded)});
  }
  REQUIRE(std::get<std::uint64_t>(fixture.store->tag_grades(rules)) > 0);
  std::vector<std::string> wanted;
  for (const auto& graded : grades)
    wanted.push_back(match_strategy(rules, graded.series, graded.window, graded.figures));
  CHECK(tags(fixture.path) == wanted);
}

TEST_CASE("the text of the rules differs where the rules differ") {
  auto longer = from_entry("late", 95);
  longer.before_end.max = 120s;
  auto bound = from_entry("late", 95);
  std::swap(bound.entry.min, bound.entry.max);
  auto named = from_entry("late,", 95);
  const std::vector<std::vector<strategy>> all{{},
                                               {from_entry("late", 95)},
                                               {from_entry("late", 94)},
                                               {longer},
                                               {bound},
                                               {named},
                                               {from_entry("late", 95), longer}};
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < all.size(); ++j)
      CHECK((rules_text(all[i]) == rules_text(all[j])) == (i == j));
}

} // namespace tracker::test
