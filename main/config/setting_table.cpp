// SPDX-License-Identifier: MIT
#include "main/config/setting_table.hpp"

#include "main/config/config_bytes.hpp"
#include "main/config/setting_strategies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <numeric>
#include <utility>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t max_agent_length = 256;

refusal check_user_agent(std::string_view agent) {
  if (trim(agent).empty() || agent.size() > max_agent_length)
    return "it is empty or longer than 256 characters";
  if (std::any_of(agent.begin(), agent.end(), [](char c) { return c < ' ' || c > '~'; }))
    return "it has characters that do not belong in a header";
  return std::nullopt;
}

std::vector<setting> tracker_settings() {
  return {
      {"tracker.series", R"(["btc-updown-15m"])", series_list(&settings::series_names),
       "the windows to watch, by their slugs' beginning; the suffix says how long each "
       "is"},
      {"tracker.wallets", "[]", wallet_list(&settings::wallets),
       "whose trades to grade; empty: WALLET_ADDRESS; none at all: windows without "
       "trades"},
      {"tracker.env-file", R"("~/.env")", path_or_empty(&settings::env_file),
       "dotenv file that holds WALLET_ADDRESS; \"\" reads none"},
      {"tracker.data-dir", R"("~/polybot")", path(&settings::data_dir),
       "where the lock and captures live; made with mode 0700; one tracker per folder"},
      {"tracker.timezone", R"("America/Los_Angeles")",
       text(&settings::timezone,
            "a name of the time zone database, such as \"Europe/Berlin\"",
            check_timezone),
       "for times that are shown, and for what a day is"},
      {"tracker.window-length", "0s", seconds_or_zero(&settings::window_length, 2s, 168h),
       "overrides the length in the suffix, for tests and odd series; 0s: no override"},
      {"tracker.poll-interval", "2s", duration(&settings::poll_interval, 100ms, 1h),
       "how often a wallet's activity is asked for; many wallets are asked less often, "
       "by turns"},
      {"tracker.grade-delay", "3s", duration(&settings::grade_delay, 0s, 1h),
       "wait after a window's end before the first look for its winner", true},
      {"tracker.capture-min-price", R"("0.95")", price_text(&settings::capture_min_price),
       "a one-sided entry at or above it is a 99c capture, below it directional"},
      {"tracker.strategies", "[]", strategy_list(&settings::strategies),
       "tells apart the strategies that share a wallet: a grade is tagged with the first "
       "that fits"},
  };
}

std::vector<setting> clock_settings() {
  return {
      {"clock.interval", "1s", duration(&settings::clock_interval, 1ms, 1min),
       "the cycle: how often time moves on for every actor"},
  };
}

