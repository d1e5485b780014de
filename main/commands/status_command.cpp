// SPDX-License-Identifier: MIT
#include "main/commands/status_command.hpp"

#include "actors/status/status_socket.hpp"
#include "actors/text/time_text.hpp"
#include "main/commands/cli.hpp"
#include "main/wiring/data_dir.hpp"

#include <fmt/format.h>

#include <ostream>

namespace tracker {

namespace {

constexpr int failed = 1;
constexpr timespan patience = std::chrono::seconds{3};

int say(std::ostream& err, const std::string& what) {
  err << program_name << ": " << what << '\n';
  return failed;
}

ledger_result<std::optional<recorded_run>> last_run(const std::string& ledger_file) {
  auto opened = ledger_reader::open(ledger_file);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  auto runs = std::get<ledger_reader>(opened).runs(1);
  if (auto* error = std::get_if<ledger_error>(&runs))
    return std::move(*error);
  const auto& found = std::get<std::vector<recorded_run>>(runs);
  return found.empty() ? std::optional<recorded_run>{} : found.front();
}

} // namespace

std::string not_running_text(const std::string& data_dir,
                             const ledger_result<std::optional<recorded_run>>& last) {
  auto text = fmt::format("no tracker runs on {}", data_dir);
  if (const auto* error = std::get_if<ledger_error>(&last))
    return text + "; " +
           (error->kind == ledger_error_kind::absent
                ? std::string{"none ever did: there is no ledger"}
                : "when the last one did is not known: " + error->text);
  const auto& run = std::get<std::optional<recorded_run>>(last);
  if (!run)
    return text + "; none ever did";
  text += fmt::format("; the last one ({}) ran from {}", run->version,
                      format_utc(run->started));
  return run->ended ? text + " to " + format_utc(*run->ended)
                    : text + " and ended without a last word";
}

int status_command(const settings& of, std::ostream& out, std::ostream& err) {
  const auto holder = find_data_dir_holder(of.data_dir);
  if (const auto* why = std::get_if<std::string>(&holder))
    return say(err, fmt::format("{}: {}", of.data_dir, *why));
  if (!std::get<std::optional<data_dir_holder>>(holder))
    return say(err, not_running_text(of.data_dir, last_run(of.ledger_file)));
  const auto answer = request_status(of.data_dir, patience);
  if (const auto* why = std::get_if<std::string>(&answer))
    return say(err, fmt::format("a tracker runs on {} and can not be asked: {}",
                                of.data_dir, *why));
  out << std::get<status_text>(answer).text;
  return 0;
}

} // namespace tracker
