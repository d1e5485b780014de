// SPDX-License-Identifier: MIT
#pragma once

#include "messages/activity.hpp"
#include "messages/time.hpp"
#include "messages/window.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// A wallet whose trades are followed.
struct watched_wallet {
  /// What people call it; empty when it was given no name.
  std::string name;
  /// `0x` and 40 hex digits in lower case; empty: nobody's, for windows that are watched
  /// without a wallet.
  std::string address;

  bool operator==(const watched_wallet&) const = default;
};

/// `main`, or `0x12345678…abcdef` where it has no name: never the whole address. `none`
/// for nobody's.
std::string display_name(const watched_wallet& of);

/// `0x12345678…abcdef`: an address that may be shown. Of anything else only the length.
std::string mask_address(std::string_view address);

/// The time of which every row of a wallet's activity is known, both ends included. Empty
/// when `to` is before `from`. What a wallet actor reports was read after the platform
/// said that it knew all of it, and read once more a while later without a new row.
struct history_span {
  timestamp from{};
  timestamp to{};

  bool operator==(const history_span&) const = default;
};

/// A row whose meaning is not certain, so that it was not booked. A window it may touch
/// can not be final.
struct doubtful_row {
  /// The market it names; empty where that is not readable.
  std::string slug;
  std::string condition_id;
  /// Its time; of the row before it where it has none that is readable.
  timestamp near{};
  /// Field and expectation.
  std::string why;
  /// The outcome token it names; empty where that is not readable, and where the row
  /// comes from the ledger.
  std::string asset{};

  bool operator==(const doubtful_row&) const = default;
};

/// What a wallet tells the windows of a series after each answer of the platform.
struct wallet_activity {
  watched_wallet wallet;
  /// Rows of markets that were not known, of all series: a row belongs to the window
  /// whose condition id it names. Never null.
  std::shared_ptr<const std::vector<activity_event>> events;
  history_span history;
  /// All rows in doubt, whatever their market. Never null.
  std::shared_ptr<const std::vector<doubtful_row>> doubtful;
  /// The platform's time of the answer that completed the last reading; the epoch before
  /// there was one.
  timestamp read_at{};
};

} // namespace tracker
