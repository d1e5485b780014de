// SPDX-License-Identifier: MIT
#include "main/config/setting_table.hpp"

#include "actors/fetcher/transport/url.hpp"
#include "actors/fleet/pg/connection.hpp"
#include "actors/web/server/listen_socket.hpp"
#include "main/config/syntax/config_bytes.hpp"
#include "main/config/tables/setting_alerts.hpp"
#include "main/config/tables/setting_strategies.hpp"

#include <algorithm>

namespace tracker {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t max_agent_length = 256;

refusal check_user_agent(std::string_view agent) {
  if (trim(agent).empty() || agent.size() > max_agent_length)
    return "it is empty or longer than 256 characters";
  if (std::any_of(agent.begin(), agent.end(), [](char c) { return c < ' ' || c > '~'; }))
    return "it has characters that are not allowed in a header";
  return std::nullopt;
}

refusal check_listen_address(std::string_view text) {
  if (text.empty() || parse_listen_address(text))
    return std::nullopt;
  return "it is not an address and a port";
}

constexpr std::size_t min_token_length = 16;
constexpr std::size_t max_fleet_name_length = 64;
constexpr std::size_t max_token_length = 128;

/// What fits into a header, a cookie and an address without quoting.
bool has_plain_characters(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_' || c == '.';
  });
}

/// The texts of refusals have no part of the value: it may be a password.
refusal check_fleet_url(std::string_view url) {
  if (url.empty())
    return std::nullopt;
  auto fault = pg::find_url_fault(std::string{url});
  return fault.empty() ? std::nullopt : refusal{std::move(fault)};
}

refusal check_fleet_name(std::string_view name) {
  if (!has_plain_characters(name))
    return "it has other characters than letters, digits, - _ and .";
  if (name.size() > max_fleet_name_length)
    return "it is longer than 64 characters";
  return std::nullopt;
}

refusal check_token(std::string_view token) {
  if (!has_plain_characters(token))
    return "it has other characters than letters, digits, - _ and .";
  if (!token.empty() &&
      (token.size() < min_token_length || token.size() > max_token_length))
    return "it is shorter than 16 or longer than 128 characters";
  return std::nullopt;
}

std::vector<setting> tracker_settings() {
  return {
      {"tracker.series", R"(["btc-updown-15m"])", series_list(&settings::series_names),
       "series to watch: asset and length, all of a length or of an asset, or the "
       "beginning of their slugs",
       true},
      {"tracker.wallets", "[]", wallet_list(&settings::wallets),
       "wallets whose trades are graded; empty: WALLET_ADDRESS; without any, windows are "
       "graded without trades",
       true},
      {"tracker.wallets-file", R"("")", path_or_empty(&settings::wallets_file),
       "file with more wallets: on each line an address and, after a space, a name; # "
       "begins a comment; read again on SIGHUP",
       true},
      {"tracker.env-file", R"("~/.env")", path_or_empty(&settings::env_file),
       "dotenv file that holds WALLET_ADDRESS; \"\" reads none"},
      {"tracker.data-dir", R"("~/polybot")", path(&settings::data_dir),
       "folder of the lock and the status socket, made with mode 0700; one tracker per "
       "folder"},
      {"tracker.timezone", R"("")",
       text(&settings::timezone,
            "a name of the time zone database, such as \"Europe/Berlin\"; or \"\"",
            [](std::string_view name) {
              return name.empty() ? std::nullopt : check_timezone(name);
            }),
       "for times that are shown, and for what a day is; \"\": the system's zone (TZ, "
       "/etc/localtime)"},
      {"tracker.window-length", "0s", seconds_or_zero(&settings::window_length, 2s, 168h),
       "overrides the length in the suffix of a slug prefix, for tests and odd series; "
       "0s: no override"},
      {"tracker.poll-interval", "2s", duration(&settings::poll_interval, 100ms, 1h),
       "how often a wallet's activity is requested; many wallets take turns and are "
       "requested less often"},
      {"tracker.grade-delay", "3s", duration(&settings::grade_delay, 0s, 1h),
       "wait after a window's end before the first request for its winner", true},
      {"tracker.capture-min-price", R"("0.95")", price_text(&settings::capture_min_price),
       "a one-sided entry at or above it is a 99c capture, below it directional"},
      {"tracker.strategies", "[]", strategy_list(&settings::strategies),
       "separates the strategies that share a wallet: a grade is tagged with the first "
       "that matches",
       true},
      {"tracker.proof", "true", boolean(&settings::proof),
       "compares each finished day (UTC) of a wallet with the platform's own figures: "
       "fills, P/L, fees and rebates; needs http.data-api = \"v2\""},
  };
}

