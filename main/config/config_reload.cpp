// SPDX-License-Identifier: MIT
#include "main/config/config_reload.hpp"

#include "actors/platform/ids.hpp"
#include "main/config/setting_checks.hpp"
#include "main/config/setting_rules.hpp"
#include "main/config/setting_table.hpp"
#include "main/config/syntax/config_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace tracker {

namespace {

using lines = std::vector<std::string>;

/// Lines about the elements of one list; a longer change is summed up.
constexpr std::size_t max_list_lines = 20;

/// A value for a log line: a text without its quotes, nothing that may be a secret.
std::string shown(const config_value& value) {
  const auto* text = std::get_if<std::string>(&value.data);
  auto result = text != nullptr && !text->empty() ? printable(*text) : to_string(value);
  return mask_addresses(hide_secrets(result));
}

std::map<std::string, std::string> caf_values(const settings& effective) {
  std::map<std::string, std::string> values;
  for (const auto& [key, value] : effective.caf)
    values.emplace(key, to_string(value));
  return values;
}

/// Keys that only one of the two has, or whose values differ.
void compare_caf(const settings& running, const settings& fresh, lines& result) {
  const auto before = caf_values(running);
  auto after = caf_values(fresh);
  for (const auto& [key, value] : before) {
    const auto found = after.find(key);
    if (found == after.end())
      result.push_back(fmt::format("{} {} -> default", key, value));
    else if (found->second != value)
      result.push_back(fmt::format("{} {} -> {}", key, value, found->second));
    after.erase(key);
  }
  for (const auto& [key, value] : after)
    result.push_back(fmt::format("{} default -> {}", key, value));
}

/// A line for each element that only one of the lists has, or that changed: those with
/// the same `identity` are the same element.
template <class Element, class Identity, class Name>
void compare_lists(const std::string& key, const std::vector<Element>& before,
                   const std::vector<Element>& after, Identity identity, Name name,
                   lines& result) {
  const auto find = [&](const std::vector<Element>& all, const Element& wanted) {
    return std::find_if(all.begin(), all.end(), [&](const Element& one) {
      return identity(one) == identity(wanted);
    });
  };
  const auto size = result.size();
  for (const auto& one : before)
    if (const auto now = find(after, one); now == after.end())
      result.push_back(fmt::format("{} - {}", key, name(one)));
    else if (!(*now == one))
      result.push_back(name(*now) == name(one)
                           ? fmt::format("{} {} has changed", key, name(one))
                           : fmt::format("{} {} -> {}", key, name(one), name(*now)));
  for (const auto& one : after)
    if (find(before, one) == before.end())
      result.push_back(fmt::format("{} + {}", key, name(one)));
  if (result.size() == size && before != after)
    result.push_back(key + " has another order");
  if (result.size() > size + max_list_lines) {
    const auto more = result.size() - size - max_list_lines;
    result.resize(size + max_list_lines);
    result.push_back(fmt::format("{}: {} more changes like these", key, more));
  }
}

std::string wallet_name(const watched_wallet& wallet) {
  const auto address = mask_address(wallet.address);
  return wallet.name.empty() ? address
                             : fmt::format("{} ({})", printable(wallet.name), address);
}

bool is_same(const setting_field& field, const settings& one, const settings& other) {
  return field.is_same ? field.is_same(one, other) : field.show(one) == field.show(other);
}

/// The line of a key that needs a restart, without a value that may be a secret.
std::string restart_line(const setting& row, const settings& running,
                         const settings& fresh) {
  if (row.field.is_same)
    return row.key + " has changed";
  return fmt::format("{} {} -> {}", row.key, shown(row.field.show(running)),
                     shown(row.field.show(fresh)));
}

/// The lines of a key that a running tracker can apply.
void compare_live(const setting& row, const settings& running, const settings& applied,
                  lines& result) {
  if (row.key == "tracker.series")
    compare_lists(row.key, running.watched_series, applied.watched_series,
                  std::mem_fn(&series::name), std::mem_fn(&series::name), result);
  else if (row.key == "tracker.wallets")
    compare_lists(row.key, running.wallets, applied.wallets,
                  std::mem_fn(&watched_wallet::address), wallet_name, result);
  else if (row.key == "tracker.strategies")
    compare_lists(
        row.key, running.strategies, applied.strategies, std::mem_fn(&strategy::name),
        [](const strategy& one) { return printable(one.name); }, result);
  else
    result.push_back(fmt::format("{} {} -> {}", row.key, shown(row.field.show(running)),
                                 shown(row.field.show(applied))));
}

/// `running` with the settings of `fresh` that can be applied.
settings apply_live(const settings& running, const settings& fresh) {
  auto result = running;
  result.config_file = fresh.config_file;
  result.value_sources = fresh.value_sources;
  result.level = fresh.level;
  result.grade_delay = fresh.grade_delay;
  result.wallets = fresh.wallets;
  result.wallets_file = fresh.wallets_file;
  result.strategies = fresh.strategies;
  result.series_names = fresh.series_names;
  // The lengths are those of the running tracker.window-length.
  name_series(result);
  return result;
}

} // namespace

