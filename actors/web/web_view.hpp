// SPDX-License-Identifier: MIT
// The input of the handlers: the constants of the run, and the latest snapshot of what
// the actors and the ledger have reported.
#pragma once

#include "actors/ledger/output/report_run.hpp"
#include "actors/web/ledger_figures.hpp"
#include "actors/web/measure/process_figures.hpp"
#include "messages/control.hpp"
#include "messages/grade.hpp"

#include <date/tz.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// The kind of the run. Every kind but `live` is marked on every page.
enum class run_mode : std::uint8_t { live, replay, demo };

constexpr const char* to_string(run_mode mode) {
  switch (mode) {
  case run_mode::live:
    return "live";
  case run_mode::replay:
    return "replay";
  case run_mode::demo:
    return "demo";
  }
  return "?";
}

/// Constants of a run, and the names that a reload of the configuration changes.
struct web_context {
  std::string version;
  std::string codename;
  std::string caf_version;
  run_mode mode = run_mode::live;
  timestamp started{};
  std::string ledger_file;
  /// The page, /api/v1 and the figures are those of all trackers, from the fleet's
  /// database.
  bool reads_fleet = false;
  /// Never null.
  const date::time_zone* zone = nullptr;
  std::vector<std::string> series;
  std::vector<watched_wallet> wallets;
  std::vector<std::string> strategies;
  /// How often a reload has changed these names.
  std::uint64_t changes = 0;
  price capture_min_price;
  timespan clock_interval = std::chrono::seconds{1};
  /// Whole addresses instead of masked ones.
  bool show_wallets = false;
};

/// An actor as the supervisor reported it last.
struct watched_actor {
  actor_report report;
  /// When it last answered the supervisor; the epoch: never.
  steady_point answered{};
};

/// The web server's counts of itself.
struct web_counts {
  /// By the class of the status: 2xx, 304, 4xx, 5xx.
  std::map<std::string, std::uint64_t> requests;
  std::uint64_t connections = 0;
  std::uint64_t streams = 0;
  /// Events that clients did not get because too much waited for them.
  std::uint64_t dropped_events = 0;
  /// Clients that were refused or dropped, by reason.
  std::map<std::string, std::uint64_t> refused;

  bool operator==(const web_counts&) const = default;
};

/// The state of the run, made once a second and never changed afterwards.
struct web_snapshot {
  /// The wall clock of the run: in a demo the recorded time.
  timestamp now{};
  /// The steady clock when this snapshot was made.
  steady_point made{};
  /// When the clock's number of ticks last grew; the epoch: never.
  steady_point ticked{};
  bool stopping = false;
  /// The recording that a replay or demo plays has ended.
  bool ended = false;
  std::vector<watched_actor> actors;
  /// The ledger's revision: it grows when the ledger changes, after a restart as well. 0:
  /// not known yet.
  std::uint64_t revision = 0;
  /// The ledger's figures, up to some seconds older; null: not read yet.
  std::shared_ptr<const ledger_figures> ledger;
  /// Why the ledger could not be read last; empty: it was read.
  std::string ledger_problem;
  /// Free bytes of the ledger's disk; nothing: not known.
  std::optional<std::uint64_t> free_bytes;
  web_counts server;
  process_figures process;
};

/// The report of the reader of the ledger, once a second.
struct ledger_news {
  std::uint64_t revision = 0;
  /// The newest figures; null: none yet.
  std::shared_ptr<const ledger_figures> figures;
  /// Why the ledger could not be read; empty: it could, or it had not changed.
  std::string problem;
  /// Free bytes of its disk; nothing: not known.
  std::optional<std::uint64_t> free_bytes;
};

/// The input of a handler.
struct web_view {
  const web_context& context;
  const web_snapshot& snapshot;
};

/// The actor of this name; null when the supervisor has not reported it.
const watched_actor* find_actor(const web_snapshot& snapshot, std::string_view name);

/// The inputs of a report at the snapshot's time.
report_setting report_setting_of(const web_view& view);

/// `context` with the names of `change`.
std::shared_ptr<const web_context> replace_watched(const web_context& context,
                                                   const use_watched& change);

/// `text`, with wallet addresses masked unless `web.show-wallets` is set.
std::string shown_text(const web_context& context, std::string text);

/// At most `size` bytes of what a client sent, escaped, with addresses masked likewise.
std::string shown_excerpt(const web_context& context, std::string_view foreign,
                          std::size_t size);

} // namespace tracker
