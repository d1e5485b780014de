// SPDX-License-Identifier: MIT
#include "main/commands/report_command.hpp"

#include "actors/ledger/plot/plot.hpp"
#include "actors/ledger/report/report_encoder.hpp"
#include "actors/ledger/report/report_table.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/platform/ids.hpp"
#include "main/commands/cli_arguments.hpp"
#include "main/config/config_bytes.hpp"
#include "main/config/setting_table.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <ostream>
#include <unistd.h>

namespace tracker {

namespace {

constexpr std::size_t sparkline_width = 60;
constexpr int failed = 1;

using failure = report_source::failure;
using take_grade = std::function<void(const grade&)>;

/// One report. Every step either is done or says why not.
class report_run {
public:
  report_run(const report_query& query, report_source& source,
             const report_setting& setting, std::ostream& out)
      : query_{query}
      , source_{source}
      , setting_{setting}
      , out_{out}
      , data_{setting.zone} {}

  failure rows() {
    if (query_.coverage_only)
      return coverage();
    if (query_.by)
      return groups(*query_.by);
    switch (query_.format) {
    case report_format::json:
      return json_grades();
    case report_format::csv:
      return csv_grades();
    case report_format::table:
      break;
    }
    return table();
  }

  /// Once the rows are out. False: the file can not be written.
  bool plot() const {
    std::ofstream file{query_.plot, std::ios::binary | std::ios::trunc};
    file << draw_plot(data_);
    file.close();
    return !file.fail();
  }

private:
  /// Hands out the grades, and adds them up on the way.
  failure each_grade(const take_grade& take) {
    return source_.each_grade(query_.filter, [&](const grade& of) {
      data_.add(outline_of(of));
      take(of);
    });
  }

  failure json_grades() {
    const auto columns = grade_columns();
    json_rows rows{names_of(columns)};
    auto failed_because =
        each_grade([&](const grade& of) { out_ << rows.row(cells_of(columns, of)); });
    if (!failed_because)
      out_ << rows.end();
    return failed_because;
  }

  failure csv_grades() {
    const auto columns = grade_columns();
    out_ << csv_header(names_of(columns));
    return each_grade([&](const grade& of) { out_ << csv_line(cells_of(columns, of)); });
  }

  failure table() {
    grade_list list{setting_.zone};
    if (auto why = each_grade([&](const grade& of) { list.add(of); }))
      return why;
    return table_with(list.lines(style()));
  }

  failure groups(report_grouping by) {
    report_groups groups{by, setting_.zone};
    if (const auto why = source_.each_outline(query_.filter, report_groups::needs(by),
                                              [&](const grade_outline& what) {
                                                groups.add(what);
                                                data_.add(what);
                                              }))
      return why;
    if (query_.format == report_format::table)
      return table_with(group_lines(by, groups.groups(), style()));
    write_rows(group_columns(by), groups.groups());
    return std::nullopt;
  }

  /// The table, its totals and the coverage of its span.
  failure table_with(const std::vector<std::string>& lines) {
    const auto covered = tally();
    if (const auto* why = std::get_if<ledger_error>(&covered))
      return *why;
    write(lines);
    write({"", fmt::format("Times are those of {}.", setting_.zone.name())});
    write(totals_block(data_.sums()));
    const auto& points = data_.equity().points();
    if (!points.empty())
      write({"Equity      : " + sparkline(points, sparkline_width)});
    write(coverage_lines(std::get<coverage_summary>(covered), setting_.zone));
    return std::nullopt;
  }

  failure coverage() {
    const auto covered = tally();
    if (const auto* why = std::get_if<ledger_error>(&covered))
      return *why;
    const auto& of = std::get<coverage_summary>(covered);
    switch (query_.format) {
    case report_format::json:
      out_ << coverage_json(of);
      break;
    case report_format::csv:
      write_rows(gap_columns(), of.gaps);
      break;
    case report_format::table:
      write(coverage_lines(of, setting_.zone));
      break;
    }
    return std::nullopt;
  }

  ledger_result<coverage_summary> tally() {
    coverage_tally tally;
    if (auto why = source_.each_window(
            query_.filter, [&](const covered_window& what) { tally.add(what); }))
      return *why;
    const auto to = query_.filter.to.value_or(setting_.now);
    return tally.finish(std::min(to, setting_.now), setting_.watched);
  }

