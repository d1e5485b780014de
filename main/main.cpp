// SPDX-License-Identifier: MIT
#include "actors/clock/wall_time.hpp"
#include "actors/signal/signal_source.hpp"
#include "main/commands/alerts/alerts_command.hpp"
#include "main/commands/backfill_command.hpp"
#include "main/commands/cli/cli.hpp"
#include "main/commands/cli/completion_command.hpp"
#include "main/commands/cli/manual_command.hpp"
#include "main/commands/cli/run_command.hpp"
#include "main/commands/demo_command.hpp"
#include "main/commands/doctor/doctor_command.hpp"
#include "main/commands/explain_command.hpp"
#include "main/commands/ledger/ledger_options.hpp"
#include "main/commands/ledger_commands.hpp"
#include "main/commands/proof/reconcile_command.hpp"
#include "main/commands/replay_command.hpp"
#include "main/commands/report_command.hpp"
#include "main/commands/status_command.hpp"
#include "main/config/check.hpp"
#include "main/config/config.hpp"
#include "main/config/config_caf.hpp"
#include "main/config/config_reload.hpp"
#include "main/config/tables/setting_alerts.hpp"
#include "main/wiring/data_dir.hpp"
#include "main/wiring/wiring.hpp"

#include <algorithm>
#include <exception>
#include <iostream>
#include <span>

#include <unistd.h>

