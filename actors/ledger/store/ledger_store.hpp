// SPDX-License-Identifier: MIT
// Read-write access to the ledger file, for its single
// owner.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "messages/alert.hpp"
#include "messages/fleet.hpp"
#include "messages/ledger.hpp"
#include "messages/proof.hpp"
#include "messages/strategy.hpp"

#include <date/tz.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace SQLite {
class Database;
}

namespace tracker {

/// A fact to be booked.
using ledger_entry = std::variant<record_events, record_grade, record_coverage,
                                  record_proof, record_position>;

/// What booking a fact changed.
struct booked {
  /// The events that were not booked before (`record_events`); null for other facts.
  std::shared_ptr<const std::vector<activity_event>> fresh;
  /// The previous current grade (`record_grade`), if any.
  std::optional<grade> before;
  /// True when the grade is current now, false when it went to the history.
  bool current = false;
};

/// The alerts that follow from booked entries; called in their transaction, so that an
/// alert is on disk exactly when its cause is.
using alert_source =
    std::function<std::vector<alert_record>(std::span<const booked> results)>;

/// What the alerts of a run continue from.
struct alert_memory {
  /// The last episode of each rule and subject.
  std::vector<alert_record> episodes;
  /// The times of buys and sells by wallet, ascending, each second once.
  std::vector<std::pair<watched_wallet, timestamp>> fills;
  std::vector<record_coverage> coverage;
  /// Of all wallets and days, by day.
  std::vector<day_proof> proofs;
};

/// What one step of the roll-up removed.
struct rolled_up {
  std::uint64_t events = 0;
  /// True when no older events are left.
  bool complete = false;
};

/// Owns the only writing connection. Members throw only std::bad_alloc; other failures
/// are returned as values and leave the file unchanged.
class ledger_store {
public:
  /// Opens the file, creates it if missing, and records that a run of `version` began at
  /// `started`.
  static ledger_result<ledger_store> open(const std::string& path,
                                          const std::string& version, timestamp started,
                                          durability commits = durability::disk);
  ledger_store(ledger_store&&) noexcept;
  ledger_store& operator=(ledger_store&&) noexcept;
  ~ledger_store();

  /// Books all entries in one transaction and returns one result per entry. Entries are
  /// on disk when this returns; only when all of them merely move the end of a known
  /// history may they wait for `end_run` (`wallet_table`).
  /// `alerts` is called once, unless no entry needs a transaction.
  ledger_result<std::vector<booked>> commit(std::span<const ledger_entry> entries,
                                            const alert_source& alerts = {});

  ledger_result<wallet_memory> recall(const recall_wallet& query);
  ledger_result<series_memory> recall(const recall_series& query);
  ledger_result<windows_memory> recall(const recall_windows& query);
  /// The current grades of the windows that end after `from`, and at or before `to`, by
  /// the windows' ends.
  ledger_result<grades_memory> recall_grades(timestamp from, timestamp to);
  /// Grades as reports show them (`grade_notes`), in the same order.
  ledger_result<grades_memory> show(const std::vector<grade>& grades);
  /// The settled grades of windows that end after `from` and at or before `to` that are
  /// not final because the ledger lacks fills of them (`v_not_final`).
  ledger_result<std::int64_t> count_not_final(timestamp from, timestamp to);
  ledger_result<proofs_memory> recall(const recall_proofs& query);
  ledger_result<positions_memory> recall(const recall_positions& query);
  /// Reads a month of the wallet's rows: a tenth of a second for 100,000.
  ledger_result<day_memory> recall(const recall_day& query);

  /// Books alerts and marks in one transaction.
  ledger_result<std::monostate> commit(std::span<const alert_record> alerts,
                                       std::span<const alert_mark> marks);
  /// The channels' bits; new names get one from `now` on.
  ledger_result<std::vector<alert_channel>>
  assign_channels(const std::vector<std::string>& names, timestamp now);
  /// The alerts that fire, and those that opened or closed at or after `since`.
  ledger_result<std::vector<alert_record>> recall_alerts(timestamp since);
  /// With fills and coverage at or after `since`.
  ledger_result<alert_memory> recall_alert_memory(timestamp since);

  /// Removes at least `at_least` raw events before `horizon`, if that many exist, of
  /// windows that are settled or not watched, and sums account-level events. No report
  /// figure changes. Repeat until `complete`.
  ledger_result<rolled_up> roll_up(timestamp horizon, std::uint64_t at_least);

  /// Tags the recorded grades, and those booked from now on, with the first strategy that
  /// matches. Returns how many recorded tags changed.
  ledger_result<std::uint64_t> tag_grades(const std::vector<strategy>& strategies);

  /// Notes every change from now on for the fleet's database, or discards the notes of
  /// earlier runs because this run is not part of a fleet.
  ledger_result<std::monostate> use_outbox(bool is_part_of_fleet);
  /// The next facts for the fleet's database; none after `use_outbox(false)`. The first
  /// of a ledger notes everything it has: seconds for a million grades.
  ledger_result<outbox_batch> recall(const take_outbox& request);

  /// Makes the views use the days of `zone`.
  ledger_result<std::monostate> use_zone(const date::time_zone& zone);

  /// The latest end of a known wallet history: a time confirmed by the platform, unlike
  /// the wall clock. Nothing when no activity was read.
  ledger_result<std::optional<timestamp>> activity_known_to();

  /// Records that the run ended in order at `ended_at`.
  ledger_result<std::monostate> end_run(timestamp ended_at);

  /// Nothing while the path still leads to the open file; otherwise a `displaced` error.
  /// One `stat`.
  std::optional<ledger_error> find_displacement() const;

  const std::string& path() const;
  /// The connection, for a backup while the file is written to.
  SQLite::Database& connection();

private:
  class state;
  explicit ledger_store(std::unique_ptr<state> opened);
  std::unique_ptr<state> state_;
};

} // namespace tracker
