// SPDX-License-Identifier: MIT
// Grades as rows of the ledger.
#pragma once

#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/query/report_filter.hpp"
#include "actors/ledger/sql/sql_values.hpp"
#include "actors/ledger/tables/grade_columns.hpp"
#include "actors/ledger/tables/ledger_ids.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>

namespace tracker {

/// The query for `columns` of every grade `g` of `table`, joined with its window `w`,
/// series `s` and wallet `a`.
std::string select_grades(const std::string& table,
                          const std::string& columns = grade_column_names("g."));

/// Reads grades with the columns of `v_grades` and the rest of their figures. Throws
/// SQLite::Exception.
class grade_query {
public:
  /// `tail` follows `select_grades` and its join with the market `m`.
  grade_query(SQLite::Database& file, const std::string& tail,
              const std::string& table = "grades");

  /// Calls `visit(grade&)` for every row; the callee may move from the grade.
  template <class Each, class... Parameters>
  void each(Each&& visit, const Parameters&... parameters) {
    each_row([&](grade_row& row) { visit(row.graded); }, parameters...);
  }
  /// Like `each`, with a `grade_row&`.
  template <class Each, class... Parameters>
  void each_row(Each&& visit, const Parameters&... parameters) {
    sql::run rows{statement_, parameters...};
    while (rows.next()) {
      grade_row row;
      read(rows, row);
      visit(row);
    }
  }

private:
  static void read(const sql::run& row, grade_row& output);

  SQLite::Statement statement_;
};

/// Writes grades. Throws SQLite::Exception.
class grade_writer {
public:
  grade_writer(SQLite::Database& file, ledger_ids& ids);

  /// Books a grade of the window with id `window` and moves the one it replaces to the
  /// history; a grade with a lower revision than the current one goes to the history
  /// itself. Returns the previous current grade, if any.
  std::optional<grade> book(std::int64_t window, const grade& graded);

private:
  std::optional<grade> current(std::int64_t window, std::int64_t wallet,
                               const grade& subject);
  void write_row(SQLite::Statement& statement, std::int64_t window, std::int64_t wallet,
                 const grade& graded, bool current);

  ledger_ids& ids_;
  SQLite::Statement current_;
  SQLite::Statement keep_;
  SQLite::Statement replace_;
  SQLite::Statement insert_old_;
  SQLite::Statement settle_;
};

} // namespace tracker
