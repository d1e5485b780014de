// SPDX-License-Identifier: MIT
#include "main/commands/ledger/ledger_options.hpp"

#include "main/commands/cli/cli_arguments.hpp"
#include "main/config/setting_table.hpp"
#include "main/config/syntax/config_bytes.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tracker {

namespace {

/// The options as they were typed.
struct typed_options {
  std::string action;
  std::string file;
  bool events = false;
  bool grades = false;
  std::optional<std::string> format;
  std::optional<std::string> output;
  std::optional<std::string> begin;
  std::optional<std::string> end;
  std::optional<std::string> wallet;
};

std::shared_ptr<CLI::App> make_app(typed_options& typed) {
  auto app =
      make_command_app("ledger", ledger_summary,
                       {"backup", "verify ~/polybot/tracker.db.backup-20261124T133005Z",
                        "restore ~/polybot/tracker.db.backup-20261124T133005Z",
                        "export --events --from=2026-11-01 --output=events.csv"});
  app->add_option("ACTION", typed.action, "backup, verify, restore or export")
      ->required();
  app->add_option("FILE", typed.file,
                  "of backup: the copy; of verify: the ledger; of restore: the backup");
  app->add_flag("--events", typed.events, "export the rows of the wallets' activity");
  app->add_flag("--grades", typed.grades, "export the grades");
  const auto option = [&](const char* name, std::optional<std::string>& field,
                          const char* type, const char* text) {
    app->add_option(name, field, text)->type_name(type);
  };
  option("--format", typed.format, "FORM", "of an export: csv or json (a line a row)");
  option("--output", typed.output, "FILE",
         "write an export there; with --events and --grades a folder");
  option("--from", typed.begin, "T", "export since today, 7d, 2026-11-24, ISO 8601");
  option("--to", typed.end, "T", "up to then; a day is included as a whole");
  option("--wallet", typed.wallet, "NAME,…", "export only these, by name or address");
  return app;
}

cli_text refuse(const std::string& reason) {
  return wrong_usage(reason, "ledger");
}

std::optional<ledger_action> action_named(const std::string& name) {
  const auto names = ledger_action_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    return std::nullopt;
  return static_cast<ledger_action>(found - names.begin());
}

/// What does not go together; empty: everything does.
std::string combination_problem(const typed_options& typed, ledger_action action) {
  const bool has_export_options = typed.events || typed.grades || typed.format ||
                                  typed.output || typed.begin || typed.end ||
                                  typed.wallet;
  if (action != ledger_action::export_rows)
    return has_export_options ? "options with -- are for export only"
           : action == ledger_action::restore && typed.file.empty()
               ? "restore needs the FILE of a backup"
               : "";
  if (!typed.file.empty())
    return fmt::format("the argument {} is one too many; --output=FILE names a file",
                       printable(typed.file));
  if (!typed.events && !typed.grades)
    return "export needs --events, --grades or both";
  if (typed.events && typed.grades && !typed.output)
    return "--events and --grades together need --output=FOLDER, which gets a file of "
           "each";
  if (typed.output && typed.output->empty())
    return "--output=: allowed: the name of a file or folder";
  return {};
}

} // namespace

std::vector<std::string> ledger_action_names() {
  return {"backup", "verify", "restore", "export"};
}

std::variant<ledger_arguments, cli_text>
parse_ledger(const std::vector<std::string>& arguments, timestamp now,
             const date::time_zone& zone) {
  typed_options typed;
  if (auto text = parse_arguments(*make_app(typed), arguments))
    return std::move(*text);
  const auto action = action_named(typed.action);
  if (!action)
    return refuse(fmt::format("unknown action {}{}; allowed: {}", printable(typed.action),
                              suggest(typed.action, ledger_action_names()),
                              fmt::join(ledger_action_names(), ", ")));
  if (const auto problem = combination_problem(typed, *action); !problem.empty())
    return refuse(problem);
  ledger_arguments result;
  result.action = *action;
  result.file = typed.file;
  result.events = typed.events;
  result.grades = typed.grades;
  result.output = typed.output.value_or("");
  if (typed.format == "json")
    result.format = export_format::json_lines;
  else if (typed.format && typed.format != "csv")
    return refuse(
        fmt::format("--format={}: allowed: csv and json", printable(*typed.format)));
  report_options span;
  span.begin = typed.begin;
  span.end = typed.end;
  span.wallet = typed.wallet;
  // Without the default span of a table.
  span.format = "csv";
  auto query = parse_report_query(span, now, zone);
  if (const auto* fault = std::get_if<option_fault>(&query))
    return refuse(to_string(*fault));
  result.filter = std::get<report_query>(query).filter;
  return result;
}

std::vector<option_row> ledger_option_rows() {
  typed_options unused;
  return list_options(*make_app(unused));
}

} // namespace tracker
