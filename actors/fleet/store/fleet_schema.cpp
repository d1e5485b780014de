// SPDX-License-Identifier: MIT
#include "actors/fleet/store/fleet_schema.hpp"

#include <array>
#include <chrono>
#include <string>

#include <fmt/format.h>

namespace tracker {

namespace {

/// Limit of each statement of a migration: an index and sums of millions of grades.
constexpr std::chrono::minutes migration_patience{30};

// Conventions of all tables, as in the ledger file (actors/ledger/store/schema.cpp):
// - Money, tokens and prices are millionths in bigint; none is a floating-point number.
// - Times are bigint: `_ns` nanoseconds, `_s` seconds since the Unix epoch, UTC. Only
//   what the database itself decides (seen_at) is timestamptz, in the database's time.
// - Enumerations are the numbers of messages/*.hpp; the views show words.
// - NULL means absent.
// Ids are of this database: trackers name rows by slug, address, condition and identity.
constexpr const char* version_1 = R"sql(
-- One row: what the tables are.
CREATE TABLE fleet(
  id int PRIMARY KEY CHECK (id = 1),
  version int NOT NULL,
  database_id uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO fleet(id, version) VALUES(1, 0);

-- The trackers that write here. A session holds an advisory lock on its row's id.
CREATE TABLE trackers(
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  version text NOT NULL,
  -- The number of the last batch of its outbox that was committed.
  batch bigint NOT NULL DEFAULT 0,
  -- Keys of its outbox that waited then.
  waiting bigint NOT NULL DEFAULT 0,
  connected_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When its outbox was empty last.
  complete_at timestamptz
);

CREATE TABLE series(
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE
);

CREATE TABLE wallets(
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address text NOT NULL UNIQUE,
  name text NOT NULL,
  history_from_ns bigint,
  history_to_ns bigint
);

CREATE TABLE doubtful_rows(
  wallet_id int NOT NULL REFERENCES wallets,
  number int NOT NULL,
  slug text NOT NULL,
  condition_id text NOT NULL,
  near_ns bigint NOT NULL,
  why text NOT NULL,
  PRIMARY KEY(wallet_id, number)
);

CREATE TABLE markets(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The condition id or, where that is '', the slug; '' is the account: rewards and
  -- rebates without a market.
  key text NOT NULL UNIQUE,
  slug text NOT NULL,
  condition_id text NOT NULL,
  -- NULL until gamma was asked for the market.
  up_token text,
  down_token text,
  start_ns bigint,
  end_ns bigint,
  closed smallint,
  settled smallint,
  closed_at_ns bigint,
  fee_rate_micros bigint,
  fee_exponent smallint,
  up_index smallint
);
CREATE INDEX markets_by_slug ON markets(slug);

CREATE TABLE windows(
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  series_id int NOT NULL REFERENCES series,
  slug text NOT NULL UNIQUE,
  start_s bigint NOT NULL,
  end_s bigint NOT NULL,
  market_id bigint REFERENCES markets
);
CREATE INDEX windows_by_end ON windows(end_s, series_id);

-- How each tracker covered a window.
CREATE TABLE coverage(
  window_id bigint NOT NULL REFERENCES windows,
  tracker_id int NOT NULL REFERENCES trackers,
  -- 0 missed, 1 backfilled, 2 watched, 3 unsupported, 4 not offered
  kind smallint NOT NULL,
  watched_from_ns bigint NOT NULL,
  watched_to_ns bigint NOT NULL,
  why text NOT NULL,
  PRIMARY KEY(window_id, tracker_id)
);

-- Every row of a wallet's activity, once. The identity is the first 16 bytes of the
-- SHA-256 of `activity_identity` (messages/wallet.hpp): a key of 28 bytes instead of
-- 200, which begins with the market so that new rows are neighbours in the index. The
-- writer finds or creates both referenced rows in the same transaction; REFERENCES would
-- look them up once more for each row.
CREATE TABLE events(
  market_id bigint NOT NULL,
  wallet_id int NOT NULL,
  type smallint NOT NULL,
  occurrence int NOT NULL,
  at_s bigint NOT NULL,
  size bigint NOT NULL,
  price bigint NOT NULL,
  cash bigint NOT NULL,
  quoted bigint NOT NULL,
  identity uuid NOT NULL,
  tx_hash text NOT NULL,
  token text NOT NULL,
  platform_type text NOT NULL,
  PRIMARY KEY(market_id, wallet_id, identity)
);

-- Account-level events that a ledger file had already summed when it was sent first.
CREATE TABLE account_sums(
  wallet_id int NOT NULL REFERENCES wallets,
  quarter_s bigint NOT NULL,
  type smallint NOT NULL,
  platform_type text NOT NULL,
  events bigint NOT NULL,
  size bigint NOT NULL,
  cash bigint NOT NULL,
  PRIMARY KEY(wallet_id, quarter_s, type, platform_type)
);

-- The current grade of each window and wallet: the highest epoch (0: wallets are not
-- leased), then the highest revision.
CREATE TABLE grades(
  window_id bigint NOT NULL,
  wallet_id int NOT NULL,
  series_id int NOT NULL,
  epoch bigint NOT NULL,
  start_s bigint NOT NULL,
  end_s bigint NOT NULL,
  volume bigint NOT NULL,
{figures},
  PRIMARY KEY(window_id, wallet_id)
);
-- What sums by day need, in time order: read without the table.
CREATE INDEX grades_by_end ON grades(end_s)
  INCLUDE (kind, winner, pnl, fees, rebates);

-- Earlier revisions.
CREATE TABLE grade_revisions(
  window_id bigint NOT NULL,
  wallet_id int NOT NULL,
  epoch bigint NOT NULL,
{figures},
  PRIMARY KEY(window_id, wallet_id, epoch, revision)
);

-- The daily proofs.
CREATE TABLE proofs(
  wallet_id int NOT NULL REFERENCES wallets,
  day_s bigint NOT NULL,
  state smallint NOT NULL,
  platform_fills bigint,
  fills bigint NOT NULL,
  pnl bigint NOT NULL,
  pnl_low bigint NOT NULL,
  pnl_high bigint NOT NULL,
  open_markets bigint NOT NULL,
  fees bigint NOT NULL,
  maker_rebates bigint NOT NULL,
  taker_rebates bigint NOT NULL,
  rewards bigint NOT NULL,
  referrals bigint NOT NULL,
  yield bigint NOT NULL,
  grades bigint NOT NULL,
  settled_grades bigint NOT NULL,
  platform_why text NOT NULL,
  checked_at_ns bigint NOT NULL,
  checks bigint NOT NULL,
  requests bigint NOT NULL,
  closed smallint NOT NULL,
  findings text NOT NULL,
  accepted text NOT NULL,
  platform_realized bigint,
  platform_position bigint,
  platform_trade bigint,
  platform_fees bigint,
  platform_maker_rebates bigint,
  platform_taker_rebates bigint,
  platform_rewards bigint,
  platform_referrals bigint,
  platform_yield bigint,
  PRIMARY KEY(wallet_id, day_s)
);
)sql";

// In the order of `visit_grade` (actors/ledger/tables/grade_columns.hpp), whose names
// they have.
constexpr const char* version_1_figures = R"sql(
  revision bigint NOT NULL, status smallint NOT NULL,
  winner smallint, strategy text NOT NULL,
  resolved_at_ns bigint, graded_at_ns bigint NOT NULL,
  reason text NOT NULL,
{up},
{down},
  split bigint NOT NULL, merged bigint NOT NULL,
  split_cost bigint NOT NULL, merge_proceeds bigint NOT NULL,
  kind smallint NOT NULL, arb_pairs bigint NOT NULL,
  arb_cost bigint NOT NULL, arb_pnl bigint NOT NULL,
  arb_result smallint NOT NULL, arb_pair_cost bigint,
  arb_between_legs_s bigint, arb_first_leg smallint,
  one_sided_size bigint NOT NULL, one_sided_side smallint NOT NULL,
  one_sided_kind smallint NOT NULL, one_sided_cost bigint NOT NULL,
  one_sided_pnl bigint NOT NULL, one_sided_result smallint NOT NULL,
  cost bigint NOT NULL, proceeds bigint NOT NULL,
  payout bigint NOT NULL, value bigint NOT NULL,
  pnl bigint NOT NULL, capture_pnl bigint NOT NULL,
  directional_pnl bigint NOT NULL, residual bigint NOT NULL,
  fees bigint NOT NULL, fees_from smallint NOT NULL,
  rebates bigint NOT NULL, fills bigint NOT NULL,
  unexplained bigint NOT NULL, payout_gap bigint NOT NULL,
  redeemed_as smallint, redemptions smallint NOT NULL,
  sources text NOT NULL)sql";

constexpr const char* version_1_side = R"sql(
  {side}_bought bigint NOT NULL, {side}_sold bigint NOT NULL,
  {side}_redeemed bigint NOT NULL, {side}_at_end bigint NOT NULL,
  {side}_held bigint NOT NULL, {side}_missing bigint NOT NULL,
  {side}_cost bigint NOT NULL, {side}_proceeds bigint NOT NULL,
  {side}_payout bigint NOT NULL, {side}_value bigint NOT NULL,
  {side}_average_entry bigint, {side}_first_bought_ns bigint,
  {side}_role smallint NOT NULL)sql";