std::vector<setting> clock_settings() {
  return {
      {"clock.interval", "1s", duration(&settings::clock_interval, 1ms, 1min),
       "the tick: how often the actors receive the time"},
  };
}

std::vector<setting> http_settings() {
  return {
      {"http.gamma-url", R"("https://gamma-api.polymarket.com")",
       base_url(&settings::gamma_url),
       "host of the markets; change it for a proxy or a test server"},
      {"http.data-url", R"("https://data-api.polymarket.com")",
       base_url(&settings::data_url),
       "host of the wallets' activity; change it for a proxy or a test server"},
      {"http.clob-url", R"("https://clob.polymarket.com")", base_url(&settings::clob_url),
       "host of the prices; change it for a proxy or a test server"},
      {"http.data-api", R"("v2")",
       word<data_dialect>(&settings::data_api,
                          {{"v1", data_dialect::v1}, {"v2", data_dialect::v2}}),
       "version of the data host's API; the end of v1 was announced for 2026-10-24"},
      {"http.timeout", "5s", duration(&settings::http_timeout, 10ms, 10min),
       "limit of one attempt, connecting included"},
      {"http.connect-timeout", "3s",
       duration(&settings::http_connect_timeout, 10ms, 10min),
       "limit of connecting; the default is lowered to a shorter http.timeout"},
      {"http.max-connections-per-host", "4",
       integer(&settings::max_connections_per_host, 1, 64),
       "size of each host's pool of connections"},
      {"http.max-response-size", "8388608",
       size(&settings::max_response_size, 1024, 1'073'741'824),
       "bytes; a larger body is refused before it fills the memory"},
      {"http.user-agent", R"("PerformanceTracker/<version>")",
       text(&settings::user_agent, "1 to 256 printable ASCII characters in double quotes",
            check_user_agent),
       "User-Agent header of every request; the hosts refuse an empty one"},
      {"http.proxy", R"("")",
       text(&settings::http_proxy,
            "http://HOST[:PORT], https:// or socks5h:// in double quotes; or \"\"",
            [](std::string_view url) {
              return url.empty() ? std::nullopt : proxy_problem(url);
            }),
       "proxy of every request; \"\": none. Proxies of the environment (https_proxy) are "
       "ignored"},
      {"http.ca-file", R"("")", path_or_empty(&settings::http_ca_file),
       "PEM file of the certificate authorities to trust; \"\": those of the system"},
      {"http.ip", R"("any")",
       word<address_family>(&settings::http_addresses, {{"any", address_family::any},
                                                        {"4", address_family::ipv4},
                                                        {"6", address_family::ipv6}}),
       "addresses to connect to: both kinds, IPv4 alone, or IPv6 alone"},
  };
}

std::vector<setting> log_settings() {
  return {
      {"log.file", R"("~/polybot/tracker.log")", path_or_empty(&settings::log_file),
       "log file, its folder is created; \"\" turns it off"},
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
       word<log_format>(&settings::form,
                        {{"text", log_format::text}, {"json", log_format::json}}),
       "text, or json: one object per line, for scripts"},
      {"log.rotate-size", "67108864",
       size_or_zero(&settings::log_rotate_size, 4096, 1'099'511'627'776),
       "bytes at which the log file is rotated; 0: never"},
      {"log.rotate-files", "15", integer(&settings::log_rotate_files, 1, 1000),
       "how many rotated files are kept"},
      {"log.rotate-daily", "false", boolean(&settings::log_rotate_daily),
       "rotate also when a day begins in tracker.timezone"},
      {"log.rotate-total", "0",
       size_or_zero(&settings::log_rotate_total, 4096, 1'099'511'627'776),
       "bytes of all rotated files together, the oldest are removed; 0: no such bound"},
      {"log.compress", "true", boolean(&settings::log_compress),
       "compress rotated files with zstd; zstdcat and zstdgrep read them"},
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
       "raw events older than this are rolled up, grades and totals stay; 0s: never"},
      {"capture.file", R"("")", path_or_empty(&settings::capture_file),
       "records every tick and reply, for replay; \"\" records nothing"},
      {"capture.keep", "168h", duration(&settings::capture_keep, 24h, 8760h),
       "age at which a file of the capture is removed; a new file begins each day (UTC)"},
      {"shutdown.grace", "10s", duration(&settings::shutdown_grace, 1s, 10min),
       "limit of the whole drain after SIGTERM; actors that are not drained are named"},
  };
}

