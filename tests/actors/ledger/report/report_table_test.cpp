// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_table.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

using text_lines = std::vector<std::string>;

report_lines fitted_table(const std::vector<grade>& grades, report_style style) {
  grade_list table{los_angeles};
  for (const auto& graded : grades)
    table.add(graded);
  return table.lines(style);
}

text_lines table_of(const std::vector<grade>& grades, report_style style = {}) {
  return fitted_table(grades, style).lines;
}

/// `-$1,234.50` in cents.
std::int64_t cents_in(std::string text) {
  std::erase_if(text, [](char c) { return c == '$' || c == ',' || c == '+'; });
  return parse_micros(text).value() / 10'000;
}

/// The cells of a line, separated by two or more blanks.
text_lines cells_in(const std::string& line) {
  text_lines cells{""};
  for (std::size_t i = 0; i < line.size(); ++i)
    if (line.compare(i, 2, "  ") != 0)
      cells.back() += line[i];
    else
      for (++i, cells.emplace_back(); i + 1 < line.size() && line[i + 1] == ' ';)
        ++i;
  return cells;
}

/// Any grades with fractions of cents, ordered by window end.
std::vector<grade> any_uneven_grades() {
  auto grades = any_grades();
  for (auto& graded : grades) {
    auto& figures = graded.figures;
    if (figures.kind == trade_kind::none)
      continue;
    const auto fee = usdc::from_micros(*rc::gen::inRange<std::int64_t>(0, 30'000));
    figures.fees += fee;
    figures.pnl -= fee;
    if (figures.kind == trade_kind::arb)
      figures.arb.pnl -= fee;
    else if (figures.one_sided.kind == trade_kind::capture)
      figures.capture_pnl -= fee;
    else
      figures.directional_pnl -= fee;
  }
  return grades;
}

text_lines groups_of(const std::vector<grade>& grades, report_grouping grouping) {
  report_groups groups{grouping, los_angeles};
  for (const auto& graded : grades)
    groups.add(outline_of(graded));
  return group_lines(grouping, groups.groups(), {}).lines;
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

TEST_CASE("report: the wallet is shown when there are several, never its whole address") {
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

TEST_CASE("report: colours on a terminal, and the same text without them") {
  const auto plain = table_of(a_day());
  auto coloured = table_of(a_day(), {true});
  CHECK(coloured[4].starts_with("\x1b[31m✗\x1b[0m  2026-09-20 16:15  btc-"));
  CHECK(coloured[4].find("\x1b[31m-$0.66\x1b[0m  AMENDED") != std::string::npos);
  for (auto& line : coloured)
    for (auto escape = line.find('\x1b'); escape != std::string::npos;
         escape = line.find('\x1b'))
      line.erase(escape, line.find('m', escape) + 1 - escape);
  CHECK(coloured == plain);
}

TEST_CASE("report: names from outside cannot control the terminal") {
  auto grades = a_day();
  grades.resize(2);
  grades[0].wallet.name = "a\x1b[2Jb";
  grades[1].wallet = {"", side_address};
  CHECK(table_of(grades)[1].find("a\\u001b[2Jb") != std::string::npos);
}

TEST_CASE("report: the mark of a grade") {
  const auto mark = [](const grade& graded) { return grade_mark(graded).text; };
  const auto bought = std::vector{trades.buy_up("10", "0.5")};
  CHECK(mark(grade_at(september, bought, settlement::up)) == "✓");
  CHECK(mark(grade_at(september, bought, settlement::down)) == "✗");
  CHECK(mark(grade_at(september, bought, settlement::split)) == "—");
  CHECK(mark(grade_at(september, bought, std::nullopt)) == "—");
  CHECK(mark(grade_at(september, bought, settlement::up, grade_status::provisional)) ==
        "⚠");
  CHECK(mark(grade_at(september, {}, settlement::up, grade_status::provisional)) == "—");
  CHECK(
      mark(grade_at(september, {trades.buy_up("10", "0.5"), trades.sell_up("10", "0.5")},
                    settlement::up)) == "—");
}

TEST_CASE("report: by type, day and wallet") {
  CHECK(groups_of(a_day(), report_grouping::type) ==
        text_lines{
            // clang-format off
"Type         Grades  Traded  Won  Lost    Rate  Volume   Fees     ARB     99c  Directional     P/L",
"NO_TRADE          2       0    0     0       -       -      -       -       -            -       -",
"ARB               3       3    2     1   66.7%  $27.86      -  +$1.12       -       -$0.98  +$0.14",
"99C_CAPTURE       1       1    1     0  100.0%  $97.20  $0.20       -  +$2.80            -  +$2.80",
"DIRECTIONAL       2       2    0     0       -   $4.00      -       -       -       +$1.00  +$1.00",
            // clang-format on
        });
  CHECK(groups_of(a_day(), report_grouping::day) ==
        text_lines{
            // clang-format off
"Day         Grades  Traded  Won  Lost   Rate   Volume   Fees     ARB     99c  Directional     P/L",
"2026-09-20       8       6    3     1  75.0%  $129.06  $0.20  +$1.12  +$2.80       +$0.02  +$3.94",
            // clang-format on
        });
  CHECK(groups_of(a_day(), report_grouping::wallet).at(1).starts_with("main "));
  CHECK(groups_of(a_day(), report_grouping::strategy).at(1).starts_with("(none) "));
}

TEST_CASE("report: columns are dropped to fit the terminal") {
  const auto narrow = fitted_table(a_day(), {false, 100});
  CHECK(narrow.left_out == text_lines{"Reason", "Fees", "Cost", "Outcome"});
  for (const std::size_t width : {140U, 120U, 100U, 80U, 60U, 45U}) {
    INFO(width);
    for (const auto& line : fitted_table(a_day(), {false, width}).lines)
      CHECK(display_width(line) <= width);
  }
  // The least important columns are dropped; the P/L stays.
  CHECK(fitted_table(a_day(), {false, 45}).lines[4] ==
        "✗  btc-updown-15m-1789946100  -$0.66");
  CHECK(fitted_table(a_day(), {false, 0}).left_out.empty());
  auto grades = a_day();
  grades[1].reason = "the wallet's activity is not known to the window's end";
  const auto cut = fitted_table(grades, {false, 145});
  CHECK(cut.left_out.empty());
  CHECK(cut.lines[2].ends_with("…"));
}

TEST_CASE("report: thousands are separated") {
  auto graded = a_day()[0];
  graded.figures.pnl = graded.figures.arb.pnl = usdc::from_micros(-1'234'567'891);
  graded.figures.cost = usdc::from_micros(1'000'000'000);
  const auto line = table_of({graded})[1];
  CHECK(line.find(" -$1,234.57  ") != std::string::npos);
  CHECK(line.find(" $1,000.00  ") != std::string::npos);
}

TEST_CASE("report: the P/L of the rows and of the parts add up to the totals shown",
          "[properties]") {
  CHECK(rc::check([] {
    const auto grades = any_uneven_grades();
    totals whole;
    for (const auto& graded : grades)
      whole.add(graded);
    const auto net = cents_in(format_pnl(whole.net.pnl));

    grade_list list{los_angeles};
    for (const auto& graded : grades)
      list.add(graded);
    std::int64_t rows = 0;
    for (const auto& line : list.lines({}).lines)
      for (const auto& cell : cells_in(line))
        if (cell.starts_with("+$") || cell.starts_with("-$"))
          rows += cents_in(cell);
    RC_ASSERT(rows == net);

    const auto grouping =
        *rc::gen::element(report_grouping::hour, report_grouping::wallet,
                          report_grouping::type, report_grouping::month);
    std::int64_t groups = 0;
    for (const auto& line : groups_of(grades, grouping)) {
      const auto cells = cells_in(line);
      if (cells.back() == "P/L" || cells.back() == "-")
        continue;
      std::int64_t parts = 0;
      for (std::size_t i = 8; i + 1 < cells.size(); ++i)
        if (cells[i] != "-")
          parts += cents_in(cells[i]);
      RC_ASSERT(parts == cents_in(cells.back()));
      groups += parts;
    }
    RC_ASSERT(groups == net);

    const auto parts = shown_parts_of(whole);
    RC_ASSERT((parts.arb + parts.capture + parts.directional).micros() / 10'000 == net);
  }));
}

TEST_CASE("report: a table without rows is its titles") {
  CHECK(table_of({}).size() == 1);
  CHECK(groups_of({}, report_grouping::week) ==
        text_lines{"Week  Grades  Traded  Won  Lost  Rate  Volume  Fees  ARB  99c  "
                   "Directional  P/L"});
}

TEST_CASE("report: the coverage names each gap") {
  const auto start = from_unix_seconds(september);
  const std::chrono::minutes half_hour{30};
  CHECK(coverage_lines({90,
                        4,
                        2,
                        {{"btc-updown-15m", start, start + half_hour, 2, "not running"},
                         {"eth-updown-15m", start, start + half_hour, 2, ""}}},
                       los_angeles) ==
        text_lines{
            "Coverage    : 97.9% of 96 windows, 90 watched, 4 back-filled, 2 missed",
            "  missed 2 of btc-updown-15m, 2026-09-20 15:30 to 2026-09-20 16:00: not "
            "running",
            "  missed 2 of eth-updown-15m, 2026-09-20 15:30 to 2026-09-20 16:00",
        });
  CHECK(coverage_lines({}, los_angeles) ==
        text_lines{"Coverage    : no window of a watched series"});
}
