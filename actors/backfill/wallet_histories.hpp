// SPDX-License-Identifier: MIT
// How far the activity of the wallets of a backfill is known. Pure.
#pragma once

#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The known history of each wallet, and when one of them changed last.
class wallet_histories {
public:
  explicit wallet_histories(std::vector<watched_wallet> wallets)
      : wallets_{std::move(wallets)} {}

  /// Keeps the history that came with a wallet's activity at `now`.
  void update(const wallet_activity& activity, timestamp now);

  /// True when the history of every wallet covers the window.
  bool covers(const window& window) const;

  /// True when no history has changed for `patience`. The first call starts the wait.
  bool are_stuck(timestamp now, timespan patience);

  /// The time up to which all histories are known; nothing: a wallet has sent none.
  std::optional<timestamp> read_to() const;

private:
  std::vector<watched_wallet> wallets_;
  /// By the wallet's address.
  std::map<std::string, history_span> histories_;
  timestamp changed_at_{};
};

} // namespace tracker
