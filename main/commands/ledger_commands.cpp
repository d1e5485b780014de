// SPDX-License-Identifier: MIT
#include "main/commands/ledger_commands.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/commands/cli/cli.hpp"
#include "main/commands/explain_command.hpp"
#include "main/commands/proof/proof_rows.hpp"
#include "main/commands/report_command.hpp"

#include <date/tz.h>

#include <algorithm>
#include <iostream>
#include <unistd.h>

namespace tracker {

namespace {

constexpr int failed = 1;
constexpr int wrong_usage_code = 2;

int print(const cli_text& output) {
  (output.exit_code == 0 ? std::cout : std::cerr) << output.text;
  return output.exit_code;
}

int report_failure(const std::string& reason) {
  std::cerr << program_name << ": " << reason << '\n';
  return failed;
}

report_setting setting_of(const settings& effective) {
  report_setting result{wall_time(), *date::locate_zone(effective.timezone), {}, false};
  for (const auto& series : effective.watched_series)
    result.watched.push_back(series.name);
  result.colours = shows_colours(effective);
  result.width = terminal_width(STDOUT_FILENO);
  result.wallets = effective.wallets;
  for (const auto& strategy : effective.strategies)
    result.strategies.push_back(strategy.name);
  return result;
}

/// The ledger, or why it cannot be read.
std::variant<ledger_reader, std::string> open_ledger(const settings& effective) {
  auto opened = ledger_reader::open(effective.ledger_file);
  if (const auto* error = std::get_if<ledger_error>(&opened))
    return error->text;
  return std::get<ledger_reader>(std::move(opened));
}

/// `report --proof`.
int report_proofs(report_query query, const report_setting& setting,
                  ledger_reader& ledger) {
  auto known = ledger.names(false);
  if (const auto* error = std::get_if<ledger_error>(&known))
    return report_failure(error->text);
  auto& names = std::get<known_names>(known);
  names.wallets.insert(names.wallets.end(), setting.wallets.begin(),
                       setting.wallets.end());
  if (const auto fault = resolve_names(query.filter, names))
    return print(refuse_option(*fault));
  const auto proofs = ledger.proofs(timestamp{});
  if (const auto* error = std::get_if<ledger_error>(&proofs))
    return report_failure(error->text);
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
  auto ledger = open_ledger(*effective);
  if (const auto* reason = std::get_if<std::string>(&ledger))
    return report_failure(*reason);
  if (std::get<report_query>(query).proof_only)
    return report_proofs(std::get<report_query>(query), setting,
                         std::get<ledger_reader>(ledger));
  source_over<ledger_reader> source{std::get<ledger_reader>(std::move(ledger))};
  return run_report(std::get<report_query>(query), source, setting, std::cout, std::cerr);
}

int explain_command(const std::vector<std::string>& arguments,
                    const settings_source& load) {
  const auto parsed = parse_explain(arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  const auto effective = load();
  if (!effective)
    return wrong_usage_code;
  auto ledger = open_ledger(*effective);
  if (const auto* reason = std::get_if<std::string>(&ledger))
    return report_failure(*reason);
  source_over<ledger_reader> source{std::get<ledger_reader>(std::move(ledger))};
  return run_explain(std::get<explain_options>(parsed), source,
                     {effective->capture_min_price}, setting_of(*effective), std::cout,
                     std::cerr);
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
