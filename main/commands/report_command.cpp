// SPDX-License-Identifier: MIT
#include "main/commands/report_command.hpp"

#include "actors/log_tee/live/terminal.hpp"
#include "main/commands/cli_arguments.hpp"
#include "main/commands/report_run.hpp"
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

constexpr int failed = 1;

void say(std::ostream& err, const std::string& what) {
  err << program_name << ": " << what << '\n';
}

/// What the filter may name: what the ledger has, and what is configured.
ledger_result<known_names> known_to(report_source& source, const report_filter& by,
                                    const report_setting& setting) {
  if (by.series.empty() && by.wallets.empty() && by.strategies.empty())
    return known_names{};
  auto found = source.names(!by.strategies.empty());
  if (auto* known = std::get_if<known_names>(&found)) {
    const auto append = [](auto& to, const auto& more) {
      to.insert(to.end(), more.begin(), more.end());
    };
    append(known->series, setting.watched);
    append(known->wallets, setting.wallets);
    append(known->strategies, setting.strategies);
  }
  return found;
}

} // namespace

cli_text refuse_option(const option_fault& fault) {
  return wrong_usage(to_string(fault) + suggest(fault.given, fault.choices), "report");
}

std::variant<report_options, cli_text>
parse_report(const std::vector<std::string>& arguments) {
  report_options words;
  const auto app = make_command_app("report", report_summary);
  const auto option = [&](const char* name, std::optional<std::string>& into,
                          const char* what, const char* why) {
    app->add_option(name, into, why)->type_name(what);
  };
  option("--from", words.begin, "T",
         "windows from then on: today, yesterday, 7d (seven days ago), a day such as "
         "2026-11-24, or an ISO 8601 time");
  option("--to", words.end, "T",
         "windows up to then, in the same forms; a day is in the report as a whole");
  option("--series", words.series, "NAME,…", "of these series only");
  option("--wallet", words.wallet, "NAME,…", "of these wallets only, by name or address");
  option("--status", words.status, "STATUS,…",
         "PENDING, PROVISIONAL, FINAL, AMENDED, VOID: grades of these only");
  option("--type", words.type, "TYPE,…",
         "NO_TRADE, ARB, 99C_CAPTURE, DIRECTIONAL: grades of these only");
  option("--result", words.result, "RESULT,…",
         "PAIRED, LOPSIDED, BAIL, WIN, LOSS, CASHED, EXITED: grades of these only");
  option("--strategy", words.strategy, "NAME,…",
         "of these strategies only; (none): without one");
  option("--by", words.grouping, "WHAT",
         "a row for each window, hour of the day, day, weekday, week, month, series, "
         "wallet, type or strategy");
  option("--sort", words.sort, "WHAT",
         "by time, pnl, fees or volume; -pnl: the largest first");
  option("--last", words.last, "N", "the last N rows only");
  app->add_flag("--all", words.all,
                "the table has windows without trades too, and those of all times");
  option("--format", words.format, "FORM", "table, csv or json");
  app->add_flag("--excel", words.excel,
                "csv for spreadsheets: local times, and no text that is a formula");
  option("--plot", words.plot, "FILE.svg",
         "draw the equity and a calendar of its days; a curve each with --by=wallet or "
         "--by=strategy");
  app->add_flag("--coverage", words.coverage,
                "only how many windows were watched, back-filled and missed");
  if (auto text = parse_arguments(*app, arguments))
    return std::move(*text);
  return words;
}

int run_report(const report_query& query, report_source& source,
               const report_setting& setting, std::ostream& out, std::ostream& err) {
  auto meant = query;
  const auto known = known_to(source, query.filter, setting);
  if (const auto* why = std::get_if<ledger_error>(&known)) {
    say(err, why->text);
    return failed;
  }
  if (const auto fault = resolve_names(meant.filter, std::get<known_names>(known))) {
    const auto text = refuse_option(*fault);
    err << text.text;
    return text.exit_code;
  }
  if (const auto why = write_report(meant, source, setting, out)) {
    say(err, *why);
    return failed;
  }
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
