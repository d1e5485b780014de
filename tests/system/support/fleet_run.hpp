// SPDX-License-Identifier: MIT
// Real trackers that share wallets and one real PostgreSQL, against the stand-in for the
// platform.
#pragma once

#include "actors/fleet/pg/connection.hpp"
#include "tests/exchange/server.hpp"
#include "tests/support/postgres_cluster.hpp"
#include "tests/support/process.hpp"
#include "tests/system/support/simulated_truth.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tracker::test {

class fleet_run {
public:
  /// Starts the platform and the database, and no tracker yet.
  fleet_run(exchange::market_rules rules, std::size_t trackers);

  const exchange::market_rules& rules() const { return rules_; }
  postgres_cluster& database() { return database_; }
  std::size_t size() const { return homes_.size(); }

  /// Starts tracker `number` on the files of its last run.
  void start(std::size_t number);
  void start_all();
  void signal(std::size_t number, int number_of_signal);
  /// Sends SIGKILL and waits for the end.
  void kill(std::size_t number);
  /// Stops it (SIGSTOP) while its publisher is inside a transaction that has written
  /// rows. False: it began none within the limit, and runs on.
  bool stop_inside_transaction(std::size_t number, std::chrono::seconds limit);
  /// Sends SIGTERM to all; the exit codes in the order of the numbers.
  std::vector<std::optional<int>> end_all(std::chrono::seconds limit);

  /// Ends the sessions that tracker `number` has; returns how many it had.
  std::int64_t cut_connections(std::size_t number) const;
  /// The shards that it holds, by the table of leases.
  std::int64_t shards_of(std::size_t number) const;
  /// Waits until every tracker has a fair share of the shards; false after the limit.
  bool wait_for_shares(std::chrono::seconds limit) const;

  /// The first value of a query, in a session of its own; asks again while the database
  /// starts or has no tables.
  std::int64_t ask(const std::string& query) const;
  pg::connection connect() const;

  /// Lines of the trackers' logs that contain `part`, each with the tracker's name.
  std::vector<std::string> lines(const std::string& part) const;
  /// The output of `report --fleet` with these options for tracker 0.
  std::string report(std::vector<std::string> options) const;
  std::filesystem::path ledger_file(std::size_t number) const;

  static std::string name_of(std::size_t number);

private:
  program invocation(std::size_t number, std::vector<std::string> command) const;

  exchange::market_rules rules_;
  exchange::server platform_;
  postgres_cluster database_;
  temporary_directory folder_;
  std::vector<std::filesystem::path> homes_;
  std::vector<std::unique_ptr<process>> trackers_;
};

/// The events and grades of the windows of a span, each a line, in order, and the events
/// of the account in its time. When and in how many steps a grade was made is left out:
/// FINAL and AMENDED are the same.
struct fleet_books {
  std::vector<std::string> grades;
  std::vector<std::string> events;

  /// SHA-256 of all lines, in hex digits.
  std::string digest() const;
};
fleet_books books_of(pg::connection database, const stretch& span);
fleet_books books_of(const std::filesystem::path& ledger, const stretch& span);

/// How many events of the span's windows and of the account in its time the simulated
/// wallets have in the end.
std::int64_t count_true_events(const exchange::market_rules& rules, const stretch& span);

} // namespace tracker::test