/// A text that is not shown: `(set)` stands for it.
setting_field secret(std::string settings::*member, std::string allowed,
                     std::function<refusal(std::string_view)> check) {
  auto field = text(member, std::move(allowed), std::move(check));
  field.show = [member](const settings& effective) {
    return config_value{std::string{(effective.*member).empty() ? "" : "(set)"}};
  };
  field.is_same = [member](const settings& one, const settings& other) {
    return one.*member == other.*member;
  };
  return field;
}

std::vector<setting> web_settings() {
  return {
      {"web.listen", R"("127.0.0.1:8087")",
       text(&settings::web_listen,
            "an address of this machine and a port, such as \"127.0.0.1:8087\" or "
            "\"[::1]:8087\"; or \"\"",
            check_listen_address),
       "where the page, /api/v1, /metrics and /health are served; an address that other "
       "machines reach needs web.token; \"\" serves nothing"},
      {"web.token", R"("")",
       secret(&settings::web_token,
              "16 to 128 letters, digits, - _ and . in double quotes; or \"\"",
              check_token),
       "secret that each request must carry: open /?token=TOKEN once, or send "
       "Authorization: Bearer TOKEN; \"\": none is needed"},
      {"web.show-wallets", "false", boolean(&settings::web_show_wallets),
       "whole addresses of wallets on the page and in /api/v1 instead of masked ones"},
  };
}

std::vector<setting> fleet_settings() {
  return {
      {"fleet.url", R"("")",
       secret(
           &settings::fleet_url,
           "a connection string of PostgreSQL in double quotes, such as "
           "\"postgresql://tracker:PASSWORD@db.example/fleet?sslmode=verify-full\"; or "
           "\"\"",
           check_fleet_url),
       "the database that receives what the ledger commits (conf/fleet.md); a secret "
       "when it has a password; \"\": this tracker is not part of a fleet"},
      {"fleet.name", R"("")",
       text(&settings::fleet_name,
            "1 to 64 letters, digits, - _ and . in double quotes; or \"\"",
            check_fleet_name),
       "the name of this tracker among those of its fleet, each name once; \"\": the "
       "name of this machine"},
      {"fleet.share-wallets", "false", boolean(&settings::fleet_share_wallets),
       "the trackers of the fleet with this setting share the wallets, which all of them "
       "configure alike: each watches a part, and takes over that of a tracker that is "
       "gone"},
      {"fleet.page", "false", boolean(&settings::fleet_page),
       "the page, /api/v1 and the money in /metrics show all trackers of the fleet, read "
       "from fleet.url, instead of this tracker's ledger"},
  };
}

std::vector<setting> all_settings() {
  std::vector<setting> all;
  for (const auto& section :
       {tracker_settings(), clock_settings(), http_settings(), log_settings(),
        other_settings(), web_settings(), fleet_settings(), alert_rows()})
    all.insert(all.end(), section.begin(), section.end());
  return all;
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
    // The loader replaces it by the system's zone.
    result.timezone = "UTC";
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

} // namespace tracker
