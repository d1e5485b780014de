// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_query.hpp"

#include "actors/ledger/report/report_names.hpp"

#include "tests/actors/ledger/report/report_grades.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

/// 20:00 in Los Angeles on 2026-11-02, the day after the clocks went back.
std::variant<report_query, option_fault> parsed(const report_options& options) {
  return parse_report_query(options, time_at("2026-11-03T04:00:00Z"), los_angeles);
}

report_query query(const report_options& options) {
  return std::get<report_query>(parsed(options));
}

std::string refused(const report_options& options) {
  return to_string(std::get<option_fault>(parsed(options)));
}

using option_member = std::optional<std::string> report_options::*;

report_filter filter_of_kinds(std::vector<trade_kind> kinds) {
  report_filter filter;
  filter.kinds = std::move(kinds);
  return filter;
}

report_options options_with(option_member option, const char* value) {
  report_options options;
  options.*option = value;
  return options;
}

} // namespace

TEST_CASE("report: a table has the traded windows of a day, other forms have all") {
  const auto day_before = time_at("2026-11-02T04:00:00Z");
  report_query day;
  day.filter.begin = day_before;
  day.traded_only = true;
  day.default_span = true;
  CHECK(query({}) == day);

  // A span or a number of rows replaces the default day.
  for (const auto option : {&report_options::begin, &report_options::end}) {
    const auto asked = query(options_with(option, "yesterday"));
    CHECK(asked.traded_only);
    CHECK_FALSE(asked.default_span);
  }
  CHECK_FALSE(query(options_with(&report_options::plot, "p.svg")).filter.begin);
  const auto last = query(options_with(&report_options::last, "20"));
  CHECK(last.last == 20U);
  CHECK_FALSE(last.filter.begin);
  CHECK_FALSE(query(options_with(&report_options::type, "NO_TRADE")).traded_only);

  report_options options;
  options.all = true;
  CHECK(query(options) == report_query{});
  for (const auto* format : {"csv", "json"}) {
    const auto asked = query(options_with(&report_options::format, format));
    CHECK_FALSE(asked.traded_only);
    CHECK_FALSE(asked.filter.begin);
  }
  const auto grouped = query(options_with(&report_options::grouping, "day"));
  CHECK_FALSE(grouped.traded_only);
  CHECK_FALSE(grouped.filter.begin);
}

TEST_CASE("report: types, results, strategies, an order and a number of rows") {
  report_options options;
  options.type = "arb, 99c_capture";
  options.result = "Bail,win";
  options.strategy = "pairs,(none)";
  options.sort = "-pnl";
  options.last = "7";
  const auto asked = query(options);
  CHECK(asked.filter.kinds == std::vector{trade_kind::arb, trade_kind::capture});
  CHECK(asked.filter.results == std::vector{trade_result::bail, trade_result::win});
  CHECK(asked.filter.strategies == std::vector<std::string>{"pairs", ""});
  CHECK(asked.order == report_order::pnl);
  CHECK(asked.descending);
  CHECK(asked.last == 7U);
  CHECK(query(options_with(&report_options::sort, "fees")).order == report_order::fees);
  for (const auto* grouping : {"hour", "weekday", "month"})
    CHECK(to_string(*query(options_with(&report_options::grouping, grouping)).grouping) ==
          std::string{grouping});
}

TEST_CASE("report: --excel is CSV, and coverage is of windows") {
  report_options options;
  options.excel = true;
  CHECK(query(options).format == report_format::csv);
  CHECK(query(options).excel);
  options.format = "json";
  CHECK(refused(options) == "--format=json: allowed: csv, together with --excel");
  options = options_with(&report_options::grouping, "wallet");
  options.coverage = true;
  CHECK(refused(options) == "--by=wallet: allowed: hour, day, weekday, week, month and "
                            "series, together with --coverage");
}

