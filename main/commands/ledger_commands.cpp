// SPDX-License-Identifier: MIT
#include "main/commands/ledger_commands.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/commands/cli.hpp"
#include "main/commands/explain_command.hpp"
#include "main/commands/report_command.hpp"

#include <date/tz.h>

#include <algorithm>
#include <iostream>
#include <unistd.h>

namespace tracker {

namespace {

constexpr int failed = 1;
constexpr int wrong_usage_code = 2;

int say(const cli_text& what) {
  (what.exit_code == 0 ? std::cout : std::cerr) << what.text;
  return what.exit_code;
}

int complain(const std::string& text) {
  std::cerr << program_name << ": " << text << '\n';
  return failed;
}

report_setting setting_of(const settings& of) {
  report_setting result{wall_time(), *date::locate_zone(of.timezone), {}, false};
  for (const auto& one : of.watched_series)
    result.watched.push_back(one.name);
  result.colours = shows_colours(of);
  result.width = terminal_width(STDOUT_FILENO);
  result.wallets = of.wallets;
  for (const auto& one : of.strategies)
    result.strategies.push_back(one.name);
  return result;
}

/// The ledger as a source of rows; an absent file is named with what makes it.
std::variant<ledger_reader, std::string> open_ledger(const settings& of) {
  auto opened = ledger_reader::open(of.ledger_file);
  if (const auto* error = std::get_if<ledger_error>(&opened))
    return error->text;
  return std::get<ledger_reader>(std::move(opened));
}

} // namespace

int report_command(const std::vector<std::string>& arguments,
                   const settings_source& load) {
  const auto parsed = parse_report(arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return say(*text);
  const auto effective = load();
  if (!effective)
    return wrong_usage_code;
  const auto setting = setting_of(*effective);
  const auto query =
      parse_report_query(std::get<report_options>(parsed), setting.now, setting.zone);
  if (const auto* fault = std::get_if<option_fault>(&query))
    return say(refuse_option(*fault));
  auto ledger = open_ledger(*effective);
  if (const auto* why = std::get_if<std::string>(&ledger))
    return complain(*why);
  source_over<ledger_reader> source{std::get<ledger_reader>(std::move(ledger))};
  return run_report(std::get<report_query>(query), source, setting, std::cout, std::cerr);
}

int explain_command(const std::vector<std::string>& arguments,
                    const settings_source& load) {
  const auto parsed = parse_explain(arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return say(*text);
  const auto effective = load();
  if (!effective)
    return wrong_usage_code;
  auto ledger = open_ledger(*effective);
  if (const auto* why = std::get_if<std::string>(&ledger))
    return complain(*why);
  source_over<ledger_reader> source{std::get<ledger_reader>(std::move(ledger))};
  return run_explain(std::get<std::string>(parsed), source,
                     {effective->capture_min_price}, setting_of(*effective), std::cout,
                     std::cerr);
}

} // namespace tracker
