// SPDX-License-Identifier: MIT
#include "actors/ledger/outbox/outbox_table.hpp"

#include "actors/ledger/sql/sql_values.hpp"

#include <fmt/format.h>

#include <limits>
#include <memory>
#include <string>
#include <utility>

namespace tracker {

namespace {

/// Keys read at a time; one that has no rows of its own still costs a look-up.
constexpr std::size_t keys_per_batch = 500;

/// Notes the key of a row. A key that waits keeps its place.
std::string note(int kind, const char* a, const char* b, const char* since,
                 const char* source = "WHERE true") {
  return fmt::format("INSERT INTO outbox(kind, a, b, since, changes) SELECT {}, {}, {}, "
                     "{}, 1 {} ON CONFLICT(kind, a, b) DO UPDATE SET "
                     "since = min(since, excluded.since), changes = changes + 1;",
                     kind, a, b, since, source);
}

/// Notes keys of another table again.
std::string note_any(const std::string& source) {
  return "INSERT INTO outbox(kind, a, b, since, changes) SELECT kind, a, b, since, 1 " +
         source +
         " ON CONFLICT(kind, a, b) DO UPDATE SET since = min(since, excluded.since), "
         "changes = changes + 1";
}

std::string trigger(const char* name, const char* event, const std::string& action) {
  return fmt::format("CREATE TEMP TRIGGER {} AFTER {} BEGIN {} END;", name, event,
                     action);
}

/// Temporary triggers belong to this connection: a run without a fleet has none.
std::string all_triggers() {
  return trigger("outbox_wallet", "INSERT ON main.wallets", note(0, "new.id", "0", "0")) +
         trigger("outbox_wallet_change",
                 "UPDATE OF name, history_from_ns, history_to_ns ON main.wallets",
                 note(0, "new.id", "0", "0")) +
         trigger("outbox_doubt", "INSERT ON main.doubtful_rows",
                 note(0, "new.wallet_id", "0", "0")) +
         trigger("outbox_doubt_end", "DELETE ON main.doubtful_rows",
                 note(0, "old.wallet_id", "0", "0")) +
         trigger("outbox_window", "INSERT ON main.windows", note(2, "new.id", "0", "0")) +
         trigger("outbox_window_change",
                 "UPDATE OF start_s, end_s, market_id, coverage, watched_from_ns, "
                 "watched_to_ns, why ON main.windows",
                 note(2, "new.id", "0", "0")) +
         trigger("outbox_market",
                 "UPDATE OF slug, up_token, down_token, start_ns, end_ns, closed, "
                 "settled, closed_at_ns, fee_rate_micros, fee_exponent, up_index "
                 "ON main.markets",
                 note(2, "w.id", "0", "0",
                      "FROM windows w WHERE w.slug = new.slug AND "
                      "w.market_id = new.id")) +
         trigger("outbox_event", "INSERT ON main.events",
                 note(3, "new.market_id", "new.wallet_id", "new.at_s")) +
         trigger("outbox_role", "UPDATE OF role ON main.events",
                 note(3, "new.market_id", "new.wallet_id", "new.at_s")) +
         trigger("outbox_grade", "INSERT ON main.grades",
                 note(4, "new.window_id", "new.wallet_id", "new.revision")) +
         trigger("outbox_grade_change", "UPDATE ON main.grades",
                 note(4, "new.window_id", "new.wallet_id",
                      "min(old.revision, new.revision)")) +
         trigger("outbox_revision", "INSERT ON main.grade_revisions",
                 note(4, "new.window_id", "new.wallet_id", "new.revision")) +
         trigger("outbox_proof", "INSERT ON main.proofs",
                 note(5, "new.wallet_id", "new.day_s", "0"));
}

/// Before the prepared members: they need no trigger, but it must be there before the
/// first change. What was refused in earlier runs is tried once more.
SQLite::Database& begin_notes(SQLite::Database& file) {
  file.exec(all_triggers());
  file.exec("INSERT INTO outbox_state VALUES(1, '', 0) ON CONFLICT DO NOTHING");
  const auto refused = std::string{"FROM outbox_aside WHERE cause = 1"};
  file.exec(note_any(refused) + "; DELETE " + refused);
  return file;
}

} // namespace

outbox_table::outbox_table(SQLite::Database& file)
    : file_{begin_notes(file)}
    , windows_{file}
    , proofs_{file}
    , grade_{file, "WHERE g.window_id = ? AND g.wallet_id = ?"}
    , revisions_{file,
                 "WHERE g.window_id = ? AND g.wallet_id = ? AND g.revision >= ? "
                 "ORDER BY g.revision",
                 "grade_revisions"}
    , oldest_{file, "SELECT sequence, kind, a, b, since, changes FROM outbox "
                    "ORDER BY sequence LIMIT ?"}
    , find_events_{file,
                   "SELECT o.sequence, o.kind, o.a, o.b, o.since, o.changes "
                   "FROM windows w JOIN outbox o ON o.kind = 3 AND o.a = w.market_id "
                   "AND o.b = ?2 WHERE w.id = ?1"}
    , count_{file, "SELECT COUNT(*) FROM (SELECT 1 FROM outbox LIMIT ?)"}
    , drop_{file, "DELETE FROM outbox WHERE sequence = ? AND changes = ?"}
    , advance_{file, "UPDATE outbox SET since = ?3 WHERE sequence = ?1 AND changes = ?2"}
    , state_{file, "SELECT database, batch FROM outbox_state"}
    , set_state_{file, "UPDATE outbox_state SET database = ?, batch = ?"}
    , wallet_{file, "SELECT name, address, history_from_ns, history_to_ns FROM wallets "
                    "WHERE id = ?"}
    , doubtful_{file, "SELECT slug, condition_id, near_ns, why FROM doubtful_rows "
                      "WHERE wallet_id = ? ORDER BY number"}
    , sums_{file,
            "SELECT a.address, x.type, x.platform_type, x.quarter_s, x.events, "
            "x.size, x.cash FROM account_sums x JOIN wallets a ON a.id = x.wallet_id "
            "WHERE x.wallet_id = ?"}
    , slug_{file, "SELECT slug FROM windows WHERE id = ?"}
    , last_second_{file, "SELECT at_s FROM events WHERE market_id = ? AND wallet_id = ? "
                         "AND at_s >= ? ORDER BY at_s LIMIT 1 OFFSET ?"}
    , events_{file, select_events(std::string{event_columns} + ", ifnull(e.role, 0)") +
                        "WHERE m.id = ? AND e.wallet_id = ? AND e.at_s >= ? "
                        "AND e.at_s <= ?"}
    , wallet_id_{file, "SELECT id FROM wallets WHERE address = ?"}
    , window_id_{file, "SELECT id FROM windows WHERE slug = ?"}
    , market_id_{file, "SELECT id FROM markets WHERE slug = ? AND condition_id = ?"}
    , put_aside_{file, "INSERT INTO outbox_aside(cause, wallet_id, kind, a, b, since, "
                       "why) VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                       "since = min(since, excluded.since), why = excluded.why"}
    , note_again_{file, note_any("FROM outbox_aside WHERE cause = 0 AND wallet_id = ?")}
    , drop_aside_{file, "DELETE FROM outbox_aside WHERE cause = 0 AND wallet_id = ?"}
    , count_refused_{file, "SELECT COUNT(*) FROM outbox_aside WHERE cause = 1"}
    , has_withheld_{file, "SELECT 1 FROM outbox_aside WHERE cause = 0 LIMIT 1"}
    , withheld_{file, "SELECT address FROM wallets w WHERE EXISTS (SELECT 1 FROM "
                      "outbox_aside x WHERE x.cause = 0 AND x.wallet_id = w.id)"} {}

void outbox_table::discard(SQLite::Database& file) {
  SQLite::Statement state{file, "SELECT 1 FROM outbox_state"};
  if (!state.executeStep())
    return;
  state.reset();
  file.exec("DELETE FROM outbox_state; DELETE FROM outbox; DELETE FROM outbox_aside");
}

outbox_batch outbox_table::take(const take_outbox& request) {
  outbox_batch result;
  if (request.database.empty()) {
    result.waiting = count_keys();
    return result;
  }
  std::string database;
  std::int64_t batch = 0;
  {
    sql::run known{state_};
    known.next();
    known.row(database, batch);
  }
  result.starts_over = database != request.database || request.committed < batch;
  if (result.starts_over) {
    fill();
  } else if (request.committed == handed_out_number_) {
    if (request.rest && request.rest->number == handed_out_number_)
      set_aside(*request.rest);
    acknowledge();
  }
  handed_out_.clear();
  if (request.regained)
    regain(*request.regained);
  if (result.starts_over || request.committed != batch)
    sql::run{set_state_, request.database, request.committed}.change();

  result.number = request.committed + 1;
  result.waiting = count_keys();
  describe_aside(result);
  if (result.waiting == 0)
    return result;
  auto facts = std::make_shared<outbox_facts>();
  collected_.clear();
  for (const auto& next : oldest_keys(keys_per_batch)) {
    if (!handed_out_.empty() && facts->rows() >= request.rows)
      break;
    collect(next, request.rows, *facts);
  }
  handed_out_number_ = result.number;
  result.facts = std::move(facts);
  return result;
}

/// Notes everything. Keys that wait keep their place.
void outbox_table::fill() {
  file_.exec("DELETE FROM outbox_aside");
  file_.exec(
      note(0, "id", "0", "0", "FROM wallets WHERE true") +
      note(1, "wallet_id", "0", "0", "FROM account_sums WHERE true GROUP BY wallet_id") +
      note(2, "id", "0", "0", "FROM windows WHERE true ORDER BY end_s") +
      note(3, "market_id", "wallet_id", "min(at_s)",
           "FROM events WHERE true GROUP BY market_id, wallet_id") +
      note(4, "window_id", "wallet_id", "0", "FROM grades WHERE true ORDER BY end_s") +
      note(5, "wallet_id", "day_s", "0", "FROM proofs WHERE true"));
}

/// What was noted again since then stays.
void outbox_table::acknowledge() {
  for (const auto& [sent, next_since] : handed_out_)
    if (next_since)
      sql::run{advance_, sent.sequence, sent.changes, *next_since}.change();
    else
      sql::run{drop_, sent.sequence, sent.changes}.change();
}

std::uint64_t outbox_table::count_keys() {
  std::uint64_t count = 0;
  sql::run counted{count_, outbox_batch::counted_keys};
  counted.next();
  counted.row(count);
  return count;
}

std::vector<outbox_table::key> outbox_table::oldest_keys(std::size_t limit) {
  std::vector<key> result;
  sql::run rows{oldest_, limit};
  while (rows.next()) {
    auto& next = result.emplace_back();
    rows.row(next.sequence, next.kind, next.a, next.b, next.since, next.changes);
  }
  return result;
}

void outbox_table::collect(const key& wanted, std::size_t rows, outbox_facts& facts) {
  if (!collected_.insert(wanted.sequence).second)
    return;
  std::optional<std::int64_t> next_since;
  switch (wanted.kind) {
  case fact_kind::wallet:
    collect_wallet(wanted.a, facts);
    break;
  case fact_kind::sums:
    collect_sums(wanted.a, facts);
    break;
  case fact_kind::window:
    collect_window(wanted.a, facts);
    break;
  case fact_kind::events:
    next_since = collect_events(wanted, rows, facts);
    break;
  case fact_kind::grade:
    collect_grade(wanted, rows, facts);
    break;
  case fact_kind::proof:
    if (auto proof = proofs_.of_day(wanted.a, from_unix_seconds(wanted.b)))
      facts.proofs.push_back(std::move(*proof));
    break;
  }
  handed_out_.push_back({wanted, next_since});
}

void outbox_table::collect_wallet(std::int64_t wallet, outbox_facts& facts) {
  sql::run found{wallet_, wallet};
  if (!found.next())
    return;
  auto& result = facts.wallets.emplace_back();
  std::optional<timestamp> begin;
  std::optional<timestamp> end;
  found.row(result.wallet.name, result.wallet.address, begin, end);
  if (begin && end)
    result.history = history_span{*begin, *end};
  sql::run rows{doubtful_, wallet};
  while (rows.next()) {
    auto& row = result.doubtful.emplace_back();
    rows.row(row.slug, sql::hash_into{row.condition_id}, row.near, row.why);
  }
}

void outbox_table::collect_sums(std::int64_t wallet, outbox_facts& facts) {
  sql::run rows{sums_, wallet};
  while (rows.next()) {
    auto& sum = facts.sums.emplace_back();
    rows.row(sum.wallet, sum.type, sum.platform_type, sql::seconds_into{sum.quarter},
             sum.events, sum.size, sum.cash);
  }
}

void outbox_table::collect_window(std::int64_t window, outbox_facts& facts) {
  std::string slug;
  if (sql::run found{slug_, window}; found.next())
    found.row(slug);
  if (auto found = windows_.describe(slug))
    facts.windows.push_back(std::move(*found));
}

std::optional<std::int64_t>
outbox_table::collect_events(const key& wanted, std::size_t rows, outbox_facts& facts) {
  auto last = std::numeric_limits<std::int64_t>::max();
  std::optional<std::int64_t> next_since;
  if (sql::run found{last_second_, wanted.a, wanted.b, wanted.since, rows};
      found.next()) {
    found.row(last);
    next_since = last + 1;
  }
  sql::run found{events_, wanted.a, wanted.b, wanted.since, last};
  constexpr int role_column = 13;
  while (found.next()) {
    auto& event = facts.events.emplace_back();
    read_event(found, event);
    found.read_column(role_column, event.role);
  }
  return next_since;
}

void outbox_table::collect_grade(const key& wanted, std::size_t rows,
                                 outbox_facts& facts) {
  grade_.each([&](grade& current) { facts.grades.push_back(std::move(current)); },
              wanted.a, wanted.b);
  revisions_.each([&](grade& earlier) { facts.revisions.push_back(std::move(earlier)); },
                  wanted.a, wanted.b, wanted.since);
  // The events behind a grade are in its transaction: a reader of the fleet that sees a
  // grade can explain it.
  std::optional<key> events;
  if (sql::run found{find_events_, wanted.a, wanted.b}; found.next()) {
    auto& next = events.emplace();
    found.row(next.sequence, next.kind, next.a, next.b, next.since, next.changes);
  }
  if (events)
    collect(*events, rows, facts);
}

} // namespace tracker
