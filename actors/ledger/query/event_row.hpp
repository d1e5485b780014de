// SPDX-License-Identifier: MIT
#pragma once

#include "messages/wallet.hpp"
#include "messages/window.hpp"

#include <cstdint>
#include <optional>

namespace tracker {

/// A row of a wallet's activity as the ledger has it or, of account-level rows that are
/// old, the sum of a quarter of an hour.
struct event_row {
  activity_event event;
  watched_wallet wallet;
  /// The outcome of the event's token; nothing without a token, or where the market is
  /// not known.
  std::optional<outcome> side;
  /// 1, or the number of rows in the sum. A sum has no transaction.
  std::uint64_t rows = 1;
};

} // namespace tracker
