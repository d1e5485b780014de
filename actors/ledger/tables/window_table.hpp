// SPDX-License-Identifier: MIT
// Windows, their markets and their coverage as rows of the ledger.
#pragma once

#include "actors/ledger/tables/event_table.hpp"
#include "actors/ledger/tables/grade_table.hpp"
#include "actors/ledger/tables/ledger_ids.hpp"
#include "messages/ledger.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// Writes windows. Throws SQLite::Exception.
class window_writer {
public:
  window_writer(SQLite::Database& file, ledger_ids& ids);

  /// The id of the window, created if missing.
  std::int64_t book(const std::string& series, const window& current);
  /// Books the details of a window's market.
  void book(std::int64_t window, const market& details);
  /// Merges coverage into that of a window.
  void book(std::int64_t window, const window_coverage& coverage);

private:
  void write_details(known_market& known, const market& details);

  SQLite::Database& file_;
  ledger_ids& ids_;
  SQLite::Statement find_;
  SQLite::Statement make_;
  SQLite::Statement move_;
  SQLite::Statement move_grades_;
  SQLite::Statement set_market_;
  SQLite::Statement set_details_;
  SQLite::Statement find_coverage_;
  SQLite::Statement set_coverage_;
};

/// Reads windows with market, coverage, grades and events. Throws SQLite::Exception.
class window_reader {
public:
  explicit window_reader(SQLite::Database& file);

  /// Nothing when the window does not exist.
  std::optional<remembered_window> of_slug(const std::string& slug);
  /// Like `of_slug`, without grades and events.
  std::optional<remembered_window> describe(const std::string& slug);
  /// The events of a market without a window: traded before the window was recorded.
  std::vector<activity_event> events_of_slug(const std::string& slug) {
    return events_.of_slug(slug);
  }

private:
  SQLite::Statement window_;
  SQLite::Statement market_;
  grade_query grades_;
  event_reader events_;
};

} // namespace tracker
