// SPDX-License-Identifier: MIT
#include "actors/fleet/leases/lease_table.hpp"

#include "actors/fleet/pg/array_text.hpp"
#include "actors/text/text_hash.hpp"

#include <fmt/format.h>

#include <array>

namespace tracker {

namespace {

/// The keys of the advisory locks: "PTle" for the tables, "PTnm" for names.
constexpr std::int32_t tables_lock = 0x50546c65;
constexpr std::int32_t names_lock = 0x50546e6d;

/// How long the server may take to notice that a former process of this name has ended.
constexpr std::chrono::seconds name_patience{4};

// The time is the database's. Epochs come from one sequence, so that the epoch of a new
// owner is higher than every epoch of the owners before, of whatever shard.
constexpr const char* tables = R"sql(
CREATE TABLE IF NOT EXISTS lease_trackers(
  name text PRIMARY KEY,
  seen_at timestamptz NOT NULL
);
CREATE SEQUENCE IF NOT EXISTS lease_epochs;
CREATE TABLE IF NOT EXISTS leases(
  shard int PRIMARY KEY CHECK (shard BETWEEN 0 AND 255),
  owner text NOT NULL DEFAULT '',
  epoch bigint NOT NULL DEFAULT 0,
  until timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO leases(shard) SELECT generate_series(0, 255) ON CONFLICT DO NOTHING;
)sql";

std::string array_of(const std::vector<shard_number>& shards) {
  pg::array_text result;
  for (const auto shard : shards)
    result.add(std::int64_t{shard});
  return result.take();
}

held_leases held_of(const pg::result& rows) {
  held_leases result;
  for (std::size_t row = 0; row < rows.rows(); ++row)
    result.emplace(static_cast<shard_number>(rows.number(row, 0)), rows.number(row, 1));
  return result;
}

std::string new_end() {
  return fmt::format("clock_timestamp() + interval '{} s'", lease_length.count());
}

void note_alive(pg::connection& database, const std::string& name) {
  const std::array<pg::parameter, 1> parameters{name};
  database.run("INSERT INTO lease_trackers VALUES($1, clock_timestamp()) "
               "ON CONFLICT(name) DO UPDATE SET seen_at = excluded.seen_at",
               parameters);
}

} // namespace

std::string session_name(std::string_view tracker_name) {
  // PostgreSQL cuts longer names.
  constexpr std::size_t longest = 63;
  auto name = fmt::format("performance_tracker {}", tracker_name);
  if (name.size() <= longest)
    return name;
  // No name of a tracker has a `~`.
  const auto suffix = fmt::format("~{:016x}", fnv1a_hash(tracker_name));
  return name.substr(0, longest - suffix.size()) + suffix;
}

void name_session(pg::connection& database, std::string_view tracker_name) {
  const std::array<pg::parameter, 1> parameters{session_name(tracker_name)};
  database.run("SELECT set_config('application_name', $1, false)", parameters);
}

void prepare_leases(pg::connection& database) {
  if (database.run("SELECT to_regclass('leases')").at(0, 0))
    return;
  pg::transaction change{database};
  database.run(fmt::format("SELECT pg_advisory_xact_lock({}, 0)", tables_lock));
  database.run(tables);
  change.commit();
}

bool reserve_name(pg::connection& database, const std::string& name) {
  const std::array<pg::parameter, 1> parameters{name};
  return pg::take_session_lock(database, name_patience,
                               fmt::format("{}, hashtext($1)", names_lock), parameters);
}

lease_view read_leases(pg::connection& database) {
  lease_view result;
  // One statement: one moment of the database.
  const auto rows = database.run(fmt::format(
      "SELECT shard, owner, epoch, (until < clock_timestamp())::int FROM leases "
      "UNION ALL SELECT -1, name, 0, 0 FROM lease_trackers "
      "WHERE seen_at > clock_timestamp() - interval '{} s' ORDER BY 1, 2",
      lease_length.count()));
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const auto shard = rows.number(row, 0);
    std::string name{rows.at(row, 1).value_or("")};
    if (shard < 0)
      result.trackers.push_back(std::move(name));
    else
      result.leases.push_back({static_cast<shard_number>(shard), std::move(name),
                               rows.number(row, 2), rows.number(row, 3) == 1});
  }
  return result;
}

held_leases take_own_leases(pg::connection& database, const std::string& name) {
  note_alive(database, name);
  const std::array<pg::parameter, 1> parameters{name};
  return held_of(database.run(
      "UPDATE leases SET epoch = nextval('lease_epochs'), until = " + new_end() +
          " WHERE owner = $1 RETURNING shard, epoch",
      parameters));
}

void renew_leases(pg::connection& database, const std::string& name) {
  note_alive(database, name);
  const std::array<pg::parameter, 1> parameters{name};
  database.run("UPDATE leases SET until = " + new_end() + " WHERE owner = $1",
               parameters);
}

held_leases take_leases(pg::connection& database, const std::string& name,
                        const std::vector<shard_number>& shards) {
  if (shards.empty())
    return {};
  const std::array<pg::parameter, 2> parameters{name, array_of(shards)};
  return held_of(database.run(
      "UPDATE leases SET owner = $1, epoch = nextval('lease_epochs'), until = " +
          new_end() +
          " WHERE shard IN (SELECT shard FROM leases WHERE shard = ANY($2::int[]) AND "
          "(owner = '' OR until < clock_timestamp()) ORDER BY shard FOR UPDATE SKIP "
          "LOCKED) RETURNING shard, epoch",
      parameters));
}

std::size_t end_sessions(pg::connection& database,
                         const std::vector<std::string>& trackers) {
  if (trackers.empty())
    return 0;
  pg::array_text names;
  for (const auto& tracker : trackers)
    names.add(std::string_view{session_name(tracker)});
  const std::array<pg::parameter, 1> parameters{names.take()};
  return database
      .run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
           "application_name = ANY($1::text[]) AND datname = current_database() AND "
           "usename = current_user AND pid <> pg_backend_pid()",
           parameters)
      .rows();
}

void release_leases(pg::connection& database, const std::string& name,
                    const std::vector<shard_number>& shards) {
  if (shards.empty())
    return;
  const std::array<pg::parameter, 2> parameters{name, array_of(shards)};
  database.run("UPDATE leases SET owner = '', epoch = nextval('lease_epochs'), "
               "until = '-infinity' "
               "WHERE owner = $1 AND shard = ANY($2::int[])",
               parameters);
}

held_leases read_own_leases(pg::connection& database, const std::string& name) {
  const std::array<pg::parameter, 1> parameters{name};
  return held_of(database.run_prepared("SELECT shard, epoch FROM leases WHERE owner = $1",
                                       parameters));
}

void prove_epochs(pg::connection& database, const std::string& name,
                  const held_leases& leases) {
  if (leases.empty())
    return;
  pg::array_text shards;
  pg::array_text epochs;
  for (const auto& [shard, epoch] : leases) {
    shards.add(std::int64_t{shard});
    epochs.add(epoch);
  }
  const std::array<pg::parameter, 3> parameters{name, shards.take(), epochs.take()};
  const auto held = database.run_prepared(
      "SELECT shard FROM leases WHERE owner = $1 AND (shard, epoch) IN (SELECT * FROM "
      "unnest($2::int[], $3::bigint[])) ORDER BY shard FOR SHARE",
      parameters);
  if (held.rows() != leases.size())
    throw pg::error{pg::error_class::fenced,
                    fmt::format("{} of {} leases of {} belong to another tracker now",
                                leases.size() - held.rows(), leases.size(), name),
                    pg::fenced_state};
}

} // namespace tracker
