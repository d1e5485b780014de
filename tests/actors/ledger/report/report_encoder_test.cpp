// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_encoder.hpp"

#include "tests/actors/ledger/report/report_day.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

template <class Row>
std::string as_json(const report_columns<Row>& columns, const std::vector<Row>& rows) {
  json_rows encoder{names_of(columns)};
  std::string text;
  for (const auto& row : rows)
    text += encoder.row(cells_of(columns, row));
  return text + encoder.end();
}

std::string any_text() {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  return *rc::gen::element<std::string>("plain", "a,b\"c", "two\r\nlines", "né✓", bytes);
}

/// The fields of a text in RFC 4180.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> lines{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && quoted && text.substr(i + 1, 1) == "\"")
      lines.back().back() += text[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      lines.back().emplace_back();
    else if (c == '\n' && !quoted)
      lines.push_back({""});
    else if (c != '\r' || quoted)
      lines.back().back() += c;
  }
  lines.pop_back();
  return lines;
}

} // namespace

TEST_CASE("report: a grade's row in JSON is the contract's") {
  auto row = a_day()[3];
  row.sources = {{winner_source::gamma, settlement::down, row.window.end, {}},
                 {winner_source::clob, settlement::up, row.window.end, {}},
                 {winner_source::resolutions, settlement::down, row.window.end, {}}};
  CHECK(as_json(grade_columns(), {row}) ==
        "[\n"
        R"({"slug":"btc-updown-15m-1789946100","series":"btc-updown-15m",)"
        R"("start":"2026-09-20T23:15:00Z","end":"2026-09-20T23:30:00Z",)"
        R"("wallet":"0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","wallet_name":"main",)"
        R"("status":"AMENDED","outcome":"DOWN","trade_type":"ARB","result":"LOPSIDED",)"
        R"("up_bought":"10.000000","down_bought":"8.000000","up_held":"10.000000",)"
        R"("down_held":"8.000000","cost":"8.660000","proceeds":"0.000000",)"
        R"("payout":"8.000000","fees":"0.000000","fee_source":"observed",)"
        R"("rebates":"0.000000","arb_pnl":"0.320000","capture_pnl":"0.000000",)"
        R"("pnl":"-0.660000","fills":2,"resolved_at":"2026-09-20T23:30:40Z",)"
        R"("graded_at":"2026-09-20T23:30:50Z","revision":3,"reason":"late row",)"
        R"("strategy":"","directional_pnl":"-0.980000","before_fees":"-0.660000",)"
        R"("up_entry":"0.490000","down_entry":"0.470000",)"
        R"("sources":["gamma","resolutions"]})"
        "\n]\n");
}

TEST_CASE("report: absent values are null in JSON and empty in CSV") {
  const auto row = a_day()[7];
  const auto columns = grade_columns();
  const auto json = nlohmann::json::parse(as_json(columns, {row})).at(0);
  CHECK(json.at("outcome").is_null());
  CHECK(json.at("result").is_null());
  CHECK(json.at("resolved_at").is_null());
  CHECK(json.at("trade_type") == "NO_TRADE");
  CHECK(json.at("reason") == "");
  CHECK(json.at("sources").is_array());
  CHECK(json.at("sources").empty());
  CHECK(csv_line(cells_of(columns, row)) ==
        "btc-updown-15m-1789949700,btc-updown-15m,2026-09-21T00:15:00Z,"
        "2026-09-21T00:30:00Z,0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,main,PENDING,,"
        "NO_TRADE,,0.000000,0.000000,0.000000,0.000000,0.000000,0.000000,0.000000,"
        "0.000000,none,0.000000,0.000000,0.000000,0.000000,0,,2026-09-21T00:30:50Z,0,,,"
        "0.000000,0.000000,,,\r\n");
}

TEST_CASE("report: no rows are an empty array, and a line of names") {
  CHECK(as_json(grade_columns(), {}) == "[]\n");
  CHECK(csv_header(names_of(gap_columns())) ==
        "series,from,to,windows,reason,coverage\r\n");
}

TEST_CASE("report: a group's row in JSON") {
  report_group row{"2026-09-20", "2026-09-20", {}};
  for (const auto& graded : a_day())
    row.sums.add(graded);
  CHECK(as_json(group_columns(report_grouping::day), {row}) ==
        "[\n"
        R"({"day":"2026-09-20","grades":8,"traded":6,"wins":3,"losses":1,"even":0,)"
        R"("void":1,"win_rate":"0.750000","pnl":"3.936300","before_fees":"4.140000",)"
        R"("fees_observed":"0.203700","fees_modelled":"0.000000","rebates":"0.000000",)"
        R"("volume":"129.063700","fills":8,"arb_pnl":"1.120000",)"
        R"("arb_win_rate":"1.000000","capture_pnl":"2.796300",)"
        R"("capture_win_rate":"1.000000","directional_pnl":"0.020000",)"
        R"("directional_win_rate":"0.000000","provisional":1,"pending":2,"open":1,)"
        R"("open_cash":"-9.800000"})"
        "\n]\n");
}

