// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_layout.hpp"

#include "actors/text/escaped_text.hpp"

#include <algorithm>
#include <array>

namespace tracker {

namespace {

std::vector<std::size_t> column_widths(const std::vector<table_column>& columns,
                                       const std::vector<std::vector<table_cell>>& rows) {
  std::vector<std::size_t> widths(columns.size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i].text));
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!columns[i].shown)
      widths[i] = 0;
    else if (widths[i] > 0 || rows.empty())
      widths[i] = std::max(widths[i], display_width(columns[i].title));
  return widths;
}

constexpr const char* column_gap = "  ";

std::size_t table_width(const std::vector<std::size_t>& widths) {
  std::size_t sum = 0;
  std::size_t shown = 0;
  for (const auto width : widths)
    if (width > 0) {
      sum += width;
      ++shown;
    }
  return shown == 0 ? 0 : sum + 2 * (shown - 1);
}

std::size_t index_of(const std::vector<table_column>& columns,
                     const table_column& column) {
  return static_cast<std::size_t>(&column - columns.data());
}

/// The order in which columns are dropped; 0: never, or not shown.
int drop_rank(const table_column& column, std::size_t width) {
  return width == 0 ? 0 : column.drop;
}

/// Narrows the first column that may be cut by at most `excess`. False when no column may
/// be cut.
bool cut_texts(const std::vector<table_column>& columns,
               std::vector<std::vector<table_cell>>& rows,
               std::vector<std::size_t>& widths, std::size_t excess) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto min_width =
        std::max(columns[i].min_width, display_width(columns[i].title));
    if (columns[i].min_width == 0 || widths[i] <= min_width)
      continue;
    const auto wanted = std::max(min_width, widths[i] - std::min(excess, widths[i]));
    for (auto& row : rows)
      row[i].text = cut_text(row[i].text, wanted);
    widths[i] = wanted;
    return true;
  }
  return false;
}

/// Builds one line of the table. Holds back blanks until a text follows.
class line_builder {
public:
  explicit line_builder(bool colours) : colours_{colours} {}

  void add(const table_cell& cell, std::size_t width, alignment align) {
    const std::string blanks(width - display_width(cell.text), ' ');
    if (!first_)
      pending_ += column_gap;
    first_ = false;
    if (align == alignment::right)
      pending_ += blanks;
    if (!cell.text.empty()) {
      line_ += pending_ + (colours_ ? colour_text(cell.text, cell.colour) : cell.text);
      pending_.clear();
    }
    if (align == alignment::left)
      pending_ += blanks;
  }
  const std::string& line() const { return line_; }

private:
  bool colours_;
  bool first_ = true;
  std::string line_;
  std::string pending_;
};

} // namespace

std::string one_line(const std::string& text) {
  std::string result;
  append_escaped(result, text, escaping::line);
  return result;
}

std::string colour_text(const std::string& text, tone colour) {
  const char* code = nullptr;
  switch (colour) {
  case tone::plain:
    return text;
  case tone::good:
    code = "32";
    break;
  case tone::bad:
    code = "31";
    break;
  case tone::doubtful:
    code = "33";
    break;
  case tone::faint:
    code = "2";
    break;
  case tone::title:
    code = "1";
    break;
  }
  return std::string{"\x1b["} + code + 'm' + text + "\x1b[0m";
}

std::vector<std::string> fit_table(std::vector<table_column>& columns,
                                   std::vector<std::vector<table_cell>>& rows,
                                   std::size_t width) {
  std::vector<std::string> dropped;
  auto widths = column_widths(columns, rows);
  while (width > 0 && table_width(widths) > width) {
    if (cut_texts(columns, rows, widths, table_width(widths) - width))
      continue;
    auto* first =
        &*std::max_element(columns.begin(), columns.end(),
                           [&](const table_column& left, const table_column& right) {
                             return drop_rank(left, widths[index_of(columns, left)]) <
                                    drop_rank(right, widths[index_of(columns, right)]);
                           });
    if (drop_rank(*first, widths[index_of(columns, *first)]) == 0)
      break;
    first->shown = false;
    widths[index_of(columns, *first)] = 0;
    dropped.push_back(first->title);
  }
  return dropped;
}

std::vector<std::string> layout_table(const std::vector<table_column>& columns,
                                      const std::vector<std::vector<table_cell>>& rows,
                                      bool colours) {
  const auto widths = column_widths(columns, rows);
  const auto line = [&](const std::vector<table_cell>& cells) {
    line_builder builder{colours};
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (widths[i] > 0)
        builder.add(cells[i], widths[i], columns[i].align);
    return builder.line();
  };
  std::vector<table_cell> titles;
  titles.reserve(columns.size());
  for (const auto& column : columns)
    titles.push_back({column.title, tone::title});
  std::vector<std::string> lines{line(titles)};
  lines.reserve(rows.size() + 1);
  for (const auto& row : rows)
    lines.push_back(line(row));
  return lines;
}

} // namespace tracker
