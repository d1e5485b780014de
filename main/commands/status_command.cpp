// SPDX-License-Identifier: MIT
#include "main/commands/status_command.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/fleet/store/fleet_reader.hpp"
#include "actors/status/status_socket.hpp"
#include "actors/text/time_text.hpp"
#include "actors/web/health.hpp"
#include "actors/web/measure/ledger_watch.hpp"
#include "main/commands/cli/cli_arguments.hpp"
#include "main/commands/status_screen.hpp"
#include "main/wiring/data_dir.hpp"
#include "main/wiring/fleet/fleet_wiring.hpp"
#include "main/wiring/pace.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace tracker {

namespace {

constexpr timespan answer_patience = std::chrono::seconds{3};
constexpr auto watch_pause = std::chrono::milliseconds{2'000};

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

/// The answer of the running tracker, or why there is none.
std::variant<status_text, std::string> request_status(const settings& effective) {
  const auto holder = find_data_dir_holder(effective.data_dir);
  if (const auto* reason = std::get_if<std::string>(&holder))
    return fmt::format("{}: {}", effective.data_dir, *reason);
  if (!std::get<std::optional<data_dir_holder>>(holder))
    return not_running_text(effective.data_dir, last_run(effective.ledger_file));
  auto answer = tracker::request_status(effective.data_dir, answer_patience);
  if (const auto* reason = std::get_if<std::string>(&answer))
    return fmt::format("a tracker runs on {} and cannot be reached: {}",
                       effective.data_dir, *reason);
  return answer;
}

std::string draw(const settings& effective, const status_options& options,
                 const std::string& answer, bool colours) {
  if (options.actors && !options.json)
    return answer;
  const auto& zone = *date::locate_zone(effective.timezone);
  const auto now = wall_time();
  const status_view view{
      now,
      zone,
      parse_status_answer(answer),
      read_status_figures(effective, zone, now),
      effective.grade_delay,
      std::max<timespan>(status_view::usual_patience, 3 * wallet_round(effective))};
  if (options.json)
    return status_json(view, options.actors);
  std::string text;
  for (const auto& line : status_lines(view, colours))
    text += line + '\n';
  return text;
}

// -- the fleet, as its database knows it ---

/// A tracker reports every 10 s: the database has all of it that is older.
constexpr std::chrono::seconds rest_lag{12};

std::string lag_text(const fleet_member& member) {
  if (!member.is_connected)
    return fmt::format("silent for {} s", member.silent.count());
  if (!member.behind)
    return "sends its history";
  auto text = member.waiting == 0 || *member.behind <= rest_lag
                  ? std::string{"complete"}
                  : fmt::format("{} s behind", member.behind->count());
  if (member.refused > 0)
    text += fmt::format("; {} facts refused and set aside", member.refused);
  return text;
}

/// A row for each tracker: name, version, whether its session is open, the facts that
/// wait, and how long its outbox has not been empty or how long it has been silent. The
/// last line counts the connected ones.
std::string fleet_table(const std::vector<fleet_member>& members) {
  std::size_t width = std::string_view{"Tracker"}.size();
  for (const auto& member : members)
    width = std::max(width, member.name.size());
  auto text = fmt::format("{:<{}}  {:<10}  {:<9}  {:>8}  {}\n", "Tracker", width,
                          "Version", "State", "Waiting", "Lag");
  for (const auto& member : members)
    text += fmt::format("{:<{}}  {:<10}  {:<9}  {:>8}  {}\n", member.name, width,
                        member.version, member.is_connected ? "connected" : "away",
                        member.waiting, lag_text(member));
  const auto away = std::count_if(members.begin(), members.end(), [](const auto& member) {
    return !member.is_connected;
  });
  return text + fmt::format("\nTrackers    : {} of {} connected\n",
                            members.size() - static_cast<std::size_t>(away),
                            members.size());
}

/// The same as one JSON array; times in seconds, null where there is none.
std::string fleet_json(const std::vector<fleet_member>& members) {
  auto all = nlohmann::ordered_json::array();
  for (const auto& member : members) {
    nlohmann::ordered_json row{{"name", member.name},
                               {"version", member.version},
                               {"connected", member.is_connected},
                               {"waiting", member.waiting},
                               {"refused", member.refused},
                               {"silent_s", member.silent.count()},
                               {"behind_s", nullptr}};
    if (member.behind)
      row["behind_s"] = member.behind->count();
    all.push_back(std::move(row));
  }
  return all.dump() + "\n";
}

/// Prints either. Exit code 1 with the reason on `err` when the database cannot be read.
int print_fleet(const settings& effective, bool json, std::ostream& out,
                std::ostream& err) {
  const auto fleet = open_fleet(effective);
  if (const auto* reason = std::get_if<std::string>(&fleet))
    return print_failure(err, *reason);
  const auto members = std::get<std::unique_ptr<fleet_reader>>(fleet)->members();
  if (const auto* error = std::get_if<ledger_error>(&members))
    return print_failure(err, error->text);
  const auto& all = std::get<std::vector<fleet_member>>(members);
  out << (json ? fleet_json(all) : fleet_table(all)) << std::flush;
  return out ? 0 : print_failure(err, "the status could not be written");
}

// -- the screen ---

/// The text over what the terminal shows: each line erases the rest of its row.
std::string draw_over(const std::string& text) {
  std::string result = "\x1b[H";
  for (const char c : text)
    result += c == '\n' ? std::string{"\x1b[K\n"} : std::string{c};
  return result + "\x1b[J";
}

/// Waits for the next screen; false: standard output has lost its reader.
bool pause_for_reader() {
  pollfd reader{STDOUT_FILENO, 0, 0};
  return poll(&reader, 1, static_cast<int>(watch_pause.count())) <= 0;
}

int print_readiness(const settings& effective, const status_output& output) {
  const auto answer = request_status(effective);
  if (const auto* reason = std::get_if<std::string>(&answer))
    return print_failure(output.err, *reason);
  std::string text = std::get<status_text>(answer).text;
  std::vector<std::string> reasons;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    if (const auto line = text.substr(begin, end - begin);
        line.starts_with(not_ready_prefix))
      reasons.push_back(line.substr(std::string_view{not_ready_prefix}.size()));
    begin = end + 1;
  }
  const auto free = free_bytes_of(effective.ledger_file);
  if (free && *free < least_free_bytes)
    reasons.push_back(fmt::format("disk: {} MB free", *free / (1024UL * 1024)));
  for (const auto& reason : reasons)
    output.err << "not ready: " << reason << '\n';
  if (reasons.empty())
    output.out << "ready\n" << std::flush;
  return reasons.empty() ? 0 : failure_code;
}

std::shared_ptr<CLI::App> make_app(status_options& options) {
  auto app =
      make_command_app("status", status_summary, {"--watch", "--json | jq .today"});
  app->add_flag("--watch", options.watch, "draw again every 2 s until Ctrl+C");
  app->add_flag("--json", options.json, "one JSON object, amounts as decimal strings");
  app->add_flag("--ready", options.ready,
                "exit 0 when it runs and every source is read; else 1 and the reasons");
  app->add_flag("--actors", options.actors,
                "a row for each actor: mailboxes, requests, rows read");
  app->add_flag("--fleet", options.fleet, "the trackers of the fleet and their lag");
  return app;
}

} // namespace

