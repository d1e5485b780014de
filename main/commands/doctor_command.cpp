// SPDX-License-Identifier: MIT
#include "main/commands/doctor_command.hpp"

#include "actors/clock/wall_time.hpp"
#include "main/commands/doctor_grades.hpp"
#include "main/commands/doctor_probes.hpp"

#include <ostream>

#include <curl/curl.h>

namespace tracker {

namespace {

constexpr std::size_t name_width = 13;
/// Log, ledger and its two companions, a backup, the actors' own, the standard three.
constexpr std::uint64_t own_files = 64;

std::uint64_t files_wanted(const settings& of) {
  return own_files + 3 * static_cast<std::uint64_t>(of.max_connections_per_host);
}

void examine_files(const settings& of, const std::function<void(diagnosis)>& note) {
  note(check_configuration(of.config_file));
  note(check_data_dir(of.data_dir, look_at(of.data_dir)));
  const auto holder = find_data_dir_holder(of.data_dir);
  note(check_lock(holder));
  note(check_room(room_at(of.ledger_file)));
  note(check_log(of.log_file, look_at(of.log_file)));
  const auto* held = std::get_if<std::optional<data_dir_holder>>(&holder);
  note(check_capture(of.capture_file, look_at(of.capture_file)));
  note(check_ledger(of.ledger_file, look_into_ledger(of.ledger_file),
                    held != nullptr && held->has_value()));
  // A ledger that cannot be read has its own line.
  if (const auto grades = recompute_ledger(of, wall_time());
      const auto* found = std::get_if<recomputed_grades>(&grades))
    note(check_grades(*found, held != nullptr && held->has_value()));
  note(check_backup(look_into_backup(of.ledger_file), of.ledger_backup_interval));
  note(check_zone_database(of.timezone, timezone_problem(of.timezone)));
  note(check_open_files(open_files_limit(), files_wanted(of)));
}

void examine_hosts(const settings& of, const std::function<void(diagnosis)>& note) {
  const auto answers = ask_hosts(of);
  for (const auto& one : answers.hosts)
    note(check_host(one));
  note(check_clock(offset_of(answers.hosts)));
  for (std::size_t i = 0; i < of.wallets.size(); ++i)
    note(check_wallet(of.wallets[i], of.data_api, answers.wallets[i]));
  if (of.wallets.empty())
    note(check_no_wallets());
  std::optional<timestamp> newest;
  for (std::size_t i = 0; i < of.wallets.size(); ++i)
    newest = std::max(newest, newest_row(of.wallets[i], of.data_api, answers.wallets[i]));
  note(check_data_api(of.data_api, answers.data_status, newest));
}

} // namespace

std::vector<diagnosis> examine(const settings& of,
                               const std::function<void(const diagnosis&)>& tell) {
  std::vector<diagnosis> result;
  const auto note = [&](diagnosis found) {
    tell(found);
    result.push_back(std::move(found));
  };
  examine_files(of, note);
  examine_hosts(of, note);
  return result;
}

int doctor_command(const settings& of, std::ostream& out) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const auto found = examine(
      of, [&](const diagnosis& one) { out << to_line(one, name_width) << std::endl; });
  curl_global_cleanup();
  return exit_code_of(found);
}

} // namespace tracker