std::vector<setting> http_settings() {
  return {
      {"http.gamma-url", R"("https://gamma-api.polymarket.com")",
       base_url(&settings::gamma_url),
       "host of the markets; a stand-in or a proxy has another address"},
      {"http.data-url", R"("https://data-api.polymarket.com")",
       base_url(&settings::data_url),
       "host of the wallets' activity; a stand-in or a proxy has another address"},
      {"http.clob-url", R"("https://clob.polymarket.com")", base_url(&settings::clob_url),
       "host of the prices; a stand-in or a proxy has another address"},
      {"http.data-api", R"("v2")",
       word<data_dialect>(&settings::data_api,
                          {{"v1", data_dialect::v1}, {"v2", data_dialect::v2}}),
       "dialect of the data host"},
      {"http.timeout", "5s", duration(&settings::http_timeout, 10ms, 10min),
       "limit of one attempt, connecting included"},
      {"http.connect-timeout", "3s",
       duration(&settings::http_connect_timeout, 10ms, 10min),
       "limit of connecting; the default gives way to a shorter http.timeout"},
      {"http.max-connections-per-host", "4",
       integer(&settings::max_connections_per_host, 1, 64),
       "size of each host's pool of connections"},
      {"http.max-response-size", "8388608",
       integer(&settings::max_response_size, 1024, 1'073'741'824),
       "bytes; a larger body is refused before it fills the memory"},
      {"http.user-agent", R"("PerformanceTracker/<version>")",
       text(&settings::user_agent, "1 to 256 printable ASCII characters in double quotes",
            check_user_agent),
       "how the tracker introduces itself; an empty one is turned away by the hosts"},
  };
}

std::vector<setting> log_settings() {
  return {
      {"log.file", R"("~/polybot/tracker.log")", path_or_empty(&settings::log_file),
       "the log's file, its folder is created; \"\" turns it off"},
      {"log.console", "true", boolean(&settings::log_console),
       "the same lines on standard output; on a terminal the cycle is a table below "
       "them"},
      {"log.cycle", R"("changes")",
       word<cycle_lines>(&settings::log_cycle, {{"changes", cycle_lines::changes},
                                                {"every", cycle_lines::every},
                                                {"never", cycle_lines::never}}),
       "which cycle lines of a series are written: those in which more than the time has "
       "changed and one a minute, every one, or none"},
      {"log.color", R"("auto")",
       word<color_choice>(&settings::log_color, {{"auto", color_choice::automatic},
                                                 {"always", color_choice::always},
                                                 {"never", color_choice::never}}),
       "colours on standard output; auto: on a terminal, unless NO_COLOR is set or TERM "
       "is dumb"},
      {"log.level", R"("info")",
       word<log_level>(&settings::level, {{"trace", log_level::trace},
                                          {"debug", log_level::debug},
                                          {"info", log_level::info},
                                          {"warn", log_level::warn},
                                          {"error", log_level::error}}),
       "lines below it are not written", true},
      {"log.format", R"("text")",
       word<log_form>(&settings::form,
                      {{"text", log_form::text}, {"json", log_form::json}}),
       "text for people, or json: one object a line for scripts"},
      {"log.rotate-size", "67108864",
       integer_or_zero(&settings::log_rotate_size, 4096, 1'099'511'627'776),
       "bytes at which the log file is rotated; 0: never"},
      {"log.rotate-files", "5", integer(&settings::log_rotate_files, 1, 1000),
       "how many rotated files are kept"},
  };
}

std::vector<setting> other_settings() {
  return {
      {"ledger.file", R"("~/polybot/tracker.db")", path(&settings::ledger_file),
       "the SQLite database of events and grades"},
      {"ledger.backup-interval", "24h",
       seconds_or_zero(&settings::ledger_backup_interval, 1min, 8760h),
       "how often a copy is put beside the ledger while it is in use; 0s: never"},
      {"ledger.backups", "7", integer(&settings::ledger_backups, 1, 1000),
       "how many copies are kept, the newest"},
      {"ledger.keep-events", "9600h",
       seconds_or_zero(&settings::ledger_keep_events, 24h, 87600h),
       "raw events older than this are rolled up, grades and totals stay for ever; 0s: "
       "never"},
      {"capture.file", R"("")", path_or_empty(&settings::capture_file),
       "records every beat and reply, for replay; \"\" records nothing"},
      {"capture.keep", "168h", duration(&settings::capture_keep, 24h, 8760h),
       "a new file begins each day (UTC); files that hold nothing younger are removed"},
      {"shutdown.grace", "10s", duration(&settings::shutdown_grace, 1s, 10min),
       "the whole drain's limit after SIGTERM; what is not drained by then is named"},
  };
}

std::vector<setting> all_settings() {
  std::vector<setting> all;
  for (const auto& section : {tracker_settings(), clock_settings(), http_settings(),
                              log_settings(), other_settings()})
    all.insert(all.end(), section.begin(), section.end());
  return all;
}

/// A longer name resembles none.
constexpr std::size_t longest_name = 64;
/// Whoever means a name gets no more of its letters wrong.
constexpr std::size_t most_typos = 3;

/// The characters of a name, one of 64 bits each; a few share theirs.
std::uint64_t character_set(std::string_view name) {
  std::uint64_t set = 0;
  for (const char c : name)
    set |= std::uint64_t{1} << (static_cast<unsigned char>(c) % 64);
  return set;
}

/// Never more than their distance: what one has and the other lacks must be changed.
std::size_t least_distance(std::string_view from, std::string_view to) {
  const auto left = character_set(from);
  const auto right = character_set(to);
  return static_cast<std::size_t>(
      std::max(std::popcount(left & ~right), std::popcount(right & ~left)));
}

/// Letters to change, add or leave out to get from one name to the other.
std::size_t distance(std::string_view from, std::string_view to) {
  std::array<std::size_t, longest_name + 1> row{};
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    auto diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const auto replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row[to.size()];
}

/// How far `name` is from a known one, or `limit` when it is at least that far.
std::size_t difference(std::string_view name, std::string_view known, std::size_t limit) {
  // The right key in a wrong section.
  if (!section_of(known).empty() && name_of(known) == name_of(name))
    return 1;
  const auto [shorter, longer] = std::minmax({name.size(), known.size()});
  if (longer > longest_name || longer - shorter >= limit ||
      least_distance(name, known) >= limit)
    return limit;
  return std::min(distance(name, known), limit);
}

} // namespace

const std::vector<setting>& setting_table() {
  static const auto table = all_settings();
  return table;
}

const settings& default_settings() {
  static const auto defaults = [] {
    settings result;
    for (const auto& row : setting_table())
      row.field.read(std::get<config_value>(parse_config_value(row.default_value)),
                     result);
    return result;
  }();
  return defaults;
}

const setting* find_setting(std::string_view key) {
  const auto& table = setting_table();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const setting& row) { return row.key == key; });
  return found == table.end() ? nullptr : &*found;
}

bool is_section(std::string_view name) {
  const auto& table = setting_table();
  return std::any_of(table.begin(), table.end(),
                     [&](const setting& row) { return section_of(row.key) == name; });
}

std::string suggest(std::string_view name, const std::vector<std::string>& known) {
  const std::string* nearest = nullptr;
  auto least = std::clamp<std::size_t>(name.size() / 3, 1, most_typos) + 1;
  for (const auto& candidate : known) {
    const auto differs = difference(name, candidate, least);
    if (differs < least) {
      least = differs;
      nearest = &candidate;
    }
  }
  return nearest == nullptr ? std::string{} : fmt::format("; did you mean {}?", *nearest);
}

std::string_view section_of(std::string_view key) {
  const auto dot = key.rfind('.');
  return key.substr(0, dot == std::string_view::npos ? 0 : dot);
}

std::string_view name_of(std::string_view key) {
  return key.substr(key.rfind('.') + 1);
}

} // namespace tracker
