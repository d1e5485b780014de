// SPDX-License-Identifier: MIT
#include "actors/ledger/store/schema.hpp"

#include "actors/ledger/store/schema_steps.hpp"

#include "actors/ledger/scans/outline_bytes.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tracker {

namespace {

// Conventions of all tables:
// - Money, tokens and prices are INTEGER millionths. Nothing is REAL.
// - Times are INTEGER: `_ns` nanoseconds, `_s` seconds since the Unix epoch, UTC.
// - Hashes (`0x` and 64 hex digits) are BLOBs of 32 bytes; a text with another form is
//   stored unchanged.
// - Enumerations are the numbers of messages/*.hpp, named beside the column; the views
//   (v_…, views.cpp) show words, decimals and dates.
// - NULL means absent; no column uses a special value for it.
constexpr const char* version_1 = R"sql(
-- One row for each run of the tracker.
CREATE TABLE runs(
  id INTEGER PRIMARY KEY,
  version TEXT NOT NULL,
  started_ns INTEGER NOT NULL,
  -- NULL: it runs, or ended without a last word.
  ended_ns INTEGER
);

-- btc-updown-15m, …
CREATE TABLE series(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- The watched wallets. The address '' stands for grades without a wallet.
CREATE TABLE wallets(
  id INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- The time of which every row of the wallet's activity is known.
  history_from_ns INTEGER,
  history_to_ns INTEGER
);

-- Rows of the platform with an uncertain meaning, not booked (messages/wallet.hpp).
CREATE TABLE doubtful_rows(
  wallet_id INTEGER NOT NULL REFERENCES wallets,
  number INTEGER NOT NULL,
  slug TEXT NOT NULL,
  condition_id NOT NULL,
  near_ns INTEGER NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY(wallet_id, number)
) WITHOUT ROWID;

-- The markets of events and windows. Slug and condition '' stand for the account:
-- rewards and rebates without a market. The other columns come from gamma and are NULL
-- until it was requested.
CREATE TABLE markets(
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL,
  condition_id NOT NULL,
  -- tokens.number
  up_token INTEGER,
  down_token INTEGER,
  start_ns INTEGER,
  end_ns INTEGER,
  closed INTEGER,
  -- 0 UP, 1 DOWN, 2 VOID
  settled INTEGER,
  closed_at_ns INTEGER,
  fee_rate_micros INTEGER,
  fee_exponent INTEGER,
  -- Days from the epoch to its youngest event; NULL: no events are kept.
  last_event_day INTEGER
);
-- A market is identified by its condition id or, where that is '', by its slug.
CREATE UNIQUE INDEX markets_by_condition ON markets(condition_id, slug);
CREATE INDEX markets_by_slug ON markets(slug);
CREATE INDEX markets_by_last_event ON markets(last_event_day)
  WHERE last_event_day IS NOT NULL;

-- The outcome tokens of a market in order of appearance. Number 0 means none: no row.
CREATE TABLE tokens(
  market_id INTEGER NOT NULL REFERENCES markets,
  number INTEGER NOT NULL,
  token TEXT NOT NULL,
  PRIMARY KEY(market_id, number)
) WITHOUT ROWID;

-- The windows of the watched series: one row for each that was watched, back-filled or
-- missed.
CREATE TABLE windows(
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series,
  slug TEXT NOT NULL UNIQUE,
  start_s INTEGER NOT NULL,
  end_s INTEGER NOT NULL,
  market_id INTEGER REFERENCES markets,
  -- 0 missed, 1 backfilled, 2 watched, 3 unsupported, 4 not offered; NULL: not said,
  -- only grades came.
  coverage INTEGER,
  watched_from_ns INTEGER,
  watched_to_ns INTEGER,
  why TEXT,
  -- 1: it has grades, and all of them are settled.
  settled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX windows_by_end ON windows(series_id, end_s, start_s, coverage);
CREATE INDEX windows_open ON windows(series_id, end_s)
  WHERE settled = 0 AND coverage IS NOT 0;

-- Every row of a wallet's activity, booked once. The key is the identity of
-- messages/wallet.hpp and, because it begins with the market, the order in which a
-- window's events are read. The one table without REFERENCES: looking up two rows for
-- each event would take a third of the speed, and the one writer finds or creates both in
-- the same transaction. `whole_check_problem` checks it.
CREATE TABLE events(
  -- markets.id
  market_id INTEGER NOT NULL,
  -- wallets.id
  wallet_id INTEGER NOT NULL,
  tx_hash NOT NULL,
  -- 0 BUY, 1 SELL, 2 SPLIT, 3 MERGE, 4 REDEEM, 5 CONVERSION, 6 REWARD, 7 MAKER_REBATE,
  -- 8 TAKER_REBATE, 9 REFERRAL_REWARD, 10 YIELD, 11 OTHER (then platform_type)
  type INTEGER NOT NULL,
  token INTEGER NOT NULL,
  size INTEGER NOT NULL,
  price INTEGER NOT NULL,
  cash INTEGER NOT NULL,
  platform_type TEXT NOT NULL,
  occurrence INTEGER NOT NULL,
  at_s INTEGER NOT NULL,
  quoted INTEGER NOT NULL,
  PRIMARY KEY(market_id, wallet_id, tx_hash, type, token, size, price, cash,
              platform_type, occurrence)
) WITHOUT ROWID;

-- Account-level events older than ledger.keep-events, summed. By quarters of an hour:
-- every time zone's days begin with one.
CREATE TABLE account_sums(
  wallet_id INTEGER NOT NULL REFERENCES wallets,
  quarter_s INTEGER NOT NULL,
  type INTEGER NOT NULL,
  platform_type TEXT NOT NULL,
  events INTEGER NOT NULL,
  size INTEGER NOT NULL,
  cash INTEGER NOT NULL,
  PRIMARY KEY(wallet_id, quarter_s, type, platform_type)
) WITHOUT ROWID;

-- The end of account_sums, one row: earlier account-level events are part of the sums.
CREATE TABLE rolled_up(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  before_s INTEGER NOT NULL
);
INSERT INTO rolled_up VALUES(1, -9223372036854775808);

-- The current grade of each window and wallet (messages/grade.hpp, figures.hpp).
CREATE TABLE grades(
  window_id INTEGER NOT NULL REFERENCES windows,
  wallet_id INTEGER NOT NULL REFERENCES wallets,
  -- The window's, once more, and dollars of all buys and sells: for the index.
  start_s INTEGER NOT NULL,
  end_s INTEGER NOT NULL,
  series_id INTEGER NOT NULL REFERENCES series,
  volume INTEGER NOT NULL,
  -- 0 PENDING, 1 PROVISIONAL, 2 FINAL, 3 AMENDED, 4 VOID
  status INTEGER NOT NULL,
  -- 0 UP, 1 DOWN, 2 VOID
  winner INTEGER,
  strategy TEXT NOT NULL,
  resolved_at_ns INTEGER,
  graded_at_ns INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  reason TEXT NOT NULL,
  -- Kinds: 0 NO_TRADE, 1 ARB, 2 99C_CAPTURE, 3 DIRECTIONAL. Results: 0 none, 1 PAIRED,
  -- 2 LOPSIDED, 3 BAIL, 4 WIN, 5 LOSS, 6 CASHED, 7 EXITED. Sides: 0 UP, 1 DOWN. Roles:
  -- 0 unknown, 1 maker, 2 taker, 3 mixed. Fees from: 0 none, 1 observed, 2 modelled.
  -- Redemptions: 0 silent, 1 confirms, 2 contradicts.
$figures,
  PRIMARY KEY(window_id, wallet_id)
) WITHOUT ROWID;

-- All columns that a report by day, series, wallet, type or strategy needs, in time
-- order: such a report reads this index instead of the table.
CREATE INDEX grades_by_end ON grades(end_s, start_s, series_id, status, winner, strategy,
  kind, one_sided_kind, fees_from, pnl, arb_pnl, capture_pnl, directional_pnl, fees,
  rebates, volume, fills);

-- Earlier revisions of grades, replaced by a higher one.
CREATE TABLE grade_revisions(
  window_id INTEGER NOT NULL REFERENCES windows,
  wallet_id INTEGER NOT NULL REFERENCES wallets,
  revision INTEGER NOT NULL,
  status INTEGER NOT NULL,
  winner INTEGER,
  strategy TEXT NOT NULL,
  resolved_at_ns INTEGER,
  graded_at_ns INTEGER NOT NULL,
  reason TEXT NOT NULL,
$figures,
  PRIMARY KEY(window_id, wallet_id, revision)
) WITHOUT ROWID;
)sql";

constexpr const char* version_1_figures = R"sql(
  up_bought INTEGER NOT NULL,
  up_sold INTEGER NOT NULL,
  up_redeemed INTEGER NOT NULL,
  up_at_end INTEGER NOT NULL,
  up_held INTEGER NOT NULL,
  up_missing INTEGER NOT NULL,
  up_cost INTEGER NOT NULL,
  up_proceeds INTEGER NOT NULL,
  up_payout INTEGER NOT NULL,
  up_value INTEGER NOT NULL,
  up_average_entry INTEGER,
  up_first_bought_ns INTEGER,
  up_role INTEGER NOT NULL,
  down_bought INTEGER NOT NULL,
  down_sold INTEGER NOT NULL,
  down_redeemed INTEGER NOT NULL,
  down_at_end INTEGER NOT NULL,
  down_held INTEGER NOT NULL,
  down_missing INTEGER NOT NULL,
  down_cost INTEGER NOT NULL,
  down_proceeds INTEGER NOT NULL,
  down_payout INTEGER NOT NULL,
  down_value INTEGER NOT NULL,
  down_average_entry INTEGER,
  down_first_bought_ns INTEGER,
  down_role INTEGER NOT NULL,
  split INTEGER NOT NULL,
  merged INTEGER NOT NULL,
  split_cost INTEGER NOT NULL,
  merge_proceeds INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  arb_pairs INTEGER NOT NULL,
  arb_cost INTEGER NOT NULL,
  arb_pnl INTEGER NOT NULL,
  arb_result INTEGER NOT NULL,
  arb_pair_cost INTEGER,
  arb_between_legs_s INTEGER,
  arb_first_leg INTEGER,
  one_sided_size INTEGER NOT NULL,
  one_sided_side INTEGER NOT NULL,
  one_sided_kind INTEGER NOT NULL,
  one_sided_cost INTEGER NOT NULL,
  one_sided_pnl INTEGER NOT NULL,
  one_sided_result INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  proceeds INTEGER NOT NULL,
  payout INTEGER NOT NULL,
  value INTEGER NOT NULL,
  pnl INTEGER NOT NULL,
  capture_pnl INTEGER NOT NULL,
  directional_pnl INTEGER NOT NULL,
  residual INTEGER NOT NULL,
  fees INTEGER NOT NULL,
  fees_from INTEGER NOT NULL,
  rebates INTEGER NOT NULL,
  fills INTEGER NOT NULL,
  unexplained INTEGER NOT NULL,
  payout_gap INTEGER NOT NULL,
  redeemed_as INTEGER,
  redemptions INTEGER NOT NULL)sql";

// Packs the figures that a report sums into one value (outline_bytes.hpp) in each row of
// the index: a report over a million grades reads only the index, one value per grade.
constexpr const char* version_2 = R"sql(
DROP INDEX grades_by_end;
ALTER TABLE grades ADD COLUMN outline BLOB NOT NULL DEFAULT x'';
UPDATE grades SET outline = packed(status, ifnull(winner, -1), kind, one_sided_kind, pnl,
  arb_pnl, capture_pnl, directional_pnl, fees, fees_from, rebates, volume, fills);
ALTER TABLE grades DROP COLUMN volume;
CREATE INDEX grades_by_end ON grades(end_s, start_s, series_id, status, strategy,
  outline);
)sql";

