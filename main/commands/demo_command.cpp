// SPDX-License-Identifier: MIT
#include "main/commands/demo_command.hpp"

#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/signal/signal_source.hpp"
#include "main/commands/demo_plan.hpp"
#include "main/commands/report_command.hpp"
#include "main/commands/temporary_folder.hpp"
#include "main/wiring/virtual_run.hpp"
#include "tests/simulator/simulator_source.hpp"

#include <ostream>

#include <unistd.h>

namespace tracker {

namespace {

constexpr int failed = 1;
constexpr int wrong_configuration = 2;
/// 17 minutes in 17 seconds.
constexpr std::uint32_t speed = 60;

int complain(std::ostream& err, const std::string& text) {
  err << program_name << ": " << text << '\n';
  return failed;
}

virtual_run_options run_of(const demo_plan& plan, const settings& effective) {
  virtual_run_options result;
  result.start = plan.start;
  result.beats = regular_beats(plan.start, effective.clock_interval, plan.end);
  result.replies = std::make_shared<exchange::simulator_source>(plan.rules);
  result.commits = durability::process;
  result.last_word = "the demo is over";
  result.speed = speed;
  return result;
}

int report(const demo_plan& plan, const settings& of, timestamp now, std::ostream& out,
           std::ostream& err) {
  auto opened = ledger_reader::open(of.ledger_file);
  if (const auto* error = std::get_if<ledger_error>(&opened))
    return complain(err, error->text);
  source_over<ledger_reader> source{std::get<ledger_reader>(std::move(opened))};
  report_query query;
  query.filter.from = plan.first;
  query.filter.to = plan.last;
  const report_setting setting{
      now, *date::locate_zone(of.timezone), {plan.series}, shows_colours(STDOUT_FILENO)};
  out << '\n';
  return run_report(query, source, setting, out, err);
}

int run_demo(const settings& of, const demo_plan& plan, std::ostream& out,
             std::ostream& err) {
  const auto end = run_virtually(of, run_of(plan, of));
  if (end.exit_code != 0 || end.interrupted)
    return end.exit_code;
  const auto code = report(plan, of, end.at, out, err);
  if (code == 0)
    out << after_demo << std::flush;
  return code;
}

} // namespace

int demo_command(const command_line& line, std::ostream& out, std::ostream& err) {
  // From here on no signal can keep the folder from being removed.
  block_signals();
  const auto folder = temporary_folder::make();
  if (!folder)
    return complain(err, "there is no room for a temporary folder");
  const auto plan = plan_demo();
  const auto loaded = demo_settings(plan, line.configuration, folder->path());
  if (const auto* problems = std::get_if<std::vector<config_problem>>(&loaded)) {
    for (const auto& problem : to_lines(*problems))
      complain(err, problem);
    return wrong_configuration;
  }
  return run_demo(std::get<settings>(loaded), plan, out, err);
}

} // namespace tracker
