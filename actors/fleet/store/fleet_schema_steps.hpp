// SPDX-License-Identifier: MIT
// The later steps of the tables of a fleet; the first one is in fleet_schema.cpp.
#pragma once

namespace tracker {

// What is observed later than the event, what a tracker has set aside, and sums by end.
inline constexpr const char* version_2 = R"sql(
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
inline constexpr const char* version_3 = R"sql(
-- Slugs, separated by spaces; empty: none, or not known. A tracker fills it when it
-- checks the day again.
ALTER TABLE proofs ADD COLUMN missing_windows text NOT NULL DEFAULT '';
)sql";

} // namespace tracker
