// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot.hpp"

#include "actors/ledger/plot/plot_curve.hpp"
#include "actors/ledger/report/report_names.hpp"

#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

std::string picture_of(const std::vector<grade>& grades,
                       std::optional<report_grouping> grouping = std::nullopt,
                       std::vector<std::string> filters = {}) {
  plot_data data{los_angeles, grouping, std::move(filters)};
  for (const auto& graded : grades)
    data.add(outline_of(graded));
  return draw_plot(data);
}

/// True when elements are nested and closed correctly.
bool is_well_formed(const std::string& svg) {
  std::vector<std::string> open;
  for (auto position = svg.find('<'); position != std::string::npos;
       position = svg.find('<', position + 1)) {
    const auto end = svg.find('>', position);
    if (end == std::string::npos)
      return false;
    const auto tag = svg.substr(position + 1, end - position - 1);
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1))
        return false;
      open.pop_back();
    } else if (!tag.ends_with('/')) {
      open.push_back(tag.substr(0, tag.find(' ')));
    }
  }
  return open.empty() && svg.starts_with("<svg ");
}

calendar_day day(const char* text) {
  return parse_day(text).value();
}

} // namespace

TEST_CASE("plot: the plot of a day has title, axes and texts") {
  const auto svg = picture_of(a_day());
  CHECK(is_well_formed(svg));
  CHECK(contains(svg, ">+$3.94 net P/L, 2026-09-20 to 2026-09-20<"));
  CHECK(contains(svg, ">3 won, 1 lost, 75.0% · 6 of 8 grades traded · fees $0.20<"));
  CHECK(contains(svg, ">largest drawdown $0.66 · provisional from 2026-09-20 15:45<"));
  CHECK(contains(svg, ">times of America/Los_Angeles<"));
  CHECK(contains(svg, "<title>2026-09-20: +$3.94 in 5 grades</title>"));
  // Steps from the first window's start: up, up, up, down, up.
  const auto path = svg.find("<path class=\"line line0\" d=\"M56 ");
  REQUIRE(path != std::string::npos);
  const auto steps = svg.substr(path, svg.find("/>", path) - path);
  CHECK(count_of(steps, "H") == 6);
  CHECK(count_of(steps, "V") == 6);
  CHECK(count_of(svg, "<line class=\"fall\"") == 2);
  CHECK(count_of(svg, "<rect class=\"provisional\"") == 1);
  for (const auto* label : {">$0<", ">$1<", ">$4<", ">16:00<", ">16:30<", ">Sep<"}) {
    INFO(label);
    CHECK(contains(svg, label));
  }
}

TEST_CASE("plot: the SVG has no external resource, no script, and a dark mode") {
  const auto svg = picture_of(a_day());
  CHECK(count_of(svg, "http") == 1);
  CHECK(contains(svg, "xmlns=\"http://www.w3.org/2000/svg\""));
  for (const auto* foreign : {"<script", "href", "url(", "@import", "@font-face"})
    CHECK_FALSE(contains(svg, foreign));
  const auto dark = svg.find("@media (prefers-color-scheme:dark)");
  REQUIRE(dark != std::string::npos);
  // Each colour of the light mode has one in the dark mode.
  for (const auto* name : {"text", ".faint", ".ground", ".grid", ".axis", ".line0",
                           ".line5", ".key0", ".key5", ".fall", ".provisional", ".none",
                           ".zero", ".gain1", ".gain4", ".loss1", ".loss4"}) {
    INFO(name);
    CHECK(svg.find(std::string{name} + '{') < dark);
    CHECK(svg.find(std::string{name} + '{', dark) != std::string::npos);
  }
}

TEST_CASE(
    "plot: the SVG scales with its container, its texts have at least 9 of 400 pixels") {
  const auto svg = picture_of(a_day());
  const auto head = svg.substr(0, svg.find('>'));
  CHECK(contains(head, "viewBox=\"0 0 480 "));
  CHECK_FALSE(contains(head, "width="));
  CHECK_FALSE(contains(head, "height="));
  // 11 of 480 are 9.2 of 400.
  for (auto position = svg.find("px"); position != std::string::npos;
       position = svg.find("px", position + 1)) {
    const auto digits = svg.find_last_not_of("0123456789", position - 1) + 1;
    CHECK(std::stoi(svg.substr(digits, position - digits)) >= 11);
  }
}

