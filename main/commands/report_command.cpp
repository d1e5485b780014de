// SPDX-License-Identifier: MIT
#include "main/commands/report_command.hpp"

#include "actors/ledger/output/report_run.hpp"
#include "actors/ledger/output/window_reports.hpp"
#include "actors/log_tee/live/terminal.hpp"
#include "actors/platform/ids.hpp"
#include "actors/window/series/series_table.hpp"
#include "main/commands/cli/cli_arguments.hpp"
#include "main/commands/ledger/report_documents.hpp"
#include "main/config/setting_table.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <ostream>

#include <sys/ioctl.h>
#include <unistd.h>

namespace tracker {

namespace {

std::shared_ptr<CLI::App> make_app(report_options& options) {
  auto app = make_command_app("report", report_summary,
                              {"--from=yesterday --by=wallet",
                               "--format=json | jq 'map(.pnl|tonumber)|add'",
                               "--statement=2026-11 --output=november.html"});
  const auto option = [&](const char* name, std::optional<std::string>& field,
                          const char* type, const char* text) {
    app->add_option(name, field, text)->type_name(type);
  };
  option("--from", options.begin, "T",
         "since today, yesterday, 7d, 2026-11-24, ISO 8601");
  option("--to", options.end, "T", "up to then; a day is included as a whole");
  option("--series", options.series, "NAME,…", "only these series");
  option("--wallet", options.wallet, "NAME,…", "only these, by name or address");
  option("--status", options.status, "STATUS,…",
         "PENDING, PROVISIONAL, FINAL, AMENDED, VOID");
  option("--type", options.type, "TYPE,…", "NO_TRADE, ARB, 99C_CAPTURE, DIRECTIONAL");
  option("--result", options.result, "RESULT,…",
         "PAIRED, LOPSIDED, BAIL, WIN, LOSS, CASHED, EXITED");
  option("--strategy", options.strategy, "NAME,…",
         "only these; (none): grades without a strategy");
  option("--by", options.grouping, "WHAT",
         "a row for each window, hour of the day, day, weekday, week, month, series, "
         "wallet, type or strategy");
  option("--sort", options.sort, "WHAT",
         "by time, pnl, fees or volume; -pnl: the largest first");
  option("--last", options.last, "N", "the last N rows only");
  app->add_flag("--all", options.all,
                "windows without trades and those of all times too");
  option("--format", options.format, "FORM", "table, csv or json");
  app->add_flag("--excel", options.excel,
                "csv for spreadsheets: local times, no formulas");
  option("--plot", options.plot, "FILE.svg",
         "draw equity and calendar; curves by --by=wallet|strategy");
  app->add_flag("--coverage", options.coverage,
                "count windows watched, back-filled, missed and not offered");
  option("--statement", options.statement, "MONTH",
         "2026-11 or 2026: a page to print, day by day (HTML)");
  option("--lots", options.lots, "fifo",
         "what was acquired and sold when (csv, json), for taxes");
  app->add_flag("--open", options.open, "with --lots: of windows without a winner");
  option("--journal", options.journal, "hledger", "a journal for hledger");
  option("--output", options.output, "FILE", "write there, not on standard output");
  app->add_flag("--fleet", options.fleet, "of all trackers: from fleet.url");
  app->add_flag("--proof", options.proof, "days (UTC) beside the platform's own figures");
  app->add_flag("--roles", options.roles, "what was earned as maker and as taker");
  app->add_flag("--unredeemed", options.unredeemed, "what was won and is not redeemed");
  return app;
}

/// What the options ask for.
std::optional<std::string> write_answer(const report_query& query, report_source& source,
                                        const report_setting& setting, std::ostream& out,
                                        std::ostream& err) {
  if (query.roles_only)
    return write_roles(query, source, out);
  if (query.unredeemed_only)
    return write_unredeemed(query, source, setting, out);
  if (query.document == report_document::rows)
    return write_report(query, source, setting, out);
  return write_document(query, source, {setting.now, setting.zone, setting.watched}, out,
                        err);
}

} // namespace

cli_text refuse_option(const option_fault& fault, const std::string& command) {
  return wrong_usage(
      mask_addresses(to_string(fault) + suggest(fault.given, fault.choices)), command);
}

std::variant<report_options, cli_text>
parse_report(const std::vector<std::string>& arguments) {
  report_options options;
  if (auto text = parse_arguments(*make_app(options), arguments))
    return std::move(*text);
  return options;
}

std::vector<option_row> report_option_rows() {
  report_options unused;
  return list_options(*make_app(unused));
}

int run_report(const report_query& query, report_source& source,
               const report_setting& setting, std::ostream& out, std::ostream& err) {
  auto resolved = query;
  const auto checked = resolve_filter(resolved.filter, source, setting);
  if (const auto* error = std::get_if<ledger_error>(&checked))
    return print_failure(err, error->text);
  if (const auto& fault = std::get<std::optional<option_fault>>(checked)) {
    const auto text = refuse_option(*fault);
    err << text.text;
    return text.exit_code;
  }
  if (const auto failure = write_answer(resolved, source, setting, out, err))
    return print_failure(err, *failure);
  return 0;
}

std::size_t terminal_width(int descriptor) {
  if (isatty(descriptor) != 1)
    return 0;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  const char* columns = std::getenv("COLUMNS");
  std::size_t width = 0;
  if (columns != nullptr)
    std::from_chars(columns, columns + std::strlen(columns), width);
  return width;
}

bool shows_colours(const settings& effective) {
  return inspect_terminal(STDOUT_FILENO, effective.log_color).colors;
}

} // namespace tracker
