// SPDX-License-Identifier: MIT
#include "actors/ledger/output/report_run.hpp"

#include "actors/ledger/output/report_order.hpp"
#include "actors/ledger/plot/plot.hpp"
#include "actors/ledger/report/report_encoder.hpp"
#include "actors/ledger/report/report_figures.hpp"
#include "actors/ledger/report/report_names.hpp"
#include "actors/ledger/report/report_table.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/shown_cents.hpp"
#include "actors/text/utf8.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <utility>

namespace tracker {

namespace {

constexpr std::size_t sparkline_width = 60;
using failure = report_source::failure;
using take_row = std::function<void(const grade_row&)>;

/// Windows in which no reported wallet traded. The grades of a window come together.
class idle_windows {
public:
  void add(const grade& row, bool is_shown) {
    if (row.window.slug != slug_) {
      slug_ = row.window.slug;
      ++windows_;
      has_row_ = false;
    }
    hidden_ += is_shown ? 0 : 1;
    if (is_shown && !std::exchange(has_row_, true))
      --windows_;
  }

  std::int64_t windows() const { return windows_; }
  std::int64_t grades() const { return hidden_; }

private:
  std::string slug_;
  bool has_row_ = false;
  std::int64_t windows_ = 0;
  std::int64_t hidden_ = 0;
};

/// The maker rebates of the shown windows.
class rebate_sums {
public:
  void add(const grade_row& row) {
    if (row.graded.figures.kind == trade_kind::none || !row.graded.winner)
      return;
    if (!row.maker_rebates)
      ++unknown_;
    else if (*row.maker_rebates != usdc{})
      ++windows_;
    sum_ += row.maker_rebates.value_or(usdc{});
  }

  /// The P/L with rebates; none without rebates.
  std::vector<std::string> lines(usdc pnl) const {
    if (windows_ == 0)
      return {};
    return {fmt::format(
        "With rebates: {} = {} + {} of maker rebates of {} windows (their day is "
        "modelled){}",
        format_pnl(shown_cents({pnl, sum_})[0] + shown_cents({pnl, sum_})[1]),
        format_pnl(shown_cents({pnl, sum_})[0]),
        format_dollars(shown_cents({pnl, sum_})[1]), windows_,
        unknown_ == 0 ? "" : fmt::format("; those of {} are not known", unknown_))};
  }

private:
  usdc sum_;
  std::int64_t windows_ = 0;
  std::int64_t unknown_ = 0;
};

/// One report. Each step returns why it failed.
class report_run {
public:
  report_run(const report_query& query, report_source& source,
             const report_setting& setting, std::ostream& out)
      : query_{query}
      , source_{source}
      , setting_{setting}
      , out_{out}
      , data_{setting.zone, query.grouping, describe_filter(query)} {}

  failure rows() {
    if (query_.coverage_only)
      return query_.grouping ? grouped_coverage(*query_.grouping) : coverage();
    if (query_.grouping)
      return groups(*query_.grouping);
    return query_.format == report_format::table ? table() : encoded_grades();
  }

  /// After the rows are written. False: the file cannot be written.
  bool plot() const {
    std::ofstream file{query_.plot, std::ios::binary | std::ios::trunc};
    file << draw_plot(data_);
    file.close();
    return !file.fail();
  }

private:
  void count(const grade_outline& row) {
    data_.add(row);
    performance_.add(row);
  }

  /// Passes the shown rows on in the requested order, and adds up all rows, those without
  /// trades included unless only the last rows are requested.
  failure each_row(const take_row& take) {
    const bool is_streamed =
        !query_.last && query_.order == report_order::time && !query_.descending;
    std::deque<grade_row> kept;
    if (auto error = source_.each_grade(query_.filter, [&](const grade_row& row) {
          const bool is_shown =
              !query_.traded_only || row.graded.figures.kind != trade_kind::none;
          idle_.add(row.graded, is_shown);
          if (!query_.last)
            count(outline_of(row.graded));
          if (is_shown && is_streamed)
            take(row);
          else if (is_shown)
            kept.push_back(row);
          if (query_.last && kept.size() > *query_.last)
            kept.pop_front();
        }))
      return error;
    if (query_.last)
      for (const auto& row : kept)
        count(outline_of(row.graded));
    if (query_.last && !kept.empty())
      span_from_ = kept.front().graded.window.start;
    put_in_order(kept, query_);
    for (const auto& row : kept)
      take(row);
    return std::nullopt;
  }

