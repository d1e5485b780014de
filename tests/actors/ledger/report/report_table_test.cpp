// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_table.hpp"

#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

using text_lines = std::vector<std::string>;

const date::time_zone& here = *date::locate_zone("America/Los_Angeles");

text_lines table_of(const std::vector<grade>& grades, report_style style = {}) {
  grade_list table{here};
  for (const auto& each : grades)
    table.add(each);
  return table.lines(style);
}

text_lines groups_of(const std::vector<grade>& grades, report_grouping by) {
  report_groups groups{by, here};
  for (const auto& each : grades)
    groups.add(outline_of(each));
  return group_lines(by, groups.groups(), {});
}

} // namespace

TEST_CASE("report: a table of windows") {
  CHECK(table_of(a_day()) ==
        text_lines{
            // clang-format off
"   Start             Window                     Outcome  Type         Result            Cost   Fees     P/L  Status       Reason",
"✓  2026-09-20 15:30  btc-updown-15m-1789943400  UP       ARB          PAIRED           $9.60      -  +$0.40  FINAL",
"⚠  2026-09-20 15:45  btc-updown-15m-1789944300  DOWN     ARB          PAIRED           $9.60      -  +$0.40  PROVISIONAL  one source so far",
"✓  2026-09-20 16:00  btc-updown-15m-1789945200  UP       99C_CAPTURE  WIN             $97.20  $0.20  +$2.80  FINAL",
"✗  2026-09-20 16:15  btc-updown-15m-1789946100  DOWN     ARB          LOPSIDED, LOSS   $8.66      -  -$0.66  AMENDED      late row",
"—  2026-09-20 16:30  btc-updown-15m-1789947000  UP       NO_TRADE     -                    -      -       -  FINAL",
"—  2026-09-20 16:45  btc-updown-15m-1789947900  VOID     DIRECTIONAL  -                $4.00      -  +$1.00  VOID",
"—  2026-09-20 17:00  btc-updown-15m-1789948800  -        DIRECTIONAL  -                $9.80      -       -  PENDING",
"—  2026-09-20 17:15  btc-updown-15m-1789949700  -        NO_TRADE     -                    -      -       -  PENDING",
            // clang-format on
        });
}

TEST_CASE("report: the wallet is shown where there are several, never whole") {
  auto grades = a_day();
  grades.resize(3);
  grades[1].wallet = {"", side_address};
  grades[2].wallet = {};
  CHECK(table_of(grades) ==
        text_lines{
            // clang-format off
"   Start             Window                     Wallet             Outcome  Type         Result    Cost   Fees     P/L  Status       Reason",
"✓  2026-09-20 15:30  btc-updown-15m-1789943400  main               UP       ARB          PAIRED   $9.60      -  +$0.40  FINAL",
"⚠  2026-09-20 15:45  btc-updown-15m-1789944300  0xbbbbbbbb…bbbbbb  DOWN     ARB          PAIRED   $9.60      -  +$0.40  PROVISIONAL  one source so far",
"✓  2026-09-20 16:00  btc-updown-15m-1789945200  -                  UP       99C_CAPTURE  WIN     $97.20  $0.20  +$2.80  FINAL",
            // clang-format on
        });
}

TEST_CASE("report: colours on a terminal, and the same text below them") {
  const auto plain = table_of(a_day());
  auto coloured = table_of(a_day(), {true});
  CHECK(coloured[4].starts_with("\x1b[31m✗\x1b[0m  2026-09-20 16:15  btc-"));
  CHECK(coloured[4].find("\x1b[31m-$0.66\x1b[0m  AMENDED") != std::string::npos);
  for (auto& line : coloured)
    for (auto at = line.find('\x1b'); at != std::string::npos; at = line.find('\x1b'))
      line.erase(at, line.find('m', at) + 1 - at);
  CHECK(coloured == plain);
}

TEST_CASE("report: names from outside can not steer the terminal") {
  auto grades = a_day();
  grades.resize(2);
  grades[0].wallet.name = "a\x1b[2Jb";
  grades[1].wallet = {"", side_address};
  CHECK(table_of(grades)[1].find("a\\u001b[2Jb") != std::string::npos);
}

TEST_CASE("report: the mark of a grade") {
  const book in;
  const auto mark = [](const grade& of) { return grade_mark(of).text; };
  const auto bought = std::vector{in.buy_up("10", "0.5")};
  CHECK(mark(grade_at(september, bought, settlement::up)) == "✓");
  CHECK(mark(grade_at(september, bought, settlement::down)) == "✗");
  CHECK(mark(grade_at(september, bought, settlement::split)) == "—");
  CHECK(mark(grade_at(september, bought, std::nullopt)) == "—");
  CHECK(mark(grade_at(september, bought, settlement::up, grade_status::provisional)) ==
        "⚠");
  CHECK(mark(grade_at(september, {}, settlement::up, grade_status::provisional)) == "—");
  CHECK(mark(grade_at(september, {in.buy_up("10", "0.5"), in.sell_up("10", "0.5")},
                      settlement::up)) == "—");
}

TEST_CASE("report: by type, day and wallet") {
  CHECK(groups_of(a_day(), report_grouping::type) ==
        text_lines{
            // clang-format off
"Type         Windows  Traded  Won  Lost    Rate  Volume   Fees     ARB     99c  Directional     P/L",
"NO_TRADE           2       0    0     0       -       -      -       -       -            -       -",
"ARB                3       3    2     1   66.7%  $27.86      -  +$1.12       -       -$0.98  +$0.14",
"99C_CAPTURE        1       1    1     0  100.0%  $97.20  $0.20       -  +$2.80            -  +$2.80",
"DIRECTIONAL        2       2    0     0       -   $4.00      -       -       -       +$1.00  +$1.00",
            // clang-format on
        });
  CHECK(groups_of(a_day(), report_grouping::day) ==
        text_lines{
            // clang-format off
"Day         Windows  Traded  Won  Lost   Rate   Volume   Fees     ARB     99c  Directional     P/L",
"2026-09-20        8       6    3     1  75.0%  $129.06  $0.20  +$1.12  +$2.80       +$0.02  +$3.94",
            // clang-format on
        });
  CHECK(groups_of(a_day(), report_grouping::wallet).at(1).starts_with("main "));
  CHECK(groups_of(a_day(), report_grouping::strategy).at(1).starts_with("(none) "));
}

TEST_CASE("report: a table without rows is its titles") {
  CHECK(table_of({}).size() == 1);
  CHECK(groups_of({}, report_grouping::week) ==
        text_lines{"Week  Windows  Traded  Won  Lost  Rate  Volume  Fees  ARB  99c  "
                   "Directional  P/L"});
}

TEST_CASE("report: the coverage names each gap") {
  const auto from = from_unix_seconds(september);
  const std::chrono::minutes half_hour{30};
  CHECK(coverage_lines({90,
                        4,
                        2,
                        {{"btc-updown-15m", from, from + half_hour, 2, "not running"},
                         {"eth-updown-15m", from, from + half_hour, 2, ""}}},
                       here) ==
        text_lines{
            "Coverage    : 97.9% of 96 windows, 90 watched, 4 back-filled, 2 missed",
            "  missed 2 of btc-updown-15m, 2026-09-20 15:30 to 2026-09-20 16:00: not "
            "running",
            "  missed 2 of eth-updown-15m, 2026-09-20 15:30 to 2026-09-20 16:00",
        });
  CHECK(coverage_lines({}, here) ==
        text_lines{"Coverage    : no window of a watched series"});
}
