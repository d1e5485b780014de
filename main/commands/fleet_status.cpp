// SPDX-License-Identifier: MIT
#include "main/commands/fleet_status.hpp"

#include "main/commands/cli/cli.hpp"
#include "main/wiring/fleet/fleet_wiring.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>
#include <variant>

namespace tracker {

namespace {

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

} // namespace

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

} // namespace tracker