TEST_CASE("report: a name that does not exist is refused with those that do") {
  const known_names known{{"btc-updown-15m", "eth-updown-5m"},
                          {{"main", main_address}, {"", side_address}},
                          {"pairs"}};
  const auto fault_of = [&](report_filter filter) {
    const auto fault = resolve_names(filter, known);
    return fault ? to_string(*fault) : "";
  };
  report_filter filter;
  filter.wallets = {"mian"};
  CHECK(fault_of(filter) == "--wallet=mian: allowed: 0xbbbbbbbb…bbbbbb, main");
  CHECK(resolve_names(filter, known)->choices.back() == "main");
  filter.wallets = {"main", side_address, "0xaaaaaaaa…aaaaaa"};
  CHECK(fault_of(filter).empty());
  REQUIRE_FALSE(resolve_names(filter, known));
  CHECK(filter.wallets == std::vector<std::string>{"main", side_address, main_address});
  filter = {};
  filter.series = {"btc-updown-5m"};
  CHECK(fault_of(filter) == "--series=btc-updown-5m: allowed: btc-updown-15m, "
                            "eth-updown-5m");
  filter = {};
  filter.strategies = {"", "pair"};
  CHECK(fault_of(filter) == "--strategy=pair: allowed: pairs");
  CHECK(to_string(*resolve_names(filter, {})) ==
        "--strategy=pair: allowed: (none), since the ledger has no strategies");
}

