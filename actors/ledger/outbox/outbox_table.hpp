// SPDX-License-Identifier: MIT
// Which facts the fleet's database lacks.
#pragma once

#include "actors/ledger/tables/event_table.hpp"
#include "actors/ledger/tables/grade_table.hpp"
#include "actors/ledger/tables/proof_table.hpp"
#include "actors/ledger/tables/window_table.hpp"
#include "messages/fleet.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace tracker {

/// The outbox of the ledger: the keys of what has changed since it was last sent, in the
/// order of the first change. Triggers of this connection note each change in the
/// transaction that makes it, whatever code makes it.
///
/// It holds keys, not copies, and each key once: a window that is graded ten times while
/// the database is away is sent once, as it is then. So it needs no limit of its own: it
/// never has more rows than the tables have, about 40 bytes each, and nothing is dropped.
///
/// Throws SQLite::Exception; every member must run inside a transaction.
class outbox_table {
public:
  /// Notes changes from now on. What was changed without it is sent once, by the first
  /// `take`.
  explicit outbox_table(SQLite::Database& file);

  /// Ends the notes of earlier runs: this run has no fleet and makes none, so all would
  /// be incomplete. Two look-ups when there are none.
  static void discard(SQLite::Database& file);

  /// Drops what `request` acknowledges and reads the next batch.
  outbox_batch take(const take_outbox& request);

  /// Forgets the batch that was handed out: its facts are handed out again.
  void clear() { handed_out_.clear(); }

private:
  enum class key_kind : std::uint8_t { wallet, sums, window, events, grade, proof };
  struct key {
    std::int64_t sequence = 0;
    key_kind kind = key_kind::wallet;
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::int64_t since = 0;
    std::int64_t changes = 0;
  };
  /// A key of the batch that was handed out.
  struct handed_out {
    std::int64_t sequence = 0;
    std::int64_t changes = 0;
    /// Nothing: all of it is in the batch.
    std::optional<std::int64_t> next_since;
  };

  void fill();
  void acknowledge();
  std::uint64_t count_keys();
  std::vector<key> oldest_keys(std::size_t limit);
  void collect(const key& wanted, std::size_t rows, outbox_facts& facts);
  void collect_wallet(std::int64_t wallet, outbox_facts& facts);
  void collect_sums(std::int64_t wallet, outbox_facts& facts);
  void collect_window(std::int64_t window, outbox_facts& facts);
  /// At most about `rows`; returns where the rest begins.
  std::optional<std::int64_t> collect_events(const key& wanted, std::size_t rows,
                                             outbox_facts& facts);
  void collect_grade(const key& wanted, std::size_t rows, outbox_facts& facts);

  SQLite::Database& file_;
  std::int64_t handed_out_number_ = 0;
  std::vector<handed_out> handed_out_;
  /// Sequences in the batch that is being read.
  std::set<std::int64_t> collected_;
  window_reader windows_;
  proof_reader proofs_;
  grade_query grade_;
  grade_query revisions_;
  SQLite::Statement oldest_;
  SQLite::Statement find_events_;
  SQLite::Statement count_;
  SQLite::Statement drop_;
  SQLite::Statement advance_;
  SQLite::Statement state_;
  SQLite::Statement set_state_;
  SQLite::Statement wallet_;
  SQLite::Statement doubtful_;
  SQLite::Statement sums_;
  SQLite::Statement slug_;
  SQLite::Statement last_second_;
  SQLite::Statement events_;
};

} // namespace tracker
