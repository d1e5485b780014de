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

void append_json_string(std::string& out, const std::string& text) {
  out += '"';
  append_escaped(out, text, escaping::json);
  out += '"';
}

void append_json_list(std::string& out, const std::string& words) {
  out += '[';
  for (std::size_t begin = 0; begin < words.size();) {
    const auto end = std::min(words.find(' ', begin), words.size());
    if (begin > 0)
      out += ',';
    append_json_string(out, words.substr(begin, end - begin));
    begin = end + 1;
  }
  out += ']';
}

void append_json_value(std::string& out, const report_cell& cell) {
  switch (cell.kind) {
  case cell_kind::text:
  case cell_kind::decimal:
  case cell_kind::time:
    append_json_string(out, cell.text);
    break;
  case cell_kind::number:
    out += cell.text;
    break;
  case cell_kind::null:
    out += "null";
    break;
  case cell_kind::list:
    append_json_list(out, cell.text);
    break;
  }
}

void append_csv_value(std::string& out, const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"')
      out += '"';
    out += c;
  }
  out += '"';
}

} // namespace

std::string json_object(const std::vector<std::string>& names,
                        const std::vector<report_cell>& cells) {
  std::string out = "{";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0)
      out += ',';
    append_json_string(out, names[i]);
    out += ':';
    append_json_value(out, cells[i]);
  }
  return out + '}';
}

std::string json_rows::row(const std::vector<report_cell>& cells) {
  const auto* before = std::exchange(empty_, false) ? "[\n" : ",\n";
  return before + json_object(names_, cells);
}

std::string json_rows::end() const {
  return empty_ ? "[]\n" : "\n]\n";
}

std::string csv_line(const std::vector<report_cell>& cells) {
  std::string out;
  for (const auto& cell : cells) {
    if (&cell != cells.data())
      out += ',';
    append_csv_value(out, cell.text);
  }
  return out + "\r\n";
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
  for (const auto& name : names)
    cells.push_back({name, cell_kind::text});
  return csv_line(cells);
}

std::string coverage_json(const coverage_summary& of) {
  const auto columns = gap_columns();
  json_rows gaps{names_of(columns)};
  std::string listed;
  for (const auto& gap : of.gaps)
    listed += gaps.row(cells_of(columns, gap));
  listed += gaps.end();
  listed.pop_back();
  return fmt::format(R"({{"windows":{},"watched":{},"backfilled":{},"missed":{},)"
                     R"("unsupported":{},"known":"{}","gaps":{}}})"
                     "\n",
                     of.windows(), of.watched, of.backfilled, of.missed, of.unsupported,
                     format_micros(of.known_share(1'000'000)), listed);
}

} // namespace tracker