  template <class Row>
  void write_rows(const report_columns<Row>& columns, const std::vector<Row>& rows) {
    const auto names = names_of(columns);
    if (query_.format == report_format::csv) {
      out_ << csv_header(names);
      for (const auto& row : rows)
        out_ << csv_line(cells_of(columns, row));
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

  report_style style() const { return {setting_.colours}; }

  const report_query& query_;
  report_source& source_;
  const report_setting& setting_;
  std::ostream& out_;
  plot_data data_;
};

void say(std::ostream& err, const std::string& what) {
  err << program_name << ": " << what << '\n';
}

} // namespace

std::variant<report_words, cli_text>
parse_report(const std::vector<std::string>& arguments) {
  report_words words;
  const auto app = make_command_app("report", report_summary);
  const auto option = [&](const char* name, std::optional<std::string>& into,
                          const char* what, const char* why) {
    app->add_option(name, into, why)->type_name(what);
  };
  option("--from", words.from, "T",
         "windows from then on: today, yesterday, 7d (seven days ago), a day such as "
         "2026-11-24, or an ISO 8601 time");
  option("--to", words.to, "T",
         "windows up to then, in the same forms; a day is in the report as a whole");
  option("--series", words.series, "NAME,…", "of these series only");
  option("--wallet", words.wallet, "NAME,…", "of these wallets only, by name or address");
  option("--status", words.status, "STATUS,…",
         "PENDING, PROVISIONAL, FINAL, AMENDED, VOID: grades of these only");
  option("--by", words.by, "WHAT",
         "a row for each window, day, week, series, wallet, type or strategy");
  option("--format", words.format, "FORM", "table, csv or json");
  option("--plot", words.plot, "FILE.svg", "draw the equity and a calendar of its days");
  app->add_flag("--coverage", words.coverage,
                "only how many windows were watched, back-filled and missed");
  if (auto text = parse_arguments(*app, arguments))
    return std::move(*text);
  return words;
}

std::string describe_query_fault(const option_fault& fault) {
  if (fault.option != "--status")
    return to_string(fault);
  auto given = fault.given;
  for (auto& letter : given)
    if (letter >= 'a' && letter <= 'z')
      letter = static_cast<char>(letter - 'a' + 'A');
  return to_string(fault) +
         suggest(given, {"PENDING", "PROVISIONAL", "FINAL", "AMENDED", "VOID"});
}

std::optional<std::string> find_unknown_name(const report_filter& filter,
                                             const known_names& known) {
  const auto contains = [](const std::vector<std::string>& names,
                           const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const auto describe = [](const char* option, const std::string& given, const char* what,
                           const std::vector<std::string>& names) {
    return fmt::format("{}={}: the ledger has no {} of this name; it has {}{}", option,
                       mask_addresses(printable(given)), what,
                       names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")),
                       suggest(given, names));
  };
  for (const auto& name : filter.series)
    if (!contains(known.series, name))
      return describe("--series", name, "series", known.series);
  std::vector<std::string> accepted;
  std::vector<std::string> shown;
  for (const auto& wallet : known.wallets) {
    accepted.push_back(wallet.address);
    if (!wallet.name.empty())
      accepted.push_back(wallet.name);
    shown.push_back(display_name(wallet));
  }
  for (const auto& name : filter.wallets)
    if (!contains(accepted, name))
      return describe("--wallet", name, "wallet", shown);
  return std::nullopt;
}

int run_report(const report_query& query, report_source& source,
               const report_setting& setting, std::ostream& out, std::ostream& err) {
  report_run run{query, source, setting, out};
  if (const auto why = run.rows()) {
    say(err, why->text);
    return failed;
  }
  out.flush();
  if (!out) {
    say(err, "the report could not be written");
    return failed;
  }
  if (!query.plot.empty() && !run.plot()) {
    say(err, fmt::format("{} could not be written", query.plot));
    return failed;
  }
  return 0;
}

bool shows_colours(int descriptor) {
  const char* refused = std::getenv("NO_COLOR");
  return isatty(descriptor) == 1 && (refused == nullptr || *refused == '\0');
}

} // namespace tracker
