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
/// Keys whose facts were not written with their batch are set aside: those of wallets of
/// other trackers until this one has their leases again, refused ones until the next
/// start.
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
  struct key {
    std::int64_t sequence = 0;
    fact_kind kind = fact_kind::wallet;
    std::int64_t a = 0;
    std::int64_t b = 0;
    std::int64_t since = 0;
    std::int64_t changes = 0;
  };
  /// A key of the batch that was handed out.
  struct handed_out {
    key sent;
    /// Nothing: all of it is in the batch.
    std::optional<std::int64_t> next_since;
  };

  void fill();
  void acknowledge();
  void set_aside(const batch_rest& rest);
  void set_aside(const refused_fact& fact);
  void regain(const std::vector<std::string>& wallets);
  std::optional<std::int64_t> find_wallet(const std::string& address);
  void describe_aside(outbox_batch& batch);
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
  SQLite::Statement wallet_id_;
  SQLite::Statement window_id_;
  SQLite::Statement market_id_;
  SQLite::Statement put_aside_;
  SQLite::Statement note_again_;
  SQLite::Statement drop_aside_;
  SQLite::Statement count_refused_;
  SQLite::Statement has_withheld_;
  SQLite::Statement withheld_;
};

} // namespace tracker