TEST_CASE("report: the coverage in JSON") {
  const auto start = from_unix_seconds(september);
  CHECK(
      coverage_json({90,
                     4,
                     2,
                     {{"btc-updown-15m", start, start + std::chrono::minutes{30}, 2,
                       "not running"}}}) ==
      R"({"windows":96,"watched":90,"backfilled":4,"missed":2,"unsupported":0,"not_offered":0,)"
      R"("known":"0.979166",)"
      "\"gaps\":[\n"
      R"({"series":"btc-updown-15m","from":"2026-09-20T22:30:00Z",)"
      R"("to":"2026-09-20T23:00:00Z","windows":2,"reason":"not running","coverage":"missed"})"
      "\n]}\n");
  CHECK(nlohmann::json::parse(coverage_json({})).at("gaps").empty());
}

TEST_CASE("report: JSON and CSV can be parsed back for any names", "[properties]") {
  CHECK(rc::check([] {
    auto grades = any_grades();
    for (auto& graded : grades)
      graded.reason = any_text();
    const auto columns = grade_columns();
    const auto names = names_of(columns);
    const auto reason = static_cast<std::size_t>(
        std::find(names.begin(), names.end(), "reason") - names.begin());
    const auto read = nlohmann::json::parse(as_json(columns, grades));
    auto csv = csv_header(names_of(columns));
    for (const auto& graded : grades)
      csv += csv_line(cells_of(columns, graded));
    const auto lines = read_csv(csv);
    RC_ASSERT(read.size() == grades.size());
    RC_ASSERT(lines.size() == grades.size() + 1);
    for (std::size_t i = 0; i < grades.size(); ++i) {
      RC_ASSERT(read[i].size() == columns.size());
      RC_ASSERT(read[i].at("pnl") == to_string(grades[i].figures.pnl));
      RC_ASSERT(lines[i + 1].size() == columns.size());
      RC_ASSERT(lines[i + 1][reason] == grades[i].reason);
    }
  }));
}

TEST_CASE("report: a grade's row ends with its market") {
  grade_row row{a_day()[0], std::string{"0x"}.append(64, 'c')};
  auto cells = grade_row_cells(grade_columns(), row);
  REQUIRE(cells.size() == grade_row_names().size());
  CHECK(grade_row_names().back() == "pnl_with_rebates");
  const auto names = grade_row_names();
  const auto place = static_cast<std::size_t>(
      std::find(names.begin(), names.end(), "condition_id") - names.begin());
  REQUIRE(place < cells.size());
  CHECK(cells[place].text == row.condition_id);
  row.condition_id.clear();
  CHECK(grade_row_cells(grade_columns(), row)[place].kind == cell_kind::null);
}

TEST_CASE("report: a group of wallets has the wallet's name") {
  const report_group row{main_address, "main", {}};
  const auto cells = cells_of(group_columns(report_grouping::wallet), row);
  CHECK(names_of(group_columns(report_grouping::wallet))[1] == "wallet_name");
  CHECK(cells[0].text == main_address);
  CHECK(cells[1].text == "main");
}

TEST_CASE("report: cells for spreadsheets") {
  const auto& zone = *date::locate_zone("America/Los_Angeles");
  struct row {
    report_cell cell;
    const char* shown;
  };
  const row rows[] = {
      {{"2026-09-20T23:30:40Z", cell_kind::time}, "2026-09-20 16:30:40"},
      {{"-0.660000", cell_kind::decimal}, "-0.660000"},
      {{"3", cell_kind::number}, "3"},
      {{"", cell_kind::null}, ""},
      {{"late row", cell_kind::text}, "late row"},
      {{"=1+1", cell_kind::text}, "'=1+1"},
      {{"+cmd", cell_kind::text}, "'+cmd"},
      {{"-cmd", cell_kind::text}, "'-cmd"},
      {{"@SUM(A1)", cell_kind::text}, "'@SUM(A1)"},
      {{"\t=1", cell_kind::text}, "'\t=1"},
      {{"\r=1", cell_kind::text}, "'\r=1"},
      {{"a=1", cell_kind::text}, "a=1"},
  };
  for (const auto& [cell, shown] : rows) {
    INFO(cell.text);
    CHECK(spreadsheet_cell(cell, zone).text == shown);
  }
}

TEST_CASE("report: no text is a formula for a spreadsheet, and no number is changed",
          "[properties]") {
  const auto& zone = *date::locate_zone("America/Los_Angeles");
  CHECK(rc::check([&] {
    auto row = any_grade();
    row.reason = *rc::gen::element<std::string>("=", "+", "-", "@") + any_text();
    row.strategy = any_text();
    for (const auto& cell : grade_row_cells(grade_columns(), {row, ""})) {
      const auto shown = spreadsheet_cell(cell, zone).text;
      if (cell.kind == cell_kind::text && !shown.empty())
        RC_ASSERT(std::string{"=+-@\t\r"}.find(shown.front()) == std::string::npos);
      if (cell.kind == cell_kind::decimal || cell.kind == cell_kind::number)
        RC_ASSERT(shown == cell.text);
    }
  }));
}
