// SPDX-License-Identifier: MIT
// What one reply with a wallet's activity says, whatever its dialect.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/activity.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// A row whose meaning is not certain. It is not booked; the window it touches can not be
/// final.
struct set_aside_row {
  /// The field is named as in the row.
  decode_error why;
  /// The market and the transaction it names, where readable; else empty.
  std::string slug;
  std::string condition_id;
  std::string transaction;
  /// Its time; of the row before it where it has none that is readable.
  timestamp near{};
  /// The outcome token it names, where readable; else empty.
  std::string asset{};

  bool operator==(const set_aside_row&) const = default;
};

/// A row that could not be read and certainly belongs to no Up/Down window.
struct skipped_row {
  /// The platform's type, `COMBO TRADE` for example.
  std::string kind;
  decode_error why;
  timestamp near{};
};

/// What of a row is unknown: a field's name, a type, a side.
enum class drift_kind : std::uint8_t { field, type, side };

/// Something in a row that is neither documented nor recorded.
struct drift_note {
  drift_kind kind = drift_kind::field;
  /// At most 64 bytes of it.
  std::string word;
  /// The market of the first row that has it; may be empty.
  std::string slug;
};

/// One reply of `/activity` or `/v2/activity`.
struct activity_page {
  /// Rows that belong to a market, in the order of the page.
  std::vector<activity_event> events;
  /// Rows of the account as such (rewards, rebates, deposits), likewise.
  std::vector<activity_event> account_events;
  std::vector<set_aside_row> set_aside;
  /// Rows that could not be read and touch no window.
  std::vector<skipped_row> skipped;
  /// Each unknown word once, at most 16; `drift_count` counts all of them, row by row.
  std::vector<drift_note> drift;
  std::size_t drift_count = 0;
  /// Rows the reply holds, all of the above.
  std::size_t rows = 0;
  /// Times of the oldest and the newest row; nothing when no row has a readable one.
  std::optional<timestamp> oldest;
  std::optional<timestamp> newest;
  /// No row is older than the row before it.
  bool ascending = true;
  /// Whether the platform holds more behind this page, where the dialect says so (v2).
  std::optional<bool> more;
  /// Where it goes on (v2); empty: nowhere.
  std::string cursor;
};

} // namespace tracker
