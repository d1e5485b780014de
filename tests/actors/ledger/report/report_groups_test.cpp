// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_groups.hpp"

#include "tests/actors/ledger/report/report_grades.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

std::vector<std::string> names(const std::vector<grade>& grades,
                               report_grouping grouping) {
  report_groups groups{grouping, los_angeles};
  for (const auto& graded : grades)
    groups.add(outline_of(graded));
  std::vector<std::string> result;
  for (const auto& group : groups.groups())
    result.push_back(group.name + '=' + group.label);
  return result;
}

} // namespace

TEST_CASE("groups: the last window before midnight belongs to the day it ends") {
  // 2026-09-20 23:30, 23:45 and 2026-09-21 00:00 in Los Angeles; a Sunday and a Monday.
  const std::vector<grade> grades{grade_at(1'789'972'200, {}, settlement::up),
                                  grade_at(1'789'973'100, {}, settlement::up),
                                  grade_at(1'789'974'000, {}, settlement::up)};
  report_groups days{report_grouping::day, los_angeles};
  for (const auto& graded : grades)
    days.add(outline_of(graded));
  REQUIRE(days.groups().size() == 2);
  CHECK(days.groups()[0].name == "2026-09-20");
  CHECK(days.groups()[0].sums.windows == 2);
  CHECK(days.groups()[1].name == "2026-09-21");
  CHECK(names(grades, report_grouping::week) ==
        std::vector<std::string>{"2026-W38=2026-W38", "2026-W39=2026-W39"});
}

TEST_CASE("groups: hours of the day, weekdays and months are those of the time zone") {
  // Ends at 23:45 on Wednesday, 2026-09-30, at 00:00 and at 00:15 on Thursday.
  const std::int64_t start = 1'790'836'200;
  const std::vector<grade> grades{grade_at(start, {}, settlement::up),
                                  grade_at(start + 900, {}, settlement::up),
                                  grade_at(start + 1800, {}, settlement::up)};
  using text_list = std::vector<std::string>;
  CHECK(names(grades, report_grouping::hour) == text_list{"00=00:00", "23=23:00"});
  CHECK(names(grades, report_grouping::weekday) ==
        text_list{"Wednesday=Wednesday", "Thursday=Thursday"});
  CHECK(names(grades, report_grouping::month) ==
        text_list{"2026-09=2026-09", "2026-10=2026-10"});
}

TEST_CASE("groups: names for scripts, labels for tables") {
  auto named = grade_at(september, {trades.buy_up("10", "0.97")}, settlement::up);
  auto unnamed = grade_at(september + 900, {}, settlement::up);
  unnamed.wallet = {"", side_address};
  unnamed.series = "eth-updown-5m";
  unnamed.strategy = "pairs";
  auto no_wallet =
      grade_at(september + 1800, {trades.buy_up("10", "0.5")}, settlement::up);
  no_wallet.wallet = {};
  const std::vector<grade> grades{named, unnamed, no_wallet};
  using text_list = std::vector<std::string>;
  CHECK(
      names(grades, report_grouping::wallet) ==
      text_list{"=(none)", main_address + "=main", side_address + "=0xbbbbbbbb…bbbbbb"});
  CHECK(names(grades, report_grouping::series) ==
        text_list{"btc-updown-15m=btc-updown-15m", "eth-updown-5m=eth-updown-5m"});
  CHECK(names(grades, report_grouping::strategy) == text_list{"=(none)", "pairs=pairs"});
  CHECK(names(grades, report_grouping::type) == text_list{"NO_TRADE=NO_TRADE",
                                                          "99C_CAPTURE=99C_CAPTURE",
                                                          "DIRECTIONAL=DIRECTIONAL"});
}

TEST_CASE("groups: any grouping in any order adds up to the totals", "[properties]") {
  CHECK(rc::check([] {
    const auto grouping = *rc::gen::element(
        report_grouping::hour, report_grouping::day, report_grouping::weekday,
        report_grouping::week, report_grouping::month, report_grouping::series,
        report_grouping::wallet, report_grouping::type, report_grouping::strategy);
    report_groups groups{grouping, los_angeles};
    totals whole;
    for (const auto& graded : any_grades()) {
      groups.add(outline_of(graded));
      whole.add(graded);
    }
    totals sum;
    for (const auto& group : groups.groups())
      sum += group.sums;
    RC_ASSERT(sum == whole);
  }));
}
