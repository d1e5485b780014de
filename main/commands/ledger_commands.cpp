// SPDX-License-Identifier: MIT
#include "main/commands/ledger_commands.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/ledger/days/proof_summary.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/commands/cli/cli.hpp"
#include "main/commands/explain_command.hpp"
#include "main/commands/ledger/ledger_command.hpp"
#include "main/commands/ledger/output_file.hpp"
#include "main/commands/report_command.hpp"
#include "main/wiring/data_dir.hpp"
#include "main/wiring/fleet/fleet_wiring.hpp"
#include "main/wiring/ledger_start.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <unistd.h>

namespace tracker {

namespace {

int print(const cli_text& output) {
  (output.exit_code == 0 ? std::cout : std::cerr) << output.text;
  return output.exit_code;
}

report_setting setting_of(const settings& effective) {
  report_setting result{wall_time(), *date::locate_zone(effective.timezone),
                        watched_series_names(effective), false};
  result.colours = shows_colours(effective);
  result.width = terminal_width(STDOUT_FILENO);
  result.wallets = effective.wallets;
  for (const auto& strategy : effective.strategies)
    result.strategies.push_back(strategy.name);
  return result;
}

/// Answers a report on standard output, or in the file that it names.
int write_to(const report_query& query, report_source& source, report_setting setting) {
  if (query.output.empty())
    return run_report(query, source, setting, std::cout, std::cerr);
  setting.colours = false;
  setting.width = 0;
  output_file file{query.output};
  const auto code = run_report(query, source, setting, file.stream(), std::cerr);
  if (code != 0)
    return code;
  const auto problem = file.finish();
  return problem ? print_failure(std::cerr, *problem) : 0;
}

/// The ledger, or why it cannot be read.
std::variant<ledger_reader, std::string> open_ledger(const settings& effective) {
  auto opened = ledger_reader::open(effective.ledger_file);
  if (const auto* error = std::get_if<ledger_error>(&opened))
    return error->text;
  return std::get<ledger_reader>(std::move(opened));
}

/// Says on stderr when other strategies tagged the grades than those of the settings.
void note_other_strategies(ledger_reader& ledger, const settings& effective) {
  const auto tagged = ledger.tagging_rules();
  const auto* rules = std::get_if<std::optional<std::string>>(&tagged);
  if (rules != nullptr && rules->value_or("") != rules_text(effective.strategies))
    std::cerr << program_name
              << ": note: tracker.strategies has changed since the grades were tagged; "
                 "start the tracker, send it SIGHUP, or run `"
              << program_name << " strategies`\n";
}

/// `report --proof`.
int report_proofs(report_query query, const report_setting& setting,
                  report_source& source) {
  auto known = source.names(false);
  if (const auto* error = std::get_if<ledger_error>(&known))
    return print_failure(std::cerr, error->text);
  auto& names = std::get<known_names>(known);
  names.wallets.insert(names.wallets.end(), setting.wallets.begin(),
                       setting.wallets.end());
  if (const auto fault = resolve_names(query.filter, names))
    return print(refuse_option(*fault));
  const auto proofs = source.proofs();
  if (const auto* error = std::get_if<ledger_error>(&proofs))
    return print_failure(std::cerr, error->text);
  write_proofs(select_proofs(std::get<std::vector<day_proof>>(proofs), query.filter),
               query.format, std::cout);
  return 0;
}

} // namespace

int report_command(const std::vector<std::string>& arguments,
                   const settings_source& load) {
  const auto parsed = parse_report(arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  const auto effective = load();
  if (!effective)
    return wrong_usage_code;
  const auto setting = setting_of(*effective);
  const auto query =
      parse_report_query(std::get<report_options>(parsed), setting.now, setting.zone);
  if (const auto* fault = std::get_if<option_fault>(&query))
    return print(refuse_option(*fault));
  const auto answer = [&](report_source& source) {
    return std::get<report_query>(query).proof_only
               ? report_proofs(std::get<report_query>(query), setting, source)
               : write_to(std::get<report_query>(query), source, setting);
  };
  if (std::get<report_options>(parsed).fleet) {
    const auto fleet = open_fleet(*effective);
    if (const auto* reason = std::get_if<std::string>(&fleet))
      return print_failure(std::cerr, *reason);
    return answer(std::get<std::unique_ptr<fleet_reader>>(fleet)->source());
  }
  auto ledger = open_ledger(*effective);
  if (const auto* reason = std::get_if<std::string>(&ledger))
    return print_failure(std::cerr, *reason);
  note_other_strategies(std::get<ledger_reader>(ledger), *effective);
  source_over<ledger_reader> source{std::get<ledger_reader>(std::move(ledger))};
  return answer(source);
}

int ledger_command(const std::vector<std::string>& arguments,
                   const settings_source& load) {
  // The help and a wrong command line do not need the settings, times do.
  const auto now = wall_time();
  if (const auto early = parse_ledger(arguments, now, *date::locate_zone("UTC"));
      std::holds_alternative<cli_text>(early))
    return print(std::get<cli_text>(early));
  const auto effective = load();
  if (!effective)
    return wrong_usage_code;
  const auto parsed =
      parse_ledger(arguments, now, *date::locate_zone(effective->timezone));
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  return run_ledger(std::get<ledger_arguments>(parsed), *effective, now, std::cout,
                    std::cerr);
}

int explain_command(const std::vector<std::string>& arguments,
                    const settings_source& load) {
  const auto parsed = parse_explain(arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  const auto effective = load();
  if (!effective)
    return wrong_usage_code;
  const auto explain = [&](report_source& source) {
    return run_explain(std::get<explain_options>(parsed), source,
                       {effective->capture_min_price}, setting_of(*effective), std::cout,
                       std::cerr);
  };
  if (std::get<explain_options>(parsed).fleet) {
    const auto fleet = open_fleet(*effective);
    if (const auto* reason = std::get_if<std::string>(&fleet))
      return print_failure(std::cerr, *reason);
    return explain(std::get<std::unique_ptr<fleet_reader>>(fleet)->source());
  }
  auto ledger = open_ledger(*effective);
  if (const auto* reason = std::get_if<std::string>(&ledger))
    return print_failure(std::cerr, *reason);
  source_over<ledger_reader> source{std::get<ledger_reader>(std::move(ledger))};
  return explain(source);
}

int strategies_command(const settings& effective, std::ostream& out, std::ostream& err) {
  std::error_code unknown;
  if (!std::filesystem::exists(effective.ledger_file, unknown))
    return print_failure(err, effective.ledger_file + ": the ledger does not exist yet");
  const auto only_writer = ledger_lock::take(effective.ledger_file);
  if (const auto* error = std::get_if<data_dir_error>(&only_writer))
    return print_failure(
        err,
        error->reason + "; a running tracker tags its grades when it receives SIGHUP",
        error->exit_code);
  auto opened = open_ledger(effective, wall_time());
  if (const auto* error = std::get_if<ledger_error>(&opened))
    return print_failure(err, error->text, exit_code_of(*error));
  auto& ready = std::get<ready_ledger>(opened);
  const auto ended = ready.store.end_run(wall_time());
  if (const auto* error = std::get_if<ledger_error>(&ended))
    return print_failure(err, error->text, exit_code_of(*error));
  const auto rules = effective.strategies.size();
  out << fmt::format("{} {}: {} {} another tag now\n", rules,
                     rules == 1 ? "strategy" : "strategies", ready.tagged,
                     ready.tagged == 1 ? "grade has" : "grades have");
  return 0;
}

std::vector<std::string> find_idle_wallets(const settings& effective,
                                           const window_span& span) {
  auto opened = ledger_reader::open(effective.ledger_file);
  auto* ledger = std::get_if<ledger_reader>(&opened);
  std::vector<std::string> names;
  if (ledger == nullptr)
    return names;
  for (const auto& wallet : effective.wallets) {
    report_filter filter;
    filter.begin = span.start;
    filter.end = span.end;
    filter.wallets = {wallet.address};
    bool traded = false;
    const auto error =
        ledger->each_outline(filter, outline_detail::sums, [&](const grade_outline& row) {
          traded |= row.kind != trade_kind::none;
        });
    if (!error && !traded)
      names.push_back(display_name(wallet));
  }
  return names;
}

} // namespace tracker
