// SPDX-License-Identifier: MIT
// The ledger's file in the hands of its one owner: facts in, memories out.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "messages/ledger.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace SQLite {
class Database;
}

namespace tracker {

/// A fact to be booked.
using ledger_entry = std::variant<record_events, record_grade, record_coverage>;

/// What booking a fact changed.
struct booked {
  /// The rows that were new (`record_events`); null for other facts.
  std::shared_ptr<const std::vector<activity_event>> fresh;
  /// The grade that was current before (`record_grade`); nothing: there was none.
  std::optional<grade> before;
  /// The grade is the current one now, and not a part of the history.
  bool current = false;
};

/// How much one step of the roll-up took away.
struct rolled_up {
  std::uint64_t events = 0;
  /// Nothing older is left.
  bool complete = false;
};

/// Owns the one connection that writes. Every member throws nothing but std::bad_alloc:
/// what went wrong is a value, and then nothing was changed.
class ledger_store {
public:
  /// Opens the file, makes it where there is none, and notes that a run of `version`
  /// began at `started`.
  static ledger_result<ledger_store> open(const std::string& path,
                                          const std::string& version, timestamp started,
                                          durability commits = durability::disk);
  ledger_store(ledger_store&&) noexcept;
  ledger_store& operator=(ledger_store&&) noexcept;
  ~ledger_store();

  /// Books all entries in one transaction, and one answer for each. What it has answered
  /// is on disk; but where nothing else is to be booked, the end of what is known of a
  /// wallet may wait for `end_run` (`wallet_table`).
  ledger_result<std::vector<booked>> commit(std::span<const ledger_entry> entries);

  ledger_result<wallet_memory> recall(const recall_wallet& what);
  ledger_result<series_memory> recall(const recall_series& what);
  ledger_result<windows_memory> recall(const recall_windows& what);
  ledger_result<grades_memory> recall(const recall_grades& what);

  /// Takes away at least `at_least` (if there are so many) of the raw events that lie
  /// before `horizon`, in windows that are settled or not watched; sums those of the
  /// account. No figure of any report changes. Call it again until it is complete.
  ledger_result<rolled_up> roll_up(timestamp horizon, std::uint64_t at_least);

  /// Up to when any wallet's activity is known: a time the platform has confirmed, unlike
  /// that of the wall clock. Nothing: no activity was read.
  ledger_result<std::optional<timestamp>> activity_known_to();

  /// Notes that the run ended at `ended_at`, and that it did so in order.
  ledger_result<std::monostate> end_run(timestamp ended_at);

  /// Nothing while the path still leads to the open file; otherwise a `displaced` error.
  /// One `stat`.
  std::optional<ledger_error> find_displacement() const;

  const std::string& path() const;
  /// The connection, for whoever copies the file while it is written to.
  SQLite::Database& connection();

private:
  class state;
  explicit ledger_store(std::unique_ptr<state> opened);
  std::unique_ptr<state> state_;
};

} // namespace tracker
