// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_query.hpp"

#include "actors/text/time_text.hpp"
#include "tests/actors/ledger/report/report_grades.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;
using namespace tracker::test;

namespace {

const date::time_zone& here = *date::locate_zone("America/Los_Angeles");

timestamp at(const char* text) {
  return parse_time(text).value();
}

/// It is 20:00 in Los Angeles on 2026-11-02, the day after the clocks went back.
std::variant<report_query, option_fault> parsed(const report_words& words) {
  return parse_report_query(words, at("2026-11-03T04:00:00Z"), here);
}

report_query query(const report_words& words) {
  return std::get<report_query>(parsed(words));
}

std::string refused(const report_words& words) {
  return to_string(std::get<option_fault>(parsed(words)));
}

using word = std::optional<std::string> report_words::*;

report_words with(word option, const char* value) {
  report_words words;
  words.*option = value;
  return words;
}

} // namespace

TEST_CASE("report: without options everything is in it, a row a window") {
  CHECK(query({}) == report_query{});
}

TEST_CASE("report: a day is wanted as a whole, from its first instant to its end") {
  struct row {
    const char* text;
    const char* from;
    const char* to;
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
    CHECK(query(with(&report_words::from, row.text)).filter.from == at(row.from));
    CHECK(query(with(&report_words::to, row.text)).filter.to == at(row.to));
  }
}

TEST_CASE("report: lists are separated by commas, words are read in any case") {
  auto words = with(&report_words::series, "btc-updown-15m, eth-updown-5m");
  words.wallet = "main,0xABCDEF";
  words.status = "final,Void";
  words.by = "Week";
  words.format = "JSON";
  words.plot = "equity.svg";
  words.coverage = true;
  const report_query expected{
      {std::nullopt,
       std::nullopt,
       {"btc-updown-15m", "eth-updown-5m"},
       {"main", "0xabcdef"},
       {grade_status::final, grade_status::void_settled}},
      report_grouping::week,
      report_format::json,
      true,
      "equity.svg",
  };
  CHECK(query(words) == expected);
  CHECK_FALSE(query(with(&report_words::by, "window")).by);
}

TEST_CASE("report: what can not be understood is named, with what is allowed") {
  const std::string times = ": allowed: today, yesterday, 7d (seven days ago), "
                            "2026-11-24, 2026-11-24T13:30 or 2026-11-24T21:30:00Z";
  struct row {
    word option;
    const char* given;
    std::string fault;
  };
  const row rows[] = {
      {&report_words::from, "tomorrow", "--from=tomorrow" + times},
      {&report_words::from, "", "--from=" + times},
      {&report_words::from, "-7d", "--from=-7d" + times},
      {&report_words::from, "d", "--from=d" + times},
      {&report_words::from, "99999d", "--from=99999d" + times},
      {&report_words::to, "2026-02-30", "--to=2026-02-30" + times},
      {&report_words::series, "a,,b",
       "--series=a,,b: allowed: names, separated by commas"},
      {&report_words::wallet, "", "--wallet=: allowed: names, separated by commas"},
      {&report_words::status, "FINAL,LOST",
       "--status=LOST: allowed: PENDING, PROVISIONAL, FINAL, AMENDED and VOID"},
      {&report_words::by, "month",
       "--by=month: allowed: window, day, week, series, wallet, type and strategy"},
      {&report_words::format, "xml\x1b",
       "--format=xml\\u001b: allowed: table, csv and json"},
      {&report_words::plot, "equity.png",
       "--plot=equity.png: allowed: a file whose name ends with .svg"},
  };
  for (const auto& row : rows)
    CHECK(refused(with(row.option, row.given)) == row.fault);
}

TEST_CASE("report: a span that ends before it begins is refused") {
  auto words = with(&report_words::from, "today");
  words.to = "yesterday";
  CHECK(refused(words) == "--to=yesterday: allowed: a time after --from");
  words.to = "today";
  CHECK(query(words).filter.from < query(words).filter.to);
}

TEST_CASE("report: a window belongs where its last instant is") {
  const auto midnight = at("2026-11-02T08:00:00Z");
  report_filter day{midnight, midnight + std::chrono::hours{24}, {}, {}, {}};
  const auto starting = [&](std::chrono::minutes after) {
    return window{"", midnight + after, midnight + after + std::chrono::minutes{15}};
  };
  using std::chrono::minutes;
  CHECK_FALSE(selects_window(day, starting(minutes{-15}), ""));
  CHECK(selects_window(day, starting(minutes{-14}), ""));
  CHECK(selects_window(day, starting(minutes{0}), ""));
  CHECK(selects_window(day, starting(minutes{1425}), ""));
  CHECK_FALSE(selects_window(day, starting(minutes{1426}), ""));
}

TEST_CASE("report: a grade is in it when every filter means it") {
  auto of = grade_at(september, {}, settlement::up);
  struct row {
    report_filter by;
    bool meant;
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
      {{of.of.end, {}, {}, {}, {}}, false},
      {{{}, of.of.end, {}, {}, {}}, true},
  };
  for (const auto& row : rows)
    CHECK(selects(row.by, of) == row.meant);
}

TEST_CASE("report: a time by itself is a day or an instant") {
  const auto now = at("2026-11-03T04:00:00Z");
  CHECK(parse_when("yesterday", now, here) ==
        time_bounds{at("2026-11-01T07:00:00Z"), at("2026-11-02T08:00:00Z")});
  const auto noon = at("2026-11-01T12:00:00Z");
  CHECK(parse_when("2026-11-01T12:00:00Z", now, here) == time_bounds{noon, noon});
  CHECK_FALSE(parse_when("noon", now, here));
}
