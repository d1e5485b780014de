// SPDX-License-Identifier: MIT
// Alerts beside the booking: evaluated in its transaction, answered after it. Pure, apart
// from the store.
#pragma once

#include "actors/ledger/store/ledger_store.hpp"
#include "actors/notifier/episodes/alert_desk.hpp"
#include "messages/alert.hpp"
#include "messages/control.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace tracker {

/// What the ledger actor does about alerts. Without options nothing is evaluated.
class ledger_alerts {
public:
  explicit ledger_alerts(std::optional<alert_desk_options> options)
      : options_{std::move(options)} {}

  /// The watched wallets from now on.
  void set_watched(const std::vector<watched_wallet>& wallets);
  /// The alerts that follow from booking `facts`, for the transaction. The facts must
  /// outlive it.
  alert_source source(std::span<const ledger_entry> facts, timestamp now);
  /// Ends a transaction, such as that of `source`. After a failure everything is read
  /// again, because its facts will be booked again.
  void end_commit(bool failed);
  /// The alerts that follow from the time. An error when they could not be stored.
  std::optional<ledger_error> advance(ledger_store& store, timestamp now);
  /// Stores marks and readings and returns what the notifier must know.
  ledger_result<alerts_synced> sync(ledger_store& store, const sync_alerts& request,
                                    timestamp now);

  /// The status of an actor with the alerts that fire, by rule; as it is while they are
  /// not known.
  actor_status with_samples(actor_status status) const;

private:
  /// Reads the desk's memory, unless it is up to date.
  std::optional<ledger_error> restore(ledger_store& store, timestamp now);
  void book(const ledger_entry& fact, const booked& result, timestamp now);
  /// Stores alerts and marks in a transaction of their own, if there are any.
  std::optional<ledger_error> commit(ledger_store& store,
                                     std::vector<alert_record> alerts,
                                     const std::vector<alert_mark>& marks);

  std::optional<alert_desk_options> options_;
  /// Empty: its memory must be read.
  std::optional<alert_desk> desk_;
  /// Alerts of the open transaction.
  std::vector<alert_record> uncommitted_;
  /// Alerts that are on disk and not yet in an answer.
  std::vector<alert_record> news_;
  /// `news_` had too many alerts: the next answer has all that the ledger has.
  bool must_recall_ = false;
};

} // namespace tracker