  failure encoded_grades() {
    const auto columns = grade_columns();
    const bool is_csv = query_.format == report_format::csv;
    json_rows rows{grade_row_names()};
    if (is_csv)
      out_ << header_line(grade_row_names());
    auto failed_because = each_row([&](const grade_row& row) {
      const auto cells = grade_row_cells(columns, row);
      out_ << (is_csv ? row_line(cells) : rows.row(cells));
    });
    if (!failed_because && !is_csv)
      out_ << rows.end();
    return failed_because;
  }

  failure table() {
    grade_list list{setting_.zone};
    if (auto error = each_row([&](const grade_row& row) {
          list.add(row.graded, row.maker_rebates);
          rebates_.add(row);
        }))
      return error;
    return table_with(list.lines(style()), notes(list.size()));
  }

  /// Rows that the table leaves out, and the option that shows them.
  std::vector<std::string> notes(std::size_t shown) const {
    std::vector<std::string> lines;
    if (query_.default_span)
      lines.emplace_back(shown == 0
                             ? "No trades in the last 24 hours; --from=7d or --all "
                               "goes further back."
                             : "The last 24 hours; --from=7d or --all goes further "
                               "back.");
    else if (shown == 0)
      lines.emplace_back(query_.traded_only ? "No window with trades matches."
                                            : "No grade matches.");
    if (query_.last || !query_.traded_only || idle_.grades() == 0)
      return lines;
    if (idle_.windows() == idle_.grades())
      lines.push_back(fmt::format("{} windows without trades hidden; --all",
                                  format_count(idle_.windows())));
    else
      lines.push_back(fmt::format("{} windows without trades hidden ({} grades without "
                                  "trades in all); --all",
                                  format_count(idle_.windows()),
                                  format_count(idle_.grades())));
    return lines;
  }

  failure groups(report_grouping by) {
    report_groups groups{by, setting_.zone};
    const bool is_table = query_.format == report_format::table;
    const auto detail = is_table ? outline_detail::with_cost : report_groups::needs(by);
    if (auto error =
            source_.each_outline(query_.filter, detail, [&](const grade_outline& what) {
              groups.add(what);
              if (!query_.last)
                count(what);
            }))
      return error;
    auto rows = groups.groups();
    if (query_.last) {
      rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(
                                                std::min(*query_.last, rows.size())));
      if (auto error = count_groups(by, detail, rows))
        return error;
    }
    put_in_order(rows, query_);
    if (is_table)
      return table_with(group_lines(by, rows, style()), {});
    write_rows(group_columns(by), rows);
    return std::nullopt;
  }

  /// Adds up the grades of these groups.
  failure count_groups(report_grouping by, outline_detail detail,
                       const std::vector<report_group>& rows) {
    std::set<std::string> names;
    for (const auto& row : rows)
      names.insert(row.name);
    group_keys keys{by, setting_.zone};
    return source_.each_outline(query_.filter, detail, [&](const grade_outline& what) {
      if (names.count(keys.name_of(keys.key_of(what))) == 0)
        return;
      span_from_ = std::min(span_from_.value_or(what.start), what.start);
      count(what);
    });
  }

  /// The table, its totals and the coverage of its span.
  failure table_with(const report_lines& table, std::vector<std::string> notes) {
    const auto covered = tally();
    if (const auto* error = std::get_if<ledger_error>(&covered))
      return *error;
    write(table.lines);
    if (!table.left_out.empty())
      notes.push_back(fmt::format("No room for {} in {} columns.",
                                  fmt::join(table.left_out, ", "), setting_.width));
    notes.push_back(fmt::format("Times are those of {}.", setting_.zone.name()));
    write({""});
    write(notes);
    write(totals_block(data_.sums()));
    write(rebates_.lines(data_.sums().net.pnl));
    const auto& points = data_.equity().points();
    write(figure_lines(performance_, points, setting_.zone));
    if (!points.empty())
      write({"Equity      : " + sparkline(points, sparkline_width)});
    write(coverage_lines(std::get<coverage_summary>(covered), setting_.zone));
    const auto others =
        other_series_lines(source_, query_.filter, setting_.watched, setting_.now);
    if (const auto* error = std::get_if<ledger_error>(&others))
      return *error;
    write(std::get<std::vector<std::string>>(others));
    return std::nullopt;
  }

