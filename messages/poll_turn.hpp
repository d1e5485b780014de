// SPDX-License-Identifier: MIT
#pragma once

#include "messages/time.hpp"

namespace tracker {

/// Permission for a wallet actor to send one request for rows now. Where many wallets
/// share the data host's budget, they request rows in their turns only.
struct poll_turn {
  /// The wall clock.
  timestamp now{};
};

/// Answer to `poll_turn`, when the request was answered and its rows are recorded, or
/// nothing was due.
struct poll_turn_end {
  /// A further request is due at once: the next page, or a page of a second reading.
  bool wants_more = false;
  /// Everything up to the platform's present has been read.
  bool is_complete = false;
  /// The wallet has traded lately, or has a position in a window that has not ended.
  bool is_active = false;
};

} // namespace tracker
