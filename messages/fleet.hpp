// SPDX-License-Identifier: MIT
// Facts that the ledger passes to the publisher, which writes them to the fleet's
// database.
#pragma once

#include "messages/grade.hpp"
#include "messages/ledger.hpp"
#include "messages/proof.hpp"
#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// A wallet as the ledger has it.
struct recorded_wallet {
  watched_wallet wallet;
  /// Empty: no activity was read yet.
  std::optional<history_span> history;
  std::vector<doubtful_row> doubtful;

  bool operator==(const recorded_wallet&) const = default;
};

/// Account-level events of a quarter of an hour that the ledger has summed.
struct recorded_sum {
  std::string wallet;
  activity_type type = activity_type::other;
  std::string platform_type;
  /// Start of the quarter.
  timestamp quarter{};
  std::uint64_t events = 0;
  shares size;
  usdc cash;

  bool operator==(const recorded_sum&) const = default;
};

/// Facts of the ledger in their present state. A fact that was sent before replaces its
/// earlier state.
struct outbox_facts {
  std::vector<recorded_wallet> wallets;
  /// Without their grades and events.
  std::vector<remembered_window> windows;
  std::vector<activity_event> events;
  /// Current ones.
  std::vector<grade> grades;
  /// Replaced ones.
  std::vector<grade> revisions;
  std::vector<recorded_sum> sums;
  std::vector<day_proof> proofs;

  std::size_t rows() const {
    return wallets.size() + windows.size() + events.size() + grades.size() +
           revisions.size() + sums.size() + proofs.size();
  }
  bool operator==(const outbox_facts&) const = default;
};

/// The kinds of facts, as the ledger's outbox numbers them.
enum class fact_kind : std::uint8_t { wallet, sums, window, events, grade, proof };

/// A fact that the fleet's database refuses, with the keys by which the ledger finds it.
struct refused_fact {
  fact_kind kind = fact_kind::wallet;
  /// The address; empty for windows.
  std::string wallet;
  /// Of windows, grades and events.
  std::string slug;
  /// Of events.
  std::string condition_id;
  /// Of events the Unix second, of grades the revision, of proofs the day; otherwise 0.
  std::int64_t since = 0;
  /// The fact and the database's error message.
  std::string why;

  bool operator==(const refused_fact&) const = default;
};

/// The facts of a committed batch that were not written; the ledger sets them aside.
struct batch_rest {
  /// The number of the batch.
  std::int64_t number = 0;
  /// Wallets whose facts were left out, because other trackers hold their leases.
  std::vector<std::string> withheld;
  std::vector<refused_fact> refused;

  bool is_empty() const { return withheld.empty() && refused.empty(); }
};

/// Request of the publisher: the next facts that the fleet's database lacks. The number
/// is the acknowledgement: the ledger keeps a batch in its outbox until the database has
/// confirmed the commit.
struct take_outbox {
  /// The id of the database (fleet_schema.hpp). If it differs from the previous request,
  /// everything is sent again. Empty: the database is unavailable; only the count is
  /// wanted.
  std::string database{};
  /// The number of the last batch of this tracker that the database has committed. If it
  /// is lower than the acknowledged one, the database has lost facts (it was restored, or
  /// a standby took over), and everything is sent again.
  std::int64_t committed = 0;
  /// The batch ends when it has about this number of rows.
  std::size_t rows = 1'000;
  /// Of the batch `committed`; null: all of it was written.
  std::shared_ptr<const batch_rest> rest{};
  /// Wallets of `outbox_batch::withheld` whose leases this tracker has acquired: their
  /// facts that were set aside are sent.
  std::shared_ptr<const std::vector<std::string>> regained{};
};

/// Answer to `take_outbox`.
struct outbox_batch {
  /// One more than `committed`.
  std::int64_t number = 0;
  /// Null: nothing waits, or only the count was wanted.
  std::shared_ptr<const outbox_facts> facts{};
  /// Keys in the outbox, those of this batch included; at most `counted_keys`.
  std::uint64_t waiting = 0;
  /// Everything is sent again; this is the first batch of it.
  bool starts_over = false;
  /// Facts that were set aside because the database refuses them. They are sent again
  /// when the tracker starts.
  std::uint64_t refused = 0;
  /// Wallets whose facts were set aside because other trackers held their leases; null:
  /// there are none.
  std::shared_ptr<const std::vector<std::string>> withheld{};

  /// Above this number, refused facts are not set aside: they and the facts behind them
  /// wait.
  static constexpr std::uint64_t most_refused = 1'000;
  /// Keys of the outbox are counted up to this number.
  static constexpr std::uint64_t counted_keys = 100'000;
};

} // namespace tracker