// The sources that name a grade's winner (column_forms.hpp), '' where they were not kept,
// and the index of Up among a market's outcomes, NULL where it was not kept.
constexpr const char* version_3 = R"sql(
ALTER TABLE grades ADD COLUMN sources TEXT NOT NULL DEFAULT '';
ALTER TABLE grade_revisions ADD COLUMN sources TEXT NOT NULL DEFAULT '';
ALTER TABLE markets ADD COLUMN up_index INTEGER;
)sql";

/// `pack_numbers` as an SQL function.
void packed(sqlite3_context* context, int count, sqlite3_value** values) {
  std::vector<std::int64_t> numbers;
  for (auto* const value : std::span{values, static_cast<std::size_t>(count)})
    numbers.push_back(sqlite3_value_int64(value));
  const auto bytes = pack_numbers(numbers);
  sqlite3_result_blob(context, bytes.data(), static_cast<int>(bytes.size()),
                      SQLITE_TRANSIENT);
}

std::string with_figures(std::string sql, const std::string& figures) {
  const std::string mark = "$figures";
  for (auto position = sql.find(mark); position != std::string::npos;
       position = sql.find(mark))
    sql.replace(position, mark.size(), figures);
  return sql;
}

/// The migration from each version to the next. Never changed once released: a file of
/// any version must migrate.
std::array<std::string, ledger_version> steps() {
  return {with_figures(version_1, version_1_figures),
          version_2,
          version_3,
          version_4,
          version_5,
          version_6,
          version_7,
          version_8,
          version_9};
}

} // namespace

void add_packing(SQLite::Database& file) {
  file.createFunction("packed", -1, true, nullptr, packed);
}

void migrate(SQLite::Database& file, std::int32_t version) {
  SQLite::Transaction transaction{file};
  add_packing(file);
  const auto all = steps();
  for (auto step = static_cast<std::size_t>(version); step < all.size(); ++step)
    file.exec(all[step]);
  create_views(file);
  file.exec("PRAGMA application_id = " + std::to_string(ledger_application_id));
  file.exec("PRAGMA user_version = " + std::to_string(ledger_version));
  transaction.commit();
}

} // namespace tracker
