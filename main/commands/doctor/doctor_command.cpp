// SPDX-License-Identifier: MIT
#include "main/commands/doctor/doctor_command.hpp"

#include "actors/clock/wall_time.hpp"
#include "main/commands/cli/cli_arguments.hpp"
#include "main/commands/doctor/doctor_grades.hpp"
#include "main/commands/doctor/doctor_network.hpp"
#include "main/commands/doctor/doctor_probes.hpp"
#include "main/wiring/actor_plan.hpp"

#include <CLI/CLI.hpp>

#include <ostream>

#include <curl/curl.h>

namespace tracker {

namespace {

constexpr std::size_t name_width = 13;
/// Log, ledger and its two companions, a backup, the actors' own, the standard three.
constexpr std::uint64_t own_files = 64;

std::uint64_t needed_files(const settings& effective) {
  return own_files + 3 * static_cast<std::uint64_t>(effective.max_connections_per_host);
}

void examine_files(const settings& effective,
                   const std::function<void(diagnosis)>& note) {
  note(check_configuration(effective.config_file));
  note(check_data_dir(effective.data_dir, look_at(effective.data_dir)));
  const auto holder = find_data_dir_holder(effective.data_dir);
  note(check_lock(holder));
  note(check_room(room_at(effective.ledger_file)));
  note(check_log(effective.log_file, look_at(effective.log_file)));
  note(check_capture(effective.capture_file, look_at(effective.capture_file)));
  const auto* held = std::get_if<std::optional<data_dir_holder>>(&holder);
  const bool runs_now = held != nullptr && held->has_value();
  note(check_ledger(effective.ledger_file, look_into_ledger(effective.ledger_file),
                    runs_now));
  // A ledger that cannot be read has its own line.
  if (const auto grades = recompute_ledger(effective, wall_time());
      const auto* found = std::get_if<recomputed_grades>(&grades))
    note(check_grades(*found, runs_now));
  note(check_backup(look_into_backup(effective.ledger_file),
                    effective.ledger_backup_interval));
  note(check_zone_database(effective.timezone, timezone_problem(effective.timezone)));
  note(check_open_files(open_files_limit(), needed_files(effective)));
}

void examine_hosts(const settings& effective,
                   const std::function<void(diagnosis)>& note) {
  note(check_network(look_at_network(network_of(effective))));
  const auto answers = ask_hosts(effective);
  for (const auto& host_probe : answers.hosts)
    note(check_host(host_probe));
  note(check_clock(offset_of(answers.hosts)));
  for (std::size_t i = 0; i < effective.wallets.size(); ++i)
    note(check_wallet(effective.wallets[i], effective.data_api, answers.wallets[i]));
  if (effective.wallets.empty())
    note(check_no_wallets());
  std::optional<timestamp> newest;
  for (std::size_t i = 0; i < effective.wallets.size(); ++i)
    newest = std::max(
        newest, newest_row(effective.wallets[i], effective.data_api, answers.wallets[i]));
  note(check_data_api(effective.data_api, answers.data_status, newest));
}

std::shared_ptr<CLI::App> make_app(doctor_options& options) {
  auto app = make_command_app("doctor", doctor_summary, {"", "--drift"});
  app->add_flag("--drift", options.drift,
                "only what kept replies of the platform have that is not known");
  return app;
}

} // namespace

std::variant<doctor_options, cli_text>
parse_doctor(const std::vector<std::string>& arguments) {
  doctor_options options;
  if (auto text = parse_arguments(*make_app(options), arguments))
    return std::move(*text);
  return options;
}

std::vector<option_row> doctor_option_rows() {
  doctor_options unused;
  return list_options(*make_app(unused));
}

std::vector<diagnosis> examine(const settings& effective,
                               const std::function<void(const diagnosis&)>& listener) {
  std::vector<diagnosis> result;
  const auto note = [&](diagnosis found) {
    listener(found);
    result.push_back(std::move(found));
  };
  examine_files(effective, note);
  examine_hosts(effective, note);
  return result;
}

int doctor_command(const settings& effective, std::ostream& out, bool colours) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const auto all = examine(effective, [&](const diagnosis& found) {
    out << to_line(found, name_width, colours) << std::endl;
  });
  curl_global_cleanup();
  return exit_code_of(all);
}

} // namespace tracker
