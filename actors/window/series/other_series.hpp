// SPDX-License-Identifier: MIT
// Rows of Up/Down series that are not watched, counted by series.
#pragma once

#include "messages/wallet.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tracker {

/// Rows of one wallet in series that are not watched, by the series' plain name.
using rows_by_series = std::map<std::string, std::uint64_t>;

/// `this wallet also trades eth-1h and sol-1d; add them with tracker.series`, where
/// `trader` is `this wallet`. Empty without rows.
std::string describe_other_series(std::string_view trader, const rows_by_series& rows);

/// Counts the rows of series that are not watched, and reports each series once.
class other_series {
public:
  /// `watched` are the names of the watched series.
  explicit other_series(std::vector<std::string> watched = {})
      : watched_{std::move(watched)} {}

  /// Replaces the names of the watched series: rows of those that are new are dropped.
  void set_watched(std::vector<std::string> watched);

  /// Counts `events` rows of the market with this slug; nothing for other markets.
  void add(std::string_view slug, std::uint64_t events = 1);
  void add(const std::vector<activity_event>& rows);

  const rows_by_series& rows() const { return rows_; }
  /// The text to log; nothing: no series was added since the last one.
  std::optional<std::string> take_note();
  /// `15 rows of series that are not watched (eth-1h 12, sol-1d 3)`; empty without rows.
  std::string summary() const;

private:
  std::vector<std::string> watched_;
  rows_by_series rows_;
  /// The series that a note has named.
  std::set<std::string> noted_;
};

} // namespace tracker