TEST_CASE("plot: a curve for each wallet, with its name and its P/L") {
  auto grades = a_day();
  grades[2].wallet = {"side & <co>", side_address};
  const auto svg = picture_of(grades, report_grouping::wallet);
  CHECK(is_well_formed(svg));
  CHECK(count_of(svg, "<path class=\"line ") == 2);
  CHECK(contains(svg, ">side &amp; &lt;co&gt; +$2.80<"));
  CHECK(contains(svg, ">main +$1.14<"));
  // The larger P/L comes first.
  CHECK(svg.find("side &amp;") < svg.find(">main "));
  CHECK_FALSE(contains(svg, "<line class=\"fall\""));

  grades.clear();
  for (int number = 0; number < 9; ++number) {
    auto& extra = grades.emplace_back(
        grade_at(september + 900 * number, {trades.buy_up("10", "0.5")}, settlement::up));
    extra.strategy = "s" + std::to_string(number);
  }
  const auto many = picture_of(grades, report_grouping::strategy);
  CHECK(count_of(many, "<path class=\"line ") == 6);
  CHECK(contains(many, ">3 more have no curve<"));
}

TEST_CASE("plot: the filters are shown below the title") {
  report_query query;
  query.filter.series = {"btc-updown-15m"};
  query.filter.wallets = {main_address};
  query.filter.kinds = {trade_kind::arb};
  query.filter.strategies = {""};
  query.last = 1'000;
  const auto words = describe_filter(query);
  CHECK(words == std::vector<std::string>{"series btc-updown-15m",
                                          "wallet 0xaaaaaaaa…aaaaaa", "type ARB",
                                          "strategy (none)", "the last 1,000 rows"});
  CHECK(describe_filter({}).empty());
  const auto svg = picture_of(a_day(), std::nullopt, words);
  CHECK(contains(svg,
                 ">only series btc-updown-15m · wallet 0xaaaaaaaa…aaaaaa · type ARB<"));
  CHECK(contains(svg, ">strategy (none) · the last 1,000 rows<"));
}

TEST_CASE("plot: without a graded trade the title says so") {
  CHECK(is_well_formed(picture_of({})));
  CHECK(contains(picture_of({}), ">No graded trade in this span<"));
  const auto idle = picture_of({grade_at(september, {}, settlement::up)});
  CHECK(contains(idle, ">No graded trade in this span<"));
  CHECK(contains(idle, "<rect class=\"none\""));
}

TEST_CASE("plot: the colour of a day follows its share of the largest") {
  const auto strength = [](std::int64_t cents) {
    return day_strength(usdc::from_micros(cents * 10'000), usdc::from_micros(8'000'000));
  };
  CHECK(strength(800) == 4);
  CHECK(strength(400) == 4);
  CHECK(strength(-399) == 3);
  CHECK(strength(200) == 3);
  CHECK(strength(-199) == 2);
  CHECK(strength(99) == 1);
  CHECK(strength(1) == 1);
  CHECK(strength(0) == 0);
  CHECK(day_strength(usdc::from_micros(1), usdc::from_micros(1)) == 4);
}

TEST_CASE("plot: the calendar has every day of the span once, in its own row") {
  const day_results days{{day("2026-12-30"), {usdc::from_micros(-5'000'000), 3}},
                         {day("2027-01-05"), {usdc::from_micros(1'000'000), 1}}};
  const auto part = draw_calendar(days, 0, 0);
  CHECK(count_of(part.svg, "<rect") == 7);
  CHECK(count_of(part.svg, "class=\"none\"") == 5);
  CHECK(contains(part.svg, ">2026<"));
  CHECK(contains(part.svg, ">2027<"));
  // A Wednesday: third row. A fifth of the largest amount: between a quarter and an
  // eighth.
  CHECK(contains(part.svg,
                 "<rect class=\"loss4\" x=\"30\" y=\"49\" width=\"6.8\" height=\"6.8\" "
                 "rx=\"1\"><title>2026-12-30: -$5.00 in 3 grades</title>"));
  CHECK(contains(part.svg, "<rect class=\"gain2\""));
  CHECK(contains(part.svg, "<title>2027-01-05: +$1.00 in 1 grade</title>"));
  CHECK(draw_calendar({}, 0, 0).height == 0);
}

TEST_CASE("plot: the SVG is well-formed for any grades", "[properties]") {
  CHECK(rc::check([] {
    auto grades = any_grades();
    std::sort(grades.begin(), grades.end(), [](const grade& left, const grade& right) {
      return left.window.end < right.window.end;
    });
    const auto grouping = *rc::gen::element<std::optional<report_grouping>>(
        std::nullopt, report_grouping::wallet, report_grouping::strategy,
        report_grouping::series, report_grouping::type, report_grouping::day);
    const auto svg = picture_of(grades, grouping);
    RC_ASSERT(is_well_formed(svg));
    RC_ASSERT(count_of(svg, "<path") <= plot_styles);
  }));
}
