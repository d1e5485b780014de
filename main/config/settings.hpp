// SPDX-License-Identifier: MIT
// The effective configuration, typed and checked.
#pragma once

#include "actors/fetcher/transport/network_options.hpp"
#include "actors/log_tee/log_options.hpp"
#include "actors/notifier/rules/alert_settings.hpp"
#include "main/config/syntax/config_value.hpp"
#include "messages/log.hpp"
#include "messages/money.hpp"
#include "messages/strategy.hpp"
#include "messages/time.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// Where a value comes from. A later one has precedence over those before it.
enum class source : std::uint8_t {
  default_value,
  /// The machine: its time zone.
  system,
  env_file,
  environment,
  config_file,
  command_line
};

struct value_source {
  source kind = source::default_value;
  /// The path, if the source is a file.
  std::string file;
  /// Of the value in the file, from 1; 0: not known.
  std::size_t line = 0;

  bool operator==(const value_source&) const = default;
};

/// `default`, `system`, `env-file:/home/u/.env`, `environment`,
/// `file:/etc/tracker.conf:12`, `command line`.
std::string to_string(const value_source& origin);

/// One of CAF's own options.
struct caf_setting {
  /// `scheduler.max-threads`.
  std::string key;
  config_value value;

  bool operator==(const caf_setting&) const = default;
};

/// Every setting, named like the configuration's keys (setting_table.hpp has the purpose
/// of each and what is allowed). Paths are expanded.
struct settings {
  /// Never empty; the lengths follow tracker.window-length if that is set.
  std::vector<series> watched_series;
  /// Empty: windows are watched without trades.
  std::vector<watched_wallet> wallets;
  /// A file with more wallets, one per line; they are among `wallets`. Empty: none.
  std::string wallets_file;
  /// Empty: no env-file is read.
  std::string env_file;
  std::string data_dir;
  /// A name of the time zone database, the system's zone by default.
  std::string timezone;
  /// Zero: no override.
  timespan window_length{};
  timespan poll_interval{};
  timespan grade_delay{};
  price capture_min_price;
  /// Marks of the strategies that share the wallets; the first that matches counts. The
  /// series of each is watched.
  std::vector<strategy> strategies;
  /// Whether each finished day is compared with the platform's own figures.
  bool proof = true;

  timespan clock_interval{};

  /// Base URLs, without a slash at the end.
  std::string gamma_url;
  std::string data_url;
  std::string clob_url;
  data_dialect data_api = data_dialect::v2;
  timespan http_timeout{};
  timespan http_connect_timeout{};
  std::int64_t max_connections_per_host = 0;
  /// Bytes.
  std::int64_t max_response_size = 0;
  std::string user_agent;
  /// Empty: connections are direct.
  std::string http_proxy;
  /// Empty: the certificates of the system.
  std::string http_ca_file;
  address_family http_addresses = address_family::any;

  /// Empty: no log file.
  std::string log_file;
  bool log_console = true;
  cycle_lines log_cycle = cycle_lines::changes;
  color_choice log_color = color_choice::automatic;
  log_level level = log_level::info;
  log_format form = log_format::text;
  /// Bytes; 0: the file is never rotated.
  std::int64_t log_rotate_size = 0;
  std::int64_t log_rotate_files = 0;
  /// Also rotated when a day begins in `timezone`.
  bool log_rotate_daily = false;
  /// Rotated files are compressed with zstd.
  bool log_compress = true;
  /// Bytes of all rotated files together; 0: `log_rotate_files` is the only bound.
  std::int64_t log_rotate_total = 0;

  std::string ledger_file;
  /// Zero: no backups.
  timespan ledger_backup_interval{};
  /// How many backups are kept.
  std::int64_t ledger_backups = 0;
  /// Age at which raw events are rolled up; zero: never.
  timespan ledger_keep_events{};

  /// Empty: nothing is recorded.
  std::string capture_file;
  /// Age at which a capture's file is removed.
  timespan capture_keep{};

  timespan shutdown_grace{};

  /// `127.0.0.1:8087`; empty: no page is served.
  std::string web_listen;
  /// Empty: none; only for an address of the loopback.
  std::string web_token;
  bool web_show_wallets = false;

  /// A connection string of PostgreSQL; empty: the tracker is not part of a fleet.
  std::string fleet_url;
  /// Empty: the name of the machine.
  std::string fleet_name;
  /// The trackers of the fleet share the wallets: each watches those whose leases it has.
  bool fleet_share_wallets = false;
  /// The page and /api/v1 show all trackers of the fleet.
  bool fleet_page = false;
  alert_settings alerts;

  /// tracker.series as given; `watched_series` is the result.
  std::vector<std::string> series_names;
  /// CAF's own options that were given.
  std::vector<caf_setting> caf;
  /// Where the values come from, by key, CAF's included; a key that is missing has its
  /// default.
  std::map<std::string, value_source, std::less<>> value_sources;
  /// The configuration file that was read; empty: none.
  std::string config_file;
  /// Oddities that changed nothing, as messages.
  std::vector<std::string> warnings;
};

/// The names of the watched series, as the ledger has them.
std::vector<std::string> watched_series_names(const settings& effective);

/// Where the value of `key` comes from.
value_source value_source_of(const settings& effective, std::string_view key);

} // namespace tracker