// What is observed later than the event, what a tracker has set aside, and sums by end.
constexpr const char* version_2 = R"sql(
-- 1 maker, 2 taker; NULL: not observed.
ALTER TABLE events ADD COLUMN role smallint;
-- Facts that the database has refused, and the tracker has set aside.
ALTER TABLE trackers ADD COLUMN refused bigint NOT NULL DEFAULT 0;
DROP INDEX grades_by_end;
CREATE INDEX grades_by_end ON grades(end_s);
-- The sums of `grades` by end, kept by triggers in the transaction that changes them
-- (fleet_views.cpp): sums by day read thousands of rows instead of millions of grades.
-- One row for each tracker that changed grades of that end, so that none waits for
-- another; a single row means nothing.
CREATE TABLE grade_sums(
  end_s bigint NOT NULL,
  -- 0: changed by hand.
  tracker_id int NOT NULL,
  grades bigint NOT NULL,
  traded bigint NOT NULL,
  pending bigint NOT NULL,
  wins bigint NOT NULL,
  losses bigint NOT NULL,
  pnl numeric NOT NULL,
  fees numeric NOT NULL,
  rebates numeric NOT NULL,
  PRIMARY KEY(end_s, tracker_id)
);
)sql";

// Of which windows a day lacks fills.
constexpr const char* version_3 = R"sql(
-- Slugs, separated by spaces; empty: none, or not known. A tracker fills it when it
-- checks the day again.
ALTER TABLE proofs ADD COLUMN missing_windows text NOT NULL DEFAULT '';
)sql";

