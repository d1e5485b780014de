// SPDX-License-Identifier: MIT
// What a ledger has of alerts, for commands beside a running tracker.
#pragma once

#include "actors/ledger/query/ledger_error.hpp"
#include "messages/alert.hpp"
#include "messages/wallet.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tracker {

struct alert_history {
  /// Those that fire, and those that opened or closed since a time, by their opening.
  std::vector<alert_record> alerts;
  /// Every channel that has a bit.
  std::vector<alert_channel> channels;
  /// The times of buys and sells since then by wallet, ascending, each second once.
  std::vector<std::pair<watched_wallet, timestamp>> fills;
};

/// Reads it from a ledger file, without changing the file.
ledger_result<alert_history> read_alert_history(const std::string& ledger_file,
                                                timestamp since);

} // namespace tracker
