// SPDX-License-Identifier: MIT
#pragma once

#include "actors/fleet/leases/lease_plan.hpp"
#include "actors/fleet/pg/connection.hpp"
#include "actors/fleet/store/fleet_ids.hpp"
#include "messages/fleet.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// What a database states about itself and this tracker.
struct fleet_greeting {
  /// Another id means another database.
  std::string database;
  /// The number of the last batch of this tracker that it has committed.
  std::int64_t committed = 0;
};

/// Where facts are published: the fleet's database, or a double in tests. Every member
/// blocks for a limited time and throws `pg::error`; after an error `connect` must be
/// called again.
class fleet_target {
public:
  fleet_target() = default;
  fleet_target(const fleet_target&) = delete;
  fleet_target& operator=(const fleet_target&) = delete;
  virtual ~fleet_target() = default;

  /// Connects, makes or migrates the tables, and takes the tracker's name.
  virtual fleet_greeting connect() = 0;
  /// Writes a batch in one transaction; facts that are known change nothing. Returns what
  /// was left out: facts of wallets of other trackers, and single facts that the database
  /// refuses.
  virtual batch_rest publish(const outbox_batch& batch) = 0;
  /// Those of the wallets whose leases this tracker has now.
  virtual std::vector<std::string>
  find_owned(const std::vector<std::string>& wallets) = 0;
  /// Notes that the tracker is alive and that its outbox is empty.
  virtual void report_complete() = 0;
};

struct fleet_writer_options {
  std::string url;
  /// The tracker's name in the fleet.
  std::string name;
  /// The version of the program.
  std::string version;
  /// Limit of connecting and of each answer of the database.
  std::chrono::milliseconds answer_limit{5'000};
  /// The trackers share the wallets: this one writes only facts of wallets whose shards
  /// it holds, with the epoch of its leases, which each transaction proves.
  bool shares_wallets = false;
};

/// Writes facts into the fleet's database. One session with it holds the tracker's name.
class fleet_writer final : public fleet_target {
public:
  explicit fleet_writer(fleet_writer_options options);

  fleet_greeting connect() override;
  batch_rest publish(const outbox_batch& batch) override;
  std::vector<std::string> find_owned(const std::vector<std::string>& wallets) override;
  void report_complete() override;

private:
  /// Runs `first`, which changes the row of this tracker, and `body` in a transaction;
  /// any error ends the connection.
  void transact(const std::string& first,
                const std::function<void(pg::connection&)>& body);
  void take_name(pg::connection& database);
  /// Writes all facts but those that the database refuses, which are added to `rest`;
  /// throws the refusal of one more than `most`.
  void write_accepted(pg::connection& database, const outbox_facts& facts,
                      const held_leases& held, std::uint64_t most, batch_rest& rest);
  /// Of two grades of a window and wallet the one with the higher epoch is current.
  void write(pg::connection& database, const outbox_facts& facts,
             const held_leases& held);
  void write_wallets(pg::connection& database, const outbox_facts& facts);
  void write_windows(pg::connection& database, const outbox_facts& facts);
  void write_events(pg::connection& database, const outbox_facts& facts);
  bool copy_events(pg::connection& database, const std::string& lines);
  void write_roles(pg::connection& database, const outbox_facts& facts);
  void write_grades(pg::connection& database, const outbox_facts& facts,
                    const held_leases& held);
  void write_sums(pg::connection& database, const outbox_facts& facts);
  void write_proofs(pg::connection& database, const outbox_facts& facts);

  fleet_writer_options options_;
  std::optional<pg::connection> database_;
  std::optional<fleet_ids> ids_;
  std::int64_t tracker_ = 0;
  /// The last events were all new to the database. COPY is the fastest way to write them,
  /// but fails for all when one of them is known.
  bool copies_events_ = true;
};

} // namespace tracker
