// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_encoder.hpp"

#include "actors/text/escaped_text.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace tracker {

namespace {

void append_json_string(std::string& output, const std::string& text) {
  output += '"';
  append_escaped(output, text, escaping::json);
  output += '"';
}

void append_json_list(std::string& output, const std::string& words) {
  output += '[';
  for (std::size_t begin = 0; begin < words.size();) {
    const auto end = std::min(words.find(' ', begin), words.size());
    if (begin > 0)
      output += ',';
    append_json_string(output, words.substr(begin, end - begin));
    begin = end + 1;
  }
  output += ']';
}

void append_json_value(std::string& output, const report_cell& cell) {
  switch (cell.kind) {
  case cell_kind::text:
  case cell_kind::decimal:
  case cell_kind::time:
    append_json_string(output, cell.text);
    break;
  case cell_kind::number:
    output += cell.text;
    break;
  case cell_kind::null:
    output += "null";
    break;
  case cell_kind::list:
    append_json_list(output, cell.text);
    break;
  }
}

void append_csv_value(std::string& output, const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    output += text;
    return;
  }
  output += '"';
  for (const char c : text) {
    if (c == '"')
      output += '"';
    output += c;
  }
  output += '"';
}

} // namespace

std::string json_object(const std::vector<std::string>& names,
                        const std::vector<report_cell>& cells) {
  std::string output = "{";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0)
      output += ',';
    append_json_string(output, names[i]);
    output += ':';
    append_json_value(output, cells[i]);
  }
  return output + '}';
}

std::string json_rows::row(const std::vector<report_cell>& cells) {
  const auto* before = std::exchange(empty_, false) ? "[\n" : ",\n";
  return before + json_object(names_, cells);
}

std::string json_rows::end() const {
  return empty_ ? "[]\n" : "\n]\n";
}

std::string csv_line(const std::vector<report_cell>& cells) {
  std::string output;
  for (const auto& cell : cells) {
    if (&cell != cells.data())
      output += ',';
    append_csv_value(output, cell.text);
  }
  return output + "\r\n";
}

report_cell spreadsheet_cell(const report_cell& cell, const date::time_zone& zone) {
  auto result = cell;
  if (cell.kind == cell_kind::time)
    if (const auto instant = parse_time(cell.text))
      result.text = date::format(
          "%F %T", date::make_zoned(&zone, date::floor<std::chrono::seconds>(*instant)));
  constexpr std::string_view formula_starts = "=+-@\t\r";
  if (cell.kind == cell_kind::text && !cell.text.empty() &&
      formula_starts.find(cell.text.front()) != std::string_view::npos)
    result.text.insert(0, 1, '\'');
  return result;
}

std::string csv_header(const std::vector<std::string>& names) {
  std::vector<report_cell> cells;
  cells.reserve(names.size());
  for (const auto& name : names)
    cells.push_back({name, cell_kind::text});
  return csv_line(cells);
}

std::string coverage_json(const coverage_summary& coverage) {
  const auto columns = gap_columns();
  json_rows gaps{names_of(columns)};
  std::string listed;
  for (const auto& gap : coverage.gaps)
    listed += gaps.row(cells_of(columns, gap));
  listed += gaps.end();
  listed.pop_back();
  return fmt::format(R"({{"windows":{},"watched":{},"backfilled":{},"missed":{},)"
                     R"("unsupported":{},"not_offered":{},"known":"{}","gaps":{}}})"
                     "\n",
                     coverage.windows(), coverage.watched, coverage.backfilled,
                     coverage.missed, coverage.unsupported, coverage.not_offered,
                     format_micros(coverage.known_share(1'000'000)), listed);
}

} // namespace tracker
