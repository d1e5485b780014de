// SPDX-License-Identifier: MIT
// A request for activity and the decoded content of its reply, in either dialect.
#pragma once

#include "actors/platform/json.hpp"
#include "messages/time.hpp"
#include "messages/wallet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// The parameters of a request for a wallet's activity, oldest rows first.
struct activity_query {
  /// The first second whose rows are requested.
  timestamp start{};
  /// Number of rows to skip (v1); used within one second only.
  std::size_t offset = 0;
  /// The cursor of the page (v2); used within one second only.
  std::string cursor;

  bool operator==(const activity_query&) const = default;
};

/// The paging limits of a dialect.
struct paging_rules {
  /// Rows of a full page: the documented maximum, which every request asks for.
  std::size_t limit = 500;
  /// The largest offset that the platform accepts.
  std::size_t max_offset = 5000;
};

/// A row whose meaning is uncertain. It is not booked, and a window that it may belong to
/// cannot become final.
struct set_aside_row {
  /// The field has the name used in the row.
  decode_error why;
  /// The row's market and transaction; each is empty where it cannot be read.
  std::string slug;
  std::string condition_id;
  std::string transaction;
  /// The row's time; where it cannot be read, the time of the row before it.
  timestamp near{};
  /// The row's outcome token; empty where it cannot be read.
  std::string asset{};

  bool operator==(const set_aside_row&) const = default;
};

/// A row that could not be read but certainly belongs to no Up/Down window.
struct skipped_row {
  /// The platform's type; `COMBO TRADE` for a trade of a combination of markets.
  std::string kind;
  set_aside_row row;
};

/// What is unknown in a row: the name of a field, a type or a side.
enum class drift_kind : std::uint8_t { field, type, side };

/// A name in a row that is neither documented nor found in recorded rows.
struct drift_note {
  drift_kind kind = drift_kind::field;
  /// The unknown name, cut to 64 bytes.
  std::string word;
  /// The market of the first row with this name; may be empty.
  std::string slug;
};

/// One reply of `/activity` or `/v2/activity`.
struct activity_page {
  /// Rows that belong to a market, in the order of the page.
  std::vector<activity_event> events;
  /// Rows of the account (rewards, rebates, deposits), in the order of the page.
  std::vector<activity_event> account_events;
  std::vector<set_aside_row> set_aside;
  /// Rows that could not be read and belong to no window.
  std::vector<skipped_row> skipped;
  /// Each unknown name once, at most 16; `drift_count` counts every occurrence.
  std::vector<drift_note> drift;
  std::size_t drift_count = 0;
  /// Number of rows in the reply.
  std::size_t rows = 0;
  /// Times of the oldest and the newest row; empty when no row has a readable time.
  std::optional<timestamp> oldest;
  std::optional<timestamp> newest;
  /// No row is older than the row before it.
  bool ascending = true;
  /// Whether there are rows after this page, where the dialect says so (v2).
  std::optional<bool> more;
  /// The cursor of the next page (v2); empty: there is none.
  std::string cursor;
};

} // namespace tracker
