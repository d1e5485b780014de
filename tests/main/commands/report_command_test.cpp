// SPDX-License-Identifier: MIT
#include "main/commands/report_command.hpp"

#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/actors/ledger/report/report_memory_source.hpp"
#include "tests/actors/ledger/report/report_times.hpp"
#include "tests/main/commands/command_result.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

using namespace tracker;
using namespace tracker::test;

namespace {

/// An hour after the last window of a_day().
const timestamp report_time = from_unix_seconds(september + 900 * 8 + 3'600);

command_result report(report_source& source, const report_query& query) {
  std::ostringstream out;
  std::ostringstream err;
  const report_setting setting{report_time, los_angeles, {"btc-updown-15m"}, false};
  const auto exit_code = run_report(query, source, setting, out, err);
  return {exit_code, out.str(), err.str()};
}

void add_day(memory_source& source) {
  source.grades = a_day();
  for (const auto& graded : source.grades)
    source.windows.push_back({graded.series, graded.window.start, graded.window.end,
                              coverage_kind::watched, ""});
  source.windows[2].how = coverage_kind::backfilled;
}

report_query query_for(report_format format,
                       std::optional<report_grouping> grouping = {}) {
  report_query query;
  query.format = format;
  query.grouping = grouping;
  return query;
}

} // namespace

TEST_CASE("report command: its options as they were typed") {
  const auto options = std::get<report_options>(
      parse_report({"--from", "7d", "--by=day", "--series=btc-updown-15m,eth-updown-5m",
                    "--status=FINAL", "--coverage", "--plot=p.svg"}));
  CHECK(options.begin == "7d");
  CHECK_FALSE(options.end);
  CHECK(options.grouping == "day");
  CHECK(options.series == "btc-updown-15m,eth-updown-5m");
  CHECK(options.status == "FINAL");
  CHECK(options.plot == "p.svg");
  CHECK(options.coverage);
}

TEST_CASE("report command: unknown options are refused, help is printed") {
  const auto text = [](const std::vector<std::string>& arguments) {
    return std::get<cli_text>(parse_report(arguments));
  };
  CHECK(text({"--frm=7d"}).exit_code == 2);
  CHECK(contains(text({"--frm=7d"}).text, "--frm"));
  CHECK(text({"--from"}).exit_code == 2);
  CHECK(text({"--from=1d", "--from=2d"}).exit_code == 2);
  CHECK(text({"july"}).exit_code == 2);
  CHECK(text({"--help"}).exit_code == 0);
  CHECK(contains(text({"--help"}).text, "--plot"));
}

TEST_CASE("report command: the table, its totals, and the coverage of its span") {
  memory_source source;
  add_day(source);
  const auto result = report(source, {});
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
  const auto footer = result.out.find("\nTimes are");
  REQUIRE(footer != std::string::npos);
  CHECK(contains(result.out.substr(0, footer),
                 "✗  2026-09-20 16:15  btc-updown-15m-1789946100"));
  // Four more windows have ended since the last known one.
  CHECK(
      result.out.substr(footer) ==
      "\nTimes are those of America/Los_Angeles.\n"
      "Totals      : 6 of 8 grades traded, 3W 1L 75.0% 1 void\n"
      "P/L         : +$3.94 net, +$4.14 before fees, fees $0.20, rebates $0.00, volume "
      "$129.06\n"
      "ARB         : +$1.12, 3W 0L 100.0%\n"
      "99c capture : +$2.80, 1W 0L 100.0%\n"
      "Directional : +$0.02, 0W 1L 0.0% 1 void\n"
      "Not final   : 1 provisional, 2 pending, 1 of them traded, -$9.80 in cash so far\n"
      "Averages    : +$1.20 a win, -$0.66 a loss, profit factor 5.45, longest losing "
      "streak 1\n"
      "Return      : 3.05% on $129.06 of cost, fees 0.16% of volume\n"
      "Drawdown    : $0.66 at most, 2026-09-20 16:15 to 2026-09-20 16:30\n"
      "Equity      : ▁▂▂▇▆█\n"
      "Coverage    : 66.6% of 12 windows, 7 watched, 1 back-filled, 4 missed\n"
      "  missed 4 of btc-updown-15m, 2026-09-20 17:30 to 2026-09-20 18:30: not in the "
      "ledger\n");
}

TEST_CASE("report command: JSON holds the filtered rows") {
  memory_source source;
  add_day(source);
  auto query = query_for(report_format::json);
  query.filter.statuses = {grade_status::final, grade_status::amended};
  const auto rows = nlohmann::json::parse(report(source, query).out);
  REQUIRE(rows.size() == 4);
  CHECK(rows[2].at("slug") == "btc-updown-15m-1789946100");
  CHECK(rows[2].at("pnl") == "-0.660000");
  CHECK(nlohmann::json::parse(
            report(source, query_for(report_format::json, report_grouping::type)).out)
            .size() == 4);
  source.grades.clear();
  CHECK(report(source, query_for(report_format::json)).out == "[]\n");
}

TEST_CASE("report command: CSV by window and by group") {
  memory_source source;
  add_day(source);
  const auto windows = report(source, query_for(report_format::csv)).out;
  CHECK(windows.starts_with("slug,series,start,end,wallet,wallet_name,status,outcome,"
                            "trade_type,result,up_bought,down_bought,up_held,down_held,"
                            "cost,proceeds,payout,fees,fee_source,rebates,arb_pnl,"
                            "capture_pnl,pnl,fills,resolved_at,graded_at,revision,reason,"
                            "strategy,directional_pnl,before_fees,up_entry,down_entry,"
                            "sources,condition_id,maker_rebates,pnl_with_rebates\r\n"));
  CHECK(std::count(windows.begin(), windows.end(), '\n') == 9);
  const auto days =
      report(source, query_for(report_format::csv, report_grouping::day)).out;
  CHECK(contains(days, "\r\n2026-09-20,8,6,3,1,0,1,0.750000,3.936300,"));
}

TEST_CASE("report command: a table counts its hidden rows") {
  memory_source source;
  add_day(source);
  report_query query;
  query.traded_only = true;
  query.default_span = true;
  auto result = report(source, query).out;
  CHECK(contains(result, "\nThe last 24 hours; --from=7d or --all goes further back.\n"
                         "2 windows without trades hidden; --all\n"));
  CHECK_FALSE(contains(result, "NO_TRADE"));
  // The totals include the hidden rows.
  CHECK(contains(result, "6 of 8 grades traded"));

  // A second wallet without trades: its windows are not counted twice.
  auto both = source.grades;
  for (std::size_t i = 0; i < both.size(); i += 2) {
    auto idle = grade_at(to_unix_seconds(both[i].window.start), {}, settlement::up);
    idle.wallet = {"", side_address};
    both.insert(both.begin() + static_cast<std::ptrdiff_t>(i) + 1, idle);
  }
  source.grades = both;
  result = report(source, query).out;
  CHECK(contains(result,
                 "2 windows without trades hidden (10 grades without trades in all); "
                 "--all\n"));

  source.grades.clear();
  CHECK(contains(
      report(source, query).out,
      "No trades in the last 24 hours; --from=7d or --all goes further back.\n"));
}

TEST_CASE("report command: the last rows, in the requested order") {
  memory_source source;
  add_day(source);
  report_query query;
  query.traded_only = true;
  query.last = 4;
  query.order = report_order::pnl;
  query.descending = true;
  const auto result = report(source, query).out;
  const auto position_of = [&](const char* text) { return result.find(text); };
  CHECK(position_of("+$2.80") < position_of("+$1.00"));
  CHECK(position_of("+$1.00") < position_of("-$0.66"));
  // A pending window has no P/L yet, only costs.
  CHECK(position_of("+$1.00") < position_of("1789948800"));
  CHECK(position_of("1789948800") < position_of("-$0.66"));
  CHECK_FALSE(contains(result, "1789943400"));
  // The totals and the coverage are those of these rows.
  CHECK(contains(result, "Totals      : 4 of 4 grades traded"));
  CHECK(contains(result, "% of 10 windows"));

  query = query_for(report_format::csv, report_grouping::type);
  query.last = 2;
  const auto groups = report(source, query).out;
  CHECK(std::count(groups.begin(), groups.end(), '\n') == 3);
  query.format = report_format::table;
  CHECK(contains(report(source, query).out, "Totals      : 3 of 3 grades traded"));
}

TEST_CASE("report command: a name that does not exist is wrong usage") {
  memory_source source;
  add_day(source);
  report_query query;
  query.filter.wallets = {"maim"};
  const auto result = report(source, query);
  CHECK(result.exit_code == 2);
  CHECK(result.out.empty());
  CHECK(result.err == "performance_tracker: --wallet=maim: allowed: main; did you mean "
                      "main?\nSee performance_tracker report --help.\n");
  query.filter.wallets = {"main"};
  CHECK(report(source, query).exit_code == 0);
  // The series is watched and has no window yet.
  query.filter = {};
  query.filter.series = {"btc-updown-15m"};
  source.grades.clear();
  CHECK(report(source, query).exit_code == 0);
}

TEST_CASE("report command: options are corrected") {
  CHECK(refuse_option({"--by", "mnth", "day and month", {"day", "month"}}).text ==
        "performance_tracker: --by=mnth: allowed: day and month; did you mean month?\n"
        "See performance_tracker report --help.\n");
}

TEST_CASE("report command: CSV for spreadsheets") {
  memory_source source;
  add_day(source);
  source.grades.resize(1);
  source.grades[0].reason = "=HYPERLINK(\"http://x\")";
  auto query = query_for(report_format::csv);
  query.excel = true;
  const auto result = report(source, query).out;
  CHECK(result.starts_with("\xef\xbb\xbfslug,"));
  CHECK(contains(result, ",2026-09-20 15:30:00,2026-09-20 15:45:00,"));
  CHECK(contains(result, ",\"'=HYPERLINK(\"\"http://x\"\")\","));
}

TEST_CASE("report command: the coverage grouped by --by") {
  memory_source source;
  add_day(source);
  report_query query;
  query.coverage_only = true;
  query.grouping = report_grouping::hour;
  CHECK(contains(report(source, query).out,
                 "Hour   Windows  Watched  Back-filled  Missed   Known\n"
                 "15:00        2        2            0       0  100.0%\n"
                 "16:00        4        3            1       0  100.0%\n"
                 "17:00        4        2            0       2   50.0%\n"
                 "18:00        2        0            0       2    0.0%\n"
                 "\n"
                 "Coverage    : 66.6% of 12 windows"));
  query.format = report_format::json;
  query.grouping = report_grouping::series;
  const auto json = nlohmann::json::parse(report(source, query).out);
  REQUIRE(json.size() == 1);
  CHECK(json[0].at("series") == "btc-updown-15m");
  CHECK(json[0].at("windows") == 12);
  CHECK(json[0].at("known") == "0.666666");
  query.format = report_format::csv;
  CHECK(report(source, query).out == "series,windows,watched,backfilled,missed,known,"
                                     "not_offered\r\n"
                                     "btc-updown-15m,12,7,1,4,0.666666,0\r\n");
}

TEST_CASE("report command: the coverage alone, in each form") {
  memory_source source;
  add_day(source);
  report_query query;
  query.coverage_only = true;
  query.filter.end = source.windows.back().end;
  CHECK(report(source, query).out ==
        "Coverage    : 100.0% of 8 windows, 7 watched, 1 back-filled, 0 missed\n");
  query.format = report_format::json;
  const auto json = nlohmann::json::parse(report(source, query).out);
  CHECK(json.at("windows") == 8);
  CHECK(json.at("known") == "1.000000");
  CHECK(json.at("gaps").empty());
  query.format = report_format::csv;
  query.filter.end.reset();
  CHECK(report(source, query).out ==
        "series,from,to,windows,reason,coverage\r\n"
        "btc-updown-15m,2026-09-21T00:30:00Z,2026-09-21T01:30:00Z,4,not in the ledger,"
        "missed\r\n");
}

TEST_CASE("report command: an unreadable ledger is not an empty report") {
  memory_source source;
  source.broken = ledger_error{ledger_error_kind::corrupt, "tracker.db is damaged"};
  for (const auto format :
       {report_format::table, report_format::csv, report_format::json}) {
    for (const std::optional<report_grouping> grouping :
         {std::optional<report_grouping>{}, std::optional{report_grouping::day}}) {
      const auto result = report(source, query_for(format, grouping));
      CHECK(result.exit_code == 1);
      CHECK(result.err == "performance_tracker: tracker.db is damaged\n");
      CHECK_FALSE(contains(result.out, "[]"));
    }
  }
  report_query query;
  query.coverage_only = true;
  CHECK(report(source, query).exit_code == 1);
}

TEST_CASE("report command: a closed output is reported") {
  memory_source source;
  add_day(source);
  std::ostringstream out;
  std::ostringstream err;
  out.setstate(std::ios::badbit);
  CHECK(run_report({}, source, {report_time, los_angeles, {}, false}, out, err) == 1);
  CHECK(err.str() == "performance_tracker: the report could not be written\n");
}

TEST_CASE("report command: the plot of the report") {
  memory_source source;
  add_day(source);
  report_query query;
  query.plot = "report_command_test.svg";
  query.grouping = report_grouping::day;
  CHECK(report(source, query).exit_code == 0);
  std::ifstream file{query.plot};
  const std::string svg{std::istreambuf_iterator<char>{file}, {}};
  CHECK(contains(svg, "+$3.94 net P/L"));
  CHECK(std::remove(query.plot.c_str()) == 0);

  query.plot = "no/such/folder/p.svg";
  const auto result = report(source, query);
  CHECK(result.exit_code == 1);
  CHECK(result.err == "performance_tracker: no/such/folder/p.svg could not be written\n");
}