live_settings live_part(const settings& effective) {
  return {effective.level, effective.grade_delay, effective.strategies,
          effective.wallets};
}

config_change compare(const settings& running, const settings& fresh) {
  config_change change;
  change.applied = apply_live(running, fresh);
  const bool is_recorded = !running.capture_file.empty();
  if (is_recorded) {
    change.applied = running;
    change.applied.config_file = fresh.config_file;
    change.applied.level = fresh.level;
  }
  for (const auto& row : setting_table()) {
    if (is_same(row.field, running, fresh))
      continue;
    if (!row.live) {
      change.needs_restart.push_back(restart_line(row, running, fresh));
    } else if (row.field.show(running) != row.field.show(change.applied)) {
      compare_live(row, running, change.applied, change.changes);
    } else {
      compare_live(row, running, apply_live(running, fresh), change.needs_restart);
      change.needs_restart.back() +=
          ", not while capture.file records the run with the settings of its start";
    }
  }
  compare_caf(running, fresh, change.needs_restart);
  change.is_watch_changed = running.watched_series != change.applied.watched_series ||
                            running.wallets != change.applied.wallets ||
                            running.strategies != change.applied.strategies ||
                            running.grade_delay != change.applied.grade_delay;
  return change;
}

std::vector<std::string> find_gone_files(const settings& running, const settings& fresh,
                                         const file_reader& read) {
  lines result;
  if (!running.config_file.empty() && fresh.config_file != running.config_file)
    result.push_back(fmt::format("{}: the configuration file has gone; restore it, or "
                                 "restart the tracker to run without it",
                                 printable(running.config_file)));
  const auto origin = value_source_of(running, "tracker.wallets");
  if (origin.kind != source::env_file ||
      value_source_of(fresh, "tracker.wallets").kind == source::config_file)
    return result;
  const auto text = read(origin.file);
  if (const auto* error = std::get_if<file_error>(&text))
    result.push_back(fmt::format("{}: the env-file that named the wallet cannot be read: "
                                 "{}; restore it, or restart the tracker to run without "
                                 "it",
                                 printable(origin.file), error->reason));
  return result;
}

reloaded_config take_over(settings& running, const settings& fresh,
                          const file_reader& read) {
  reloaded_config result;
  result.order.problems = find_gone_files(running, fresh, read);
  if (!result.order.problems.empty())
    return result;
  auto change = compare(running, fresh);
  result.order.changes = std::move(change.changes);
  result.order.needs_restart = std::move(change.needs_restart);
  result.order.settings = live_part(change.applied);
  running = std::move(change.applied);
  if (change.is_watch_changed)
    result.watched = running;
  return result;
}

} // namespace tracker
