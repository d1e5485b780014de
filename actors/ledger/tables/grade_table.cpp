// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/grade_table.hpp"

#include "actors/ledger/scans/outline_bytes.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tracker {

namespace {

std::string placeholders_for(const std::string& columns) {
  std::string result = "?";
  for (auto count = std::count(columns.begin(), columns.end(), ','); count > 0; --count)
    result += ", ?";
  return result;
}

std::string insert(const char* table, const std::string& columns,
                   const char* conflict_action) {
  return fmt::format("INSERT INTO {}({}) VALUES({}) ON CONFLICT DO {}", table, columns,
                     placeholders_for(columns), conflict_action);
}

/// Updates only the columns that can change; the referenced rows stay the same.
std::string replace_statement() {
  const auto update = fmt::format("UPDATE SET (outline, {}) = (excluded.outline, {})",
                                  grade_column_names(), grade_column_names("excluded."));
  return insert("grades",
                "window_id, wallet_id, start_s, end_s, series_id, outline, " +
                    grade_column_names(),
                update.c_str());
}

std::string revision_columns() {
  return "window_id, wallet_id, " + grade_column_names();
}

/// `joins` follow the other joins.
std::string select_joined(const std::string& table, const std::string& columns,
                          const char* joins) {
  return fmt::format("SELECT w.slug, w.start_s, w.end_s, s.name, a.name, a.address, {} "
                     "FROM {} g JOIN windows w ON w.id = g.window_id "
                     "JOIN series s ON s.id = w.series_id "
                     "JOIN wallets a ON a.id = g.wallet_id {}",
                     columns, table, joins);
}

void read_columns(const sql::run& row, int column, grade& output) {
  visit_grade(output, [&](const char*, const char*, auto& member) {
    row.read_column(column++, member);
  });
}

} // namespace

std::string select_grades(const std::string& table, const std::string& columns) {
  return select_joined(table, columns, "");
}

grade_query::grade_query(SQLite::Database& file, const std::string& tail,
                         const std::string& table)
    : statement_{file,
                 select_joined(table,
                               "ifnull(m.condition_id, ''), " + grade_column_names("g."),
                               "LEFT JOIN markets m ON m.id = w.market_id ") +
                     tail} {}

void grade_query::read(const sql::run& row, grade_row& output) {
  auto& graded = output.graded;
  row.row(graded.window.slug, sql::seconds_into{graded.window.start},
          sql::seconds_into{graded.window.end}, graded.series, graded.wallet.name,
          graded.wallet.address, sql::hash_into{output.condition_id});
  constexpr int own_columns = 7;
  read_columns(row, own_columns, graded);
}

grade_writer::grade_writer(SQLite::Database& file, ledger_ids& ids)
    : ids_{ids}
    , current_{file, fmt::format("SELECT {} FROM grades WHERE window_id = ? AND "
                                 "wallet_id = ?",
                                 grade_column_names())}
    , keep_{file,
            fmt::format("INSERT OR IGNORE INTO grade_revisions({0}) SELECT {0} FROM "
                        "grades WHERE window_id = ? AND wallet_id = ?",
                        revision_columns())}
    , replace_{file, replace_statement()}
    , insert_old_{file, insert("grade_revisions", revision_columns(), "NOTHING")}
    , settle_{file, "UPDATE windows SET settled = NOT EXISTS (SELECT 1 FROM grades WHERE "
                    "window_id = ?1 AND status < 2) WHERE id = ?1"} {}

std::optional<grade> grade_writer::book(std::int64_t window, const grade& graded) {
  const auto wallet = ids_.wallet(graded.wallet);
  auto before = current(window, wallet, graded);
  if (before && before->revision > graded.revision) {
    write_row(insert_old_, window, wallet, graded, false);
    return before;
  }
  if (before && before->revision < graded.revision)
    sql::run{keep_, window, wallet}.change();
  if (!before || *before != graded)
    write_row(replace_, window, wallet, graded, true);
  if (!before || is_settled(before->status) != is_settled(graded.status))
    sql::run{settle_, window}.change();
  return before;
}

/// The current grade of the window and wallet of `subject`.
std::optional<grade> grade_writer::current(std::int64_t window, std::int64_t wallet,
                                           const grade& subject) {
  sql::run found{current_, window, wallet};
  if (!found.next())
    return std::nullopt;
  grade result;
  result.window = subject.window;
  result.series = subject.series;
  result.wallet = subject.wallet;
  read_columns(found, 0, result);
  return result;
}

void grade_writer::write_row(SQLite::Statement& statement, std::int64_t window,
                             std::int64_t wallet, const grade& graded, bool current) {
  // Bound without a copy: must outlive the statement run.
  const auto outline = current ? outline_bytes(outline_of(graded)) : std::string{};
  sql::run row{statement};
  int parameter = 0;
  row.bind_next(parameter, window);
  row.bind_next(parameter, wallet);
  if (current) {
    row.bind_next(parameter, sql::seconds{graded.window.start});
    row.bind_next(parameter, sql::seconds{graded.window.end});
    row.bind_next(parameter, ids_.series(graded.series));
    row.bind_next(parameter, sql::bytes{outline});
  }
  visit_grade(graded, [&](const char*, const char*, const auto& member) {
    row.bind_next(parameter, member);
  });
  row.change();
}

} // namespace tracker