std::variant<status_options, cli_text>
parse_status(const std::vector<std::string>& arguments) {
  status_options options;
  if (auto text = parse_arguments(*make_app(options), arguments))
    return std::move(*text);
  return options;
}

std::vector<option_row> status_option_rows() {
  status_options unused;
  return list_options(*make_app(unused));
}

std::string not_running_text(const std::string& data_dir,
                             const ledger_result<std::optional<recorded_run>>& last) {
  auto text = fmt::format("no tracker runs on {}", data_dir);
  if (const auto* error = std::get_if<ledger_error>(&last))
    return text + "; " +
           (error->kind == ledger_error_kind::absent
                ? std::string{"none ever did: the ledger does not exist"}
                : "when the last one did is not known: " + error->text);
  const auto& run = std::get<std::optional<recorded_run>>(last);
  if (!run)
    return text + "; none ever did";
  text += fmt::format("; the last one ({}) ran from {}", run->version,
                      format_utc(run->started));
  return run->ended ? text + " to " + format_utc(*run->ended)
                    : text + " and was ended without a drain";
}

int status_command(const settings& effective, const status_options& options,
                   const status_output& output) {
  if (options.fleet)
    return print_fleet(effective, options.json, output.out, output.err);
  if (options.ready)
    return print_readiness(effective, output);
  const bool draws_over = options.watch && output.terminal;
  for (bool is_first = true;; is_first = false) {
    const auto answer = request_status(effective);
    const auto* reason = std::get_if<std::string>(&answer);
    if (reason != nullptr && is_first)
      return print_failure(output.err, *reason);
    const auto text = reason != nullptr
                          ? fmt::format("{}; next try in 2 s\n", *reason)
                          : draw(effective, options, std::get<status_text>(answer).text,
                                 output.colours);
    if (draws_over && is_first)
      output.out << "\x1b[2J";
    output.out << (draws_over ? draw_over(text) : text) << std::flush;
    if (!options.watch || !output.out)
      return output.out ? 0 : failure_code;
    if (!(output.pause ? output.pause() : pause_for_reader()))
      return 0;
  }
}

} // namespace tracker
