// SPDX-License-Identifier: MIT
// The newer migrations of the ledger: what was added to the tables of facts.
#pragma once

namespace tracker {

// What the program keeps beside the facts: the offsets of `tracker.timezone` from UTC,
// each from its time on, for v_days; and the rules that tagged the grades (strategy.hpp).
inline constexpr const char* version_4 = R"sql(
CREATE TABLE zone_offsets(
  from_s INTEGER PRIMARY KEY,
  offset_s INTEGER NOT NULL
);
CREATE TABLE kept_settings(
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
)sql";

// Alerts (messages/alert.hpp), and the bit of each channel in their `sent_mask`.
inline constexpr const char* version_5 = R"sql(
CREATE TABLE alerts(
  rule TEXT NOT NULL,
  subject TEXT NOT NULL,
  episode INTEGER NOT NULL,
  -- 0 firing, 1 resolved, 2 event, 3 silent
  state INTEGER NOT NULL,
  -- 0 medium, 1 high, 2 critical
  severity INTEGER NOT NULL,
  opened_ns INTEGER NOT NULL,
  closed_ns INTEGER,
  sent_mask INTEGER NOT NULL DEFAULT 0,
  summary TEXT NOT NULL,
  PRIMARY KEY(rule, subject, episode)
) WITHOUT ROWID;

CREATE TABLE alert_channels(
  bit INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  since_ns INTEGER NOT NULL
);
)sql";

// The daily proof (messages/proof.hpp): a wallet's UTC day by the ledger, and by the
// platform, whose columns are NULL where it is unavailable.
inline constexpr const char* version_6 = R"sql(
CREATE TABLE proofs(
  wallet_id INTEGER NOT NULL REFERENCES wallets,
  day_s INTEGER NOT NULL,
  -- 0 OPEN, 1 PROVEN, 2 DIFFERS
  state INTEGER NOT NULL,
  fills INTEGER NOT NULL,
  pnl INTEGER NOT NULL,
  pnl_low INTEGER NOT NULL,
  pnl_high INTEGER NOT NULL,
  open_markets INTEGER NOT NULL,
  fees INTEGER NOT NULL,
  maker_rebates INTEGER NOT NULL,
  taker_rebates INTEGER NOT NULL,
  rewards INTEGER NOT NULL,
  referrals INTEGER NOT NULL,
  yield INTEGER NOT NULL,
  -- Grades of the windows that end on the day, and the settled ones.
  grades INTEGER NOT NULL,
  settled_grades INTEGER NOT NULL,
  platform_fills INTEGER,
  platform_realized INTEGER,
  platform_position INTEGER,
  platform_trade INTEGER,
  platform_fees INTEGER,
  platform_maker_rebates INTEGER,
  platform_taker_rebates INTEGER,
  platform_rewards INTEGER,
  platform_referrals INTEGER,
  platform_yield INTEGER,
  -- Why a figure of the platform is unavailable.
  platform_why TEXT NOT NULL,
  checked_at_ns INTEGER NOT NULL,
  checks INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  -- 1: not checked again.
  closed INTEGER NOT NULL,
  -- The fills that only one side has.
  findings TEXT NOT NULL,
  -- Why the user accepts a difference; '': not accepted.
  accepted TEXT NOT NULL,
  PRIMARY KEY(wallet_id, day_s)
) WITHOUT ROWID;
)sql";

// What the platform says of single fills, markets and windows: the role of a fill
// (messages/wallet.hpp; NULL: not observed), the maker rebates of a market by the day
// of their payment, and its positions beside the tokens that the ledger holds (NULL: the
// platform lists none).
inline constexpr const char* version_7 = R"sql(
-- 1 maker, 2 taker
ALTER TABLE events ADD COLUMN role INTEGER;
ALTER TABLE proofs ADD COLUMN missing_windows TEXT NOT NULL DEFAULT '';
ALTER TABLE proofs ADD COLUMN maker_fills INTEGER;
ALTER TABLE proofs ADD COLUMN taker_fills INTEGER;
ALTER TABLE proofs ADD COLUMN unknown_fills INTEGER;
ALTER TABLE proofs ADD COLUMN attributed_rebates INTEGER;
ALTER TABLE proofs ADD COLUMN rebate_markets INTEGER;
CREATE TABLE market_rebates(
  wallet_id INTEGER NOT NULL REFERENCES wallets,
  condition_id NOT NULL,
  day_s INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY(wallet_id, condition_id, day_s)
) WITHOUT ROWID;
CREATE TABLE position_checks(
  window_id INTEGER NOT NULL REFERENCES windows,
  wallet_id INTEGER NOT NULL REFERENCES wallets,
  checked_at_ns INTEGER NOT NULL,
  checks INTEGER NOT NULL,
  -- 1: what is held is not what the platform says.
  differs INTEGER NOT NULL,
  up INTEGER NOT NULL,
  down INTEGER NOT NULL,
  platform_up INTEGER,
  platform_down INTEGER,
  PRIMARY KEY(window_id, wallet_id)
) WITHOUT ROWID;
)sql";

// What the fleet's database lacks (outbox_table.hpp): the keys of the facts, each once,
// in the order in which they were first noted. Only runs with fleet.url write it.
inline constexpr const char* version_8 = R"sql(
CREATE TABLE outbox(
  sequence INTEGER PRIMARY KEY,
  -- 0 wallet, 1 account sums of a wallet, 2 window, 3 events, 4 grade, 5 proof
  kind INTEGER NOT NULL,
  -- wallets.id, wallets.id, windows.id, markets.id, windows.id, wallets.id
  a INTEGER NOT NULL,
  -- of events and grades: wallets.id; of proofs: day_s; otherwise 0
  b INTEGER NOT NULL,
  -- The first lacking one: at_s of events, revision of a grade; otherwise 0.
  since INTEGER NOT NULL,
  -- How often it was noted since it was sent.
  changes INTEGER NOT NULL,
  UNIQUE(kind, a, b)
);
-- One row while every change of the tables is noted in the outbox.
CREATE TABLE outbox_state(
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- The id of the database that has everything else; '': none.
  database TEXT NOT NULL,
  -- The number of the last batch that it has.
  batch INTEGER NOT NULL
);
)sql";

// What a batch for the fleet's database has left (outbox_table.hpp): keys of the outbox
// that wait for something else than their turn. And an index of what is not settled.
inline constexpr const char* version_9 = R"sql(
CREATE TABLE outbox_aside(
  -- 0 another tracker holds the lease of the wallet, 1 the database refuses the fact
  cause INTEGER NOT NULL,
  -- wallets.id; of windows 0
  wallet_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  a INTEGER NOT NULL,
  b INTEGER NOT NULL,
  since INTEGER NOT NULL,
  -- Of refused ones: the fact and the database's words.
  why TEXT NOT NULL,
  PRIMARY KEY(cause, wallet_id, kind, a, b)
) WITHOUT ROWID;

-- The few grades that can still change, for the page: without it each look reads the
-- index of all grades, with a million of them 0.1 s.
CREATE INDEX grades_unsettled ON grades(end_s, status, window_id, wallet_id)
  WHERE status < 2;
)sql";

} // namespace tracker
