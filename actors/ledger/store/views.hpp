// SPDX-License-Identifier: MIT
// What people see in the sqlite3 shell: words, decimals and dates.
#pragma once

namespace SQLite {
class Database;
}

namespace tracker {

/// Makes the views, in the place of those an older program made. Throws
/// SQLite::Exception.
///
/// - v_grades: a row per window and wallet; v_revisions: what they were before.
/// - v_events: every event. Ask for one window: `WHERE slug = '…'`.
/// - v_account: rewards and rebates without a market, those that were summed too.
/// - v_days: figures of each UTC day.
/// - v_coverage: every window, and how it was seen.
void create_views(SQLite::Database& file);

} // namespace tracker
