// SPDX-License-Identifier: MIT
#pragma once

#include "messages/activity.hpp"
#include "messages/time.hpp"
#include "messages/window.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// A wallet whose activity is tracked.
struct watched_wallet {
  /// The configured name; may be empty.
  std::string name;
  /// `0x` and 40 hex digits in lower case; empty for windows that are watched without a
  /// wallet.
  std::string address;

  bool operator==(const watched_wallet&) const = default;
};

/// Up to so many watched wallets, each requests its activity on its own, and has metrics,
/// checks and links of its own. More of them take turns, and are added up.
inline constexpr std::size_t most_separate_wallets = 32;

/// The wallet's name, `main`, or else its masked address, `0x12345678…abcdef`; never the
/// whole address. `none` where there is neither.
std::string display_name(const watched_wallet& wallet);

/// `0x12345678…abcdef`: the form in which an address may be logged. For a text that is
/// not an address, only its length.
std::string mask_address(std::string_view address);

/// The time span of which every row of a wallet's activity is known, both ends included.
/// Empty when `to` is before `from`. A wallet actor reports a span only after the
/// platform has indexed all of it and a second reading, some time later, has found no new
/// row.
struct history_span {
  timestamp from{};
  timestamp to{};

  bool operator==(const history_span&) const = default;
};

/// A row that was not booked because its meaning is uncertain. A window that it may
/// belong to cannot become final.
struct doubtful_row {
  /// The market of the row; each field is empty where it cannot be read.
  std::string slug;
  std::string condition_id;
  /// The row's time; where it cannot be read, the time of the row before it.
  timestamp near{};
  /// The field, what was expected and what was found.
  std::string why;
  /// The outcome token of the row; empty where it cannot be read, and where the row comes
  /// from the ledger.
  std::string asset{};

  bool operator==(const doubtful_row&) const = default;
};

/// Sent by a wallet actor to every window actor after each page of activity.
struct wallet_activity {
  watched_wallet wallet;
  /// New rows of markets, of all series: a row belongs to the window whose market has the
  /// row's condition id. Never null.
  std::shared_ptr<const std::vector<activity_event>> events;
  history_span history;
  /// All doubtful rows, of all markets. Never null.
  std::shared_ptr<const std::vector<doubtful_row>> doubtful;
  /// The platform's time of the reply that completed the last reading; the epoch before
  /// the first complete reading.
  timestamp read_at{};
};

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
