// SPDX-License-Identifier: MIT
// What `status` shows: the answer of the running tracker, and figures of its ledger.
// Pure.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "main/wiring/status_figures.hpp"
#include "messages/time.hpp"

#include <date/tz.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// A row of the tracker's answer: `window btc-updown-15m`, and its summary.
struct actor_row {
  std::string name;
  std::string summary;

  bool operator==(const actor_row&) const = default;
};

/// The answer of a running tracker, `HEADING`, then `  NAME : SUMMARY` for each actor.
struct status_answer {
  std::string heading;
  std::vector<actor_row> actors;

  bool operator==(const status_answer&) const = default;
};

/// Splits the answer; lines of another form are left out.
status_answer parse_status_answer(std::string_view text);

/// A series as its window actor describes it.
struct window_state {
  std::string series;
  /// Of the open window; empty: none is open.
  std::string slug;
  /// Until the open window ends, or until the next one begins. Nothing: the summary has
  /// another form (a backfill), which is in `text`.
  std::optional<std::chrono::seconds> left;
  std::string position;
  /// `+$0.40`; empty: nothing is held, or its worth is not known.
  std::string open_pnl;
  /// `2 ended without a confirmed winner (oldest …)`; empty: none did.
  std::string unsettled;
  /// The whole summary.
  std::string text;

  bool operator==(const window_state&) const = default;
};

std::vector<window_state> window_states(const status_answer& answer);

/// A host as the fetcher describes it: `ok`, `not used yet`, `unreachable for 42 s`.
struct host_state {
  std::string name;
  std::string state;

  bool operator==(const host_state&) const = default;
};

/// Empty: the fetcher gave no answer.
std::vector<host_state> host_states(const status_answer& answer);

/// A wallet's activity as its actor describes it.
struct wallet_state {
  std::string name;
  /// Since the last read. Nothing: none yet.
  std::optional<std::chrono::seconds> age;
  std::string text;

  bool operator==(const wallet_state&) const = default;
};

std::vector<wallet_state> wallet_states(const status_answer& answer);

/// Keys that changed in the configuration file and need a restart; empty: none.
std::string pending_configuration(const status_answer& answer);

/// Everything that a screen shows.
struct status_view {
  timestamp now{};
  const date::time_zone& zone;
  status_answer answer;
  ledger_result<status_figures> figures;
  /// Wait after a window's end before its winner is requested.
  timespan grade_delay{};
  /// Longer without a read, activity counts as stale.
  timespan stale_after = usual_patience;
  static constexpr timespan usual_patience = std::chrono::minutes{1};
};

/// The screen, a line each; with ANSI colours where `colours`.
std::vector<std::string> status_lines(const status_view& view, bool colours);

/// The same for scripts: one JSON object; amounts are decimal strings. The rows of the
/// actors are in it where `actors`.
std::string status_json(const status_view& view, bool actors);

} // namespace tracker