namespace {

using namespace tracker;

/// Reads the same files and command line again, for SIGHUP.
std::function<reloaded_config()> make_reloader(config_request request,
                                               environment outside, settings running) {
  return [request = std::move(request), outside = std::move(outside),
          running = std::move(running)]() mutable {
    auto fresh = load_settings(request, outside);
    if (const auto* problems = std::get_if<std::vector<config_problem>>(&fresh)) {
      reloaded_config refused;
      refused.order.problems = to_lines(*problems);
      return refused;
    }
    return take_over(running, std::get<settings>(fresh));
  };
}

/// The settings; empty after reporting their problems.
std::optional<settings> load(const command_line& line, const environment& outside,
                             env_file_use use = env_file_use::required) {
  auto request = line.configuration;
  request.env_file = use;
  auto loaded = load_settings(request, outside);
  if (auto* effective = std::get_if<settings>(&loaded)) {
    for (const auto& warning : effective->warnings)
      std::cerr << program_name << ": warning: " << warning << '\n';
    return std::move(*effective);
  }
  for (const auto& problem : to_lines(std::get<std::vector<config_problem>>(loaded)))
    print_failure(std::cerr, problem);
  return std::nullopt;
}

int print(const cli_text& message) {
  (message.exit_code == 0 ? std::cout : std::cerr) << message.text;
  return message.exit_code;
}

int check(const command_line& line) {
  const auto effective = load(line, read_environment(), env_file_use::optional);
  if (!effective)
    return wrong_usage_code;
  const auto faults = check_places(*effective);
  for (const auto& fault : faults)
    print_failure(std::cerr, describe_fault(*effective, fault));
  if (!faults.empty())
    return wrong_usage_code;
  std::cout << check_listing(*effective);
  return 0;
}

/// A pass that is repeated (cron) must end, even if no host answers.
constexpr timespan longest_pass = std::chrono::minutes{10};

/// Grades the windows of a span with a progress display.
int grade_span(const settings& effective, const window_span& span,
               std::optional<timespan> limit = std::nullopt) {
  tracker_config config{effective.caf};
  const auto run = [&](const window_span& requested, const auto& progress) {
    return run_past(effective, config, {requested, std::nullopt, progress}, limit);
  };
  return backfill_command(
      span, run, effective.watched_series.size(),
      [] { return terminal_width(STDOUT_FILENO); }, std::cout,
      [&](const window_span& graded) { return find_idle_wallets(effective, graded); });
}

int run(const command_line& line) {
  const auto parsed = parse_run(line.arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  const auto& options = std::get<run_command_options>(parsed);
  const auto outside = read_environment();
  const auto effective = load(line, outside);
  if (!effective)
    return wrong_usage_code;
  if (options.once)
    return grade_span(*effective, span_of_pass(wall_time()), longest_pass);
  tracker_config config{effective->caf};
  return run_tracker(*effective, config,
                     make_reloader(line.configuration, outside, *effective),
                     options.limit);
}

int report(const command_line& line) {
  return report_command(line.arguments, [&] {
    return load(line, read_environment(), env_file_use::unused);
  });
}

int explain(const command_line& line) {
  return explain_command(line.arguments, [&] {
    return load(line, read_environment(), env_file_use::unused);
  });
}

int care_for_ledger(const command_line& line) {
  return ledger_command(line.arguments, [&] {
    return load(line, read_environment(), env_file_use::unused);
  });
}

int status(const command_line& line) {
  const auto parsed = parse_status(line.arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  const auto effective = load(line, read_environment(), env_file_use::unused);
  if (!effective)
    return wrong_usage_code;
  return status_command(
      *effective, std::get<status_options>(parsed),
      {std::cout, std::cerr, isatty(STDOUT_FILENO) == 1, shows_colours(*effective)});
}

int alerts(const command_line& line) {
  const auto parsed = parse_alerts(line.arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  const auto effective = load(line, read_environment(), env_file_use::unused);
  if (!effective)
    return wrong_usage_code;
  return alerts_command(*effective, std::get<alerts_options>(parsed), std::cout,
                        std::cerr);
}

int doctor(const command_line& line) {
  const auto parsed = parse_doctor(line.arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  const auto effective = load(line, read_environment());
  if (!effective)
    return wrong_usage_code;
  if (std::get<doctor_options>(parsed).drift)
    return alerts_command(*effective, {"", false, true}, std::cout, std::cerr);
  return doctor_command(*effective, std::cout, shows_colours(*effective));
}

int strategies(const command_line& line) {
  const auto effective = load(line, read_environment(), env_file_use::unused);
  return effective ? strategies_command(*effective, std::cout, std::cerr)
                   : wrong_usage_code;
}

/// Ends the process at once after a forced stop: actors that still run and a blocked
/// console are not awaited.
int leave(int exit_code) {
  if (exit_code == forced_exit_code)
    _exit(exit_code);
  return exit_code;
}

int replay(const command_line& line) {
  return leave(replay_command(line, std::cout, std::cerr));
}

int demo(const command_line& line) {
  return leave(demo_command(line, std::cout, std::cerr));
}

int backfill(const command_line& line) {
  const auto parsed = parse_backfill(line.arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  const auto effective = load(line, read_environment());
  if (!effective)
    return wrong_usage_code;
  const auto span = parse_backfill_span(std::get<backfill_arguments>(parsed), wall_time(),
                                        *date::locate_zone(effective->timezone));
  if (const auto* fault = std::get_if<option_fault>(&span))
    return print(wrong_usage(to_string(*fault), "backfill"));
  return grade_span(*effective, std::get<window_span>(span));
}

int reconcile(const command_line& line) {
  const auto parsed = parse_reconcile(line.arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  const auto effective = load(line, read_environment());
  if (!effective)
    return wrong_usage_code;
  const auto now = wall_time();
  const auto& typed = std::get<reconcile_arguments>(parsed);
  const auto span =
      parse_reconcile_span(typed, now, *date::locate_zone(effective->timezone));
  if (const auto* fault = std::get_if<option_fault>(&span))
    return print(wrong_usage(to_string(*fault), "reconcile"));
  tracker_config config{effective->caf};
  const auto run = [&](const day_span& days) {
    return run_past(*effective, config, {{}, days, [](const span_progress&) {}});
  };
  return reconcile_command(*effective, typed, std::get<day_span>(span), run, now,
                           std::cout, std::cerr);
}

/// A command that does not handle signals: they end it, as they end other programs.
template <class Run>
auto without_signals(Run run, const signal_setting& before) {
  return [run, before](const command_line& line) {
    restore_signals(before);
    return run(line);
  };
}

std::vector<command> all_commands(const signal_setting& before);

int completion(const command_line& line, const signal_setting& before) {
  const auto parsed = parse_completion(line.arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  std::cout << completion_script(std::get<shell_kind>(parsed), all_commands(before));
  std::cout.flush();
  return std::cout ? 0 : failure_code;
}

int manual(const command_line& line, const signal_setting& before) {
  const auto parsed = parse_manual(line.arguments);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  std::cout << manual_text(std::get<manual_page>(parsed), all_commands(before));
  std::cout.flush();
  return std::cout ? 0 : failure_code;
}

/// One row per command; the first is the default. `before`: the signal setting of the
/// process at its start.
std::vector<command> all_commands(const signal_setting& before) {
  return {
      {"run", run_summary, run, true, run_option_rows},
      {"check", "print every effective setting and where it came from",
       without_signals(check, before)},
      {"report", report_summary, without_signals(report, before), true,
       report_option_rows},
      {"explain", explain_summary, without_signals(explain, before), true,
       explain_option_rows},
      {"ledger", ledger_summary, without_signals(care_for_ledger, before), true,
       ledger_option_rows, ledger_action_names()},
      {"backfill", backfill_summary, backfill, true, backfill_option_rows},
      {"reconcile", reconcile_summary, reconcile, true, reconcile_option_rows},
      {"status", status_summary, without_signals(status, before), true,
       status_option_rows},
      {"alerts", alerts_summary, without_signals(alerts, before), true,
       alerts_option_rows},
      {"doctor", doctor_summary, without_signals(doctor, before), true,
       doctor_option_rows},
      {"strategies", strategies_summary, without_signals(strategies, before)},
      {"replay", replay_summary, replay, true, replay_option_rows},
      {"demo", demo_summary, demo, true, demo_option_rows},
      {"completion", completion_summary,
       without_signals(
           [before](const command_line& line) { return completion(line, before); },
           before),
       true, completion_option_rows},
      {"manual", manual_summary,
       without_signals(
           [before](const command_line& line) { return manual(line, before); }, before),
       true, manual_option_rows},
  };
}

void report_failure(const std::string& reason) {
  write_stderr(std::string{program_name} + ": " + reason + '\n');
}

/// An exception without a handler (such as CAF failing to start a scheduler thread) ends
/// the program with its reason, not with a signal.
[[noreturn]] void end_uncaught() {
  try {
    if (const auto thrown = std::current_exception())
      std::rethrow_exception(thrown);
    report_failure("an exception was not handled; threads or memory may be exhausted");
  } catch (const std::exception& error) {
    report_failure(error.what());
  } catch (...) {
    report_failure("an exception of an unknown type");
  }
  _exit(failure_code);
}

/// Overwrites the values of secret settings, which the process list shows to every user.
void hide_secrets(std::span<char* const> arguments) {
  for (char* const argument : arguments) {
    const std::string_view text{argument};
    const auto end = text.find('=');
    if (text.starts_with("--") && end != std::string_view::npos &&
        has_secrets(text.substr(2, end - 2)))
      std::fill(argument + end + 1, argument + text.size(), '*');
  }
}

int run_program(const std::vector<std::string>& arguments, const signal_setting& before) {
  const auto commands = all_commands(before);
  const auto parsed = parse_command_line(arguments, commands);
  if (const auto* text = std::get_if<cli_text>(&parsed))
    return print(*text);
  const auto& line = std::get<command_line>(parsed);
  return line.chosen->run(line);
}

} // namespace

int main(int argc, char** argv) {
  const auto before = block_signals();
  std::set_terminate(end_uncaught);
  try {
    const std::vector<std::string> arguments{argv + 1, argv + argc};
    hide_secrets({argv + 1, argv + argc});
    return run_program(arguments, before);
  } catch (const std::exception& error) {
    report_failure(error.what());
    return failure_code;
  }
}
