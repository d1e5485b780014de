// SPDX-License-Identifier: MIT
// What the ledger hands to the publisher, which ships it to the fleet's database.
#pragma once

#include "messages/activity.hpp"
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
  /// Nothing: no activity was read yet.
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

/// Facts of the ledger as they are now. Each may have been sent before: it replaces what
/// it was then.
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

/// A fact that the fleet's database refuses, by the names that the ledger finds it with.
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
  /// The fact and the database's words.
  std::string why;

  bool operator==(const refused_fact&) const = default;
};

/// What a committed batch has left to the ledger, which sets it aside.
struct batch_rest {
  /// The number of the batch.
  std::int64_t number = 0;
  /// Wallets whose facts were left out, because other trackers hold their leases.
  std::vector<std::string> withheld;
  std::vector<refused_fact> refused;

  bool is_empty() const { return withheld.empty() && refused.empty(); }
};

/// Request of the publisher: the next facts that the fleet's database lacks. The number
/// is the acknowledgement: the ledger keeps a batch in its outbox until the database
/// itself has said that it has committed it.
struct take_outbox {
  /// The id of the database (fleet_schema.hpp). Another one than before: everything is
  /// sent again. Empty: the database is away, only the count is wanted.
  std::string database{};
  /// The number of the last batch of this tracker that the database has committed. Lower
  /// than what was acknowledged: the database lost facts (it was restored, or a standby
  /// took over), everything is sent again.
  std::int64_t committed = 0;
  /// The batch ends when it has about so many rows.
  std::size_t rows = 1'000;
  /// Of the batch `committed`; null: it was written as a whole.
  std::shared_ptr<const batch_rest> rest{};
  /// Wallets of `outbox_batch::withheld` whose leases this tracker has now: what was set
  /// aside of them is sent.
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
  /// Everything is sent again from the begin; this is the first batch of it.
  bool starts_over = false;
  /// Facts that were set aside because the database refuses them. They are sent again
  /// when the tracker starts.
  std::uint64_t refused = 0;
  /// Wallets of which facts were set aside, because other trackers held their leases;
  /// null: of none.
  std::shared_ptr<const std::vector<std::string>> withheld{};

  /// More refused facts than these are not set aside: they wait, and others behind them.
  static constexpr std::uint64_t most_refused = 1'000;
  /// The outbox is not counted further: there are so many or more.
  static constexpr std::uint64_t counted_keys = 100'000;
};

} // namespace tracker