  failure coverage() {
    const auto covered = tally();
    if (const auto* error = std::get_if<ledger_error>(&covered))
      return *error;
    const auto& summary = std::get<coverage_summary>(covered);
    switch (query_.format) {
    case report_format::json:
      out_ << coverage_json(summary);
      break;
    case report_format::csv:
      write_rows(gap_columns(), summary.gaps);
      break;
    case report_format::table:
      write(coverage_lines(summary, setting_.zone));
      break;
    }
    return std::nullopt;
  }

  failure grouped_coverage(report_grouping by) {
    group_keys keys{by, setting_.zone};
    std::map<group_key, coverage_summary> sums;
    const auto covered = tally([&](const covered_window& what) {
      grade_outline outline;
      outline.end = what.end;
      outline.series = what.series;
      sums[keys.key_of(outline)].count(what.how);
    });
    if (const auto* error = std::get_if<ledger_error>(&covered))
      return *error;
    std::vector<coverage_group> groups;
    groups.reserve(sums.size());
    for (const auto& [key, counts] : sums)
      groups.push_back({keys.name_of(key), keys.label_of(key), counts});
    if (query_.format == report_format::table) {
      write(coverage_table(by, groups, style()).lines);
      write({""});
      write(coverage_lines(std::get<coverage_summary>(covered), setting_.zone));
    } else {
      write_rows(coverage_columns(by), groups);
    }
    return std::nullopt;
  }

  ledger_result<coverage_summary>
  tally(std::function<void(const covered_window&)> observe = {}) {
    coverage_tally tally{std::move(observe)};
    auto filter = query_.filter;
    if (span_from_ && !filter.begin)
      filter.begin = span_from_;
    if (auto error = source_.each_window(
            filter, [&](const covered_window& what) { tally.add(what); }))
      return *error;
    const auto end = query_.filter.end.value_or(setting_.now);
    return tally.finish(std::min(end, setting_.now), setting_.watched);
  }

  std::string header_line(const std::vector<std::string>& names) const {
    return std::string{query_.excel ? byte_order_mark : ""} + csv_header(names);
  }

  std::string row_line(std::vector<report_cell> cells) const {
    if (query_.excel)
      for (auto& cell : cells)
        cell = spreadsheet_cell(cell, setting_.zone);
    return csv_line(cells);
  }

  template <class Row>
  void write_rows(const report_columns<Row>& columns, const std::vector<Row>& rows) {
    const auto names = names_of(columns);
    if (query_.format == report_format::csv) {
      out_ << header_line(names);
      for (const auto& row : rows)
        out_ << row_line(cells_of(columns, row));
      return;
    }
    json_rows encoder{names};
    for (const auto& row : rows)
      out_ << encoder.row(cells_of(columns, row));
    out_ << encoder.end();
  }

  void write(const std::vector<std::string>& lines) {
    for (const auto& line : lines)
      out_ << line << '\n';
  }

  report_style style() const { return {setting_.colours, setting_.width}; }

  const report_query& query_;
  report_source& source_;
  const report_setting& setting_;
  std::ostream& out_;
  plot_data data_;
  performance performance_;
  idle_windows idle_;
  rebate_sums rebates_;
  /// Begin of the last rows, when only those are requested.
  std::optional<timestamp> span_from_;
};

} // namespace

std::optional<ledger_error> write_report_rows(const report_query& query,
                                              report_source& source,
                                              const report_setting& setting,
                                              std::ostream& out) {
  return report_run{query, source, setting, out}.rows();
}

std::optional<std::string> write_report(const report_query& query, report_source& source,
                                        const report_setting& setting,
                                        std::ostream& out) {
  report_run run{query, source, setting, out};
  if (const auto error = run.rows())
    return error->text;
  out.flush();
  if (!out)
    return "the report could not be written";
  if (!query.plot.empty() && !run.plot())
    return fmt::format("{} could not be written", query.plot);
  return std::nullopt;
}

} // namespace tracker