/// The migration from each version to the next. A step never changes once it is released.
std::array<std::string, fleet_version> steps() {
  const auto side = [](const char* name) {
    return fmt::format(fmt::runtime(version_1_side), fmt::arg("side", name));
  };
  const auto figures =
      fmt::format(fmt::runtime(version_1_figures), fmt::arg("up", side("up")),
                  fmt::arg("down", side("down")));
  return {fmt::format(fmt::runtime(version_1), fmt::arg("figures", figures)), version_2,
          version_3};
}

/// The fleet in the first schema of the search path; nothing where there are no tables.
std::optional<fleet_database> find_fleet(pg::connection& database) {
  if (!database.run("SELECT to_regclass('fleet')").at(0, 0))
    return std::nullopt;
  const auto known = database.run("SELECT database_id, version FROM fleet");
  if (known.rows() != 1)
    throw pg::error{pg::error_class::unexpected,
                    "the table fleet has no row: it was changed from outside"};
  return fleet_database{std::string{known.at(0, 0).value_or("")}, known.number(0, 1)};
}

/// Held for the session: a transaction that began before the wait would not see the
/// tables that another session has created meanwhile.
class migration_lock {
public:
  explicit migration_lock(pg::connection& database) : database_{database} {
    database_.run(fmt::format("SELECT pg_advisory_lock({})", fleet_migration_lock));
  }
  ~migration_lock() {
    try {
      database_.run(fmt::format("SELECT pg_advisory_unlock({})", fleet_migration_lock));
    } catch (const pg::error&) { // The lock ends with the connection.
    }
  }
  migration_lock(const migration_lock&) = delete;
  migration_lock& operator=(const migration_lock&) = delete;

private:
  pg::connection& database_;
};

/// A limit of answers that ends with the scope, also by an exception.
class answer_limit {
public:
  answer_limit(pg::connection& database, std::chrono::milliseconds limit)
      : database_{database}, usual_{database.set_answer_limit(limit)} {}
  ~answer_limit() { database_.set_answer_limit(usual_); }
  answer_limit(const answer_limit&) = delete;
  answer_limit& operator=(const answer_limit&) = delete;

private:
  pg::connection& database_;
  std::chrono::milliseconds usual_;
};

void migrate(pg::connection& database, std::int64_t version) {
  const answer_limit limit{database, migration_patience};
  pg::transaction change{database};
  database.run("SET LOCAL statement_timeout = 0");
  const auto all = steps();
  for (auto step = static_cast<std::size_t>(version); step < all.size(); ++step)
    database.run(all[step]);
  create_fleet_views(database);
  create_grade_sums(database);
  database.run(fmt::format("UPDATE fleet SET version = {}", fleet_version));
  change.commit();
}

void refuse_newer(const fleet_database& known) {
  if (known.version > fleet_version)
    throw pg::error{pg::error_class::newer,
                    fmt::format("its tables have version {}, this program knows {}: "
                                "update this program",
                                known.version, fleet_version)};
}

} // namespace

fleet_database prepare_fleet(pg::connection& database) {
  // Most connections find everything as it should be and need no lock.
  if (const auto known = find_fleet(database)) {
    refuse_newer(*known);
    if (known->version == fleet_version)
      return *known;
  }
  const migration_lock lock{database};
  const auto known = find_fleet(database);
  if (known && known->version >= fleet_version) {
    refuse_newer(*known);
    return *known;
  }
  migrate(database, known ? known->version : 0);
  return find_fleet(database).value();
}

fleet_database inspect_fleet(pg::connection& database) {
  const auto known = find_fleet(database);
  if (!known)
    throw pg::error{
        pg::error_class::absent,
        "it has no tables of a fleet: a tracker with this fleet.url makes them"};
  refuse_newer(*known);
  if (known->version < fleet_version)
    throw pg::error{pg::error_class::absent,
                    fmt::format("its tables have version {}, this program needs {}: a "
                                "tracker of this version migrates them",
                                known->version, fleet_version)};
  return *known;
}

} // namespace tracker