TEST_CASE("report: a day is included from its first instant to its end") {
  struct row {
    const char* text;
    const char* begin;
    const char* end;
  };
  const row rows[] = {
      {"today", "2026-11-02T08:00:00Z", "2026-11-03T08:00:00Z"},
      {"0d", "2026-11-02T08:00:00Z", "2026-11-03T08:00:00Z"},
      {"Yesterday", "2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z"},
      {"7d", "2026-10-26T07:00:00Z", "2026-10-27T07:00:00Z"},
      {"2026-01-20", "2026-01-20T08:00:00Z", "2026-01-21T08:00:00Z"},
      {"2026-01-20T10:00", "2026-01-20T18:00:00Z", "2026-01-20T18:00:00Z"},
      {"2026-01-20T10:00:00Z", "2026-01-20T10:00:00Z", "2026-01-20T10:00:00Z"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(query(options_with(&report_options::begin, row.text)).filter.begin ==
          time_at(row.begin));
    CHECK(query(options_with(&report_options::end, row.text)).filter.end ==
          time_at(row.end));
  }
}

TEST_CASE("report: lists are separated by commas, words are read in any case") {
  auto options = options_with(&report_options::series, "btc-updown-15m, eth-updown-5m");
  options.wallet = "main,0xABCDEF";
  options.status = "final,Void";
  options.grouping = "Week";
  options.format = "JSON";
  options.plot = "equity.svg";
  options.coverage = true;
  report_query expected;
  expected.filter.series = {"btc-updown-15m", "eth-updown-5m"};
  expected.filter.wallets = {"main", "0xabcdef"};
  expected.filter.statuses = {grade_status::final, grade_status::void_settled};
  expected.grouping = report_grouping::week;
  expected.format = report_format::json;
  expected.coverage_only = true;
  expected.plot = "equity.svg";
  CHECK(query(options) == expected);
  CHECK_FALSE(query(options_with(&report_options::grouping, "window")).grouping);
}

TEST_CASE("report: an invalid option is named with the allowed values") {
  const std::string times = ": allowed: today, yesterday, 7d (seven days ago), "
                            "2026-11-24, 2026-11-24T13:30 or 2026-11-24T21:30:00Z";
  struct row {
    option_member option;
    const char* given;
    std::string fault;
  };
  const row rows[] = {
      {&report_options::begin, "tomorrow", "--from=tomorrow" + times},
      {&report_options::begin, "", "--from=" + times},
      {&report_options::begin, "-7d", "--from=-7d" + times},
      {&report_options::begin, "d", "--from=d" + times},
      {&report_options::begin, "99999d", "--from=99999d" + times},
      {&report_options::end, "2026-02-30", "--to=2026-02-30" + times},
      {&report_options::series, "a,,b",
       "--series=a,,b: allowed: names, separated by commas"},
      {&report_options::wallet, "", "--wallet=: allowed: names, separated by commas"},
      {&report_options::status, "FINAL,LOST",
       "--status=LOST: allowed: PENDING, PROVISIONAL, FINAL, AMENDED and VOID"},
      {&report_options::grouping, "year",
       "--by=year: allowed: window, hour, day, weekday, week, month, series, wallet, "
       "type "
       "and strategy"},
      {&report_options::type, "NONE",
       "--type=NONE: allowed: NO_TRADE, ARB, 99C_CAPTURE and DIRECTIONAL"},
      {&report_options::result, "won",
       "--result=won: allowed: PAIRED, LOPSIDED, BAIL, WIN, LOSS, CASHED and EXITED"},
      {&report_options::sort, "size", "--sort=size: allowed: time, pnl, fees and volume"},
      {&report_options::last, "0", "--last=0: allowed: a number of rows from 1 on"},
      {&report_options::last, "1e3", "--last=1e3: allowed: a number of rows from 1 on"},
      {&report_options::format, "xml\x1b",
       "--format=xml\\u001b: allowed: table, csv and json"},
      {&report_options::plot, "equity.png",
       "--plot=equity.png: allowed: a file whose name ends with .svg"},
  };
  for (const auto& row : rows)
    CHECK(refused(options_with(row.option, row.given)) == row.fault);
}

TEST_CASE("report: a span that ends before it begins is refused") {
  auto options = options_with(&report_options::begin, "today");
  options.end = "yesterday";
  CHECK(refused(options) == "--to=yesterday: allowed: a time after --from");
  options.end = "today";
  CHECK(query(options).filter.begin < query(options).filter.end);
}

TEST_CASE("report: a window belongs to the span of its last instant") {
  const auto midnight = time_at("2026-11-02T08:00:00Z");
  report_filter day{midnight, midnight + std::chrono::hours{24}, {}, {}, {}};
  const auto window_after = [&](std::chrono::minutes offset) {
    return window{"", midnight + offset, midnight + offset + std::chrono::minutes{15}};
  };
  using std::chrono::minutes;
  CHECK_FALSE(selects_window(day, window_after(minutes{-15}), ""));
  CHECK(selects_window(day, window_after(minutes{-14}), ""));
  CHECK(selects_window(day, window_after(minutes{0}), ""));
  CHECK(selects_window(day, window_after(minutes{1425}), ""));
  CHECK_FALSE(selects_window(day, window_after(minutes{1426}), ""));
}

TEST_CASE("report: a grade is included when every filter matches it") {
  auto graded = grade_at(september, {}, settlement::up);
  struct row {
    report_filter filter;
    bool is_selected;
  };
  const row rows[] = {
      {{}, true},
      {{{}, {}, {"eth-updown-15m", "btc-updown-15m"}, {}, {}}, true},
      {{{}, {}, {"btc-updown-5m"}, {}, {}}, false},
      {{{}, {}, {}, {"main"}, {}}, true},
      {{{}, {}, {}, {main_address}, {}}, true},
      {{{}, {}, {}, {side_address}, {}}, false},
      {{{}, {}, {}, {}, {grade_status::final}}, true},
      {{{}, {}, {}, {}, {grade_status::pending}}, false},
      {{{}, {}, {"btc-updown-15m"}, {"other"}, {}}, false},
      {filter_of_kinds({trade_kind::none, trade_kind::arb}), true},
      {filter_of_kinds({trade_kind::arb}), false},
      {{graded.window.end, {}, {}, {}, {}}, false},
      {{{}, graded.window.end, {}, {}, {}}, true},
  };
  for (const auto& row : rows)
    CHECK(selects(row.filter, graded) == row.is_selected);
}

TEST_CASE("report: a single time is a day or an instant") {
  const auto now = time_at("2026-11-03T04:00:00Z");
  CHECK(parse_when("yesterday", now, los_angeles) ==
        time_bounds{time_at("2026-11-01T07:00:00Z"), time_at("2026-11-02T08:00:00Z")});
  const auto noon = time_at("2026-11-01T12:00:00Z");
  CHECK(parse_when("2026-11-01T12:00:00Z", now, los_angeles) == time_bounds{noon, noon});
  CHECK_FALSE(parse_when("noon", now, los_angeles));
}
