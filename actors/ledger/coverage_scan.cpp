// SPDX-License-Identifier: MIT
#include "actors/ledger/coverage_scan.hpp"

#include "actors/ledger/raw_rows.hpp"

namespace tracker {

namespace {

constexpr const char* not_said = "it was not recorded how this window was seen";

/// Why a window was missed. Asked of those only: nearly all are answered by the index.
std::string reason(SQLite::Statement& statement, std::int64_t id) {
  statement.bind(1, id);
  std::string result;
  if (statement.executeStep())
    result = statement.getColumn(0).getString();
  statement.reset();
  return result;
}

} // namespace

void scan_coverage(SQLite::Database& file, const std::string& condition,
                   const std::function<void(const covered_window&)>& take) {
  const auto names = sql::names_of_series(file);
  SQLite::Statement reasons{file, "SELECT why FROM windows WHERE id = ?"};
  sql::raw_rows rows{file, "SELECT w.series_id, w.start_s, w.end_s, w.coverage, w.id "
                           "FROM windows w INDEXED BY windows_by_end WHERE " +
                               condition + " ORDER BY w.series_id, w.end_s"};
  covered_window window;
  while (rows.next()) {
    window.series = names.at(rows.number());
    window.start = rows.seconds();
    window.end = rows.seconds();
    const auto how = rows.optional_word<coverage_kind>();
    window.how = how.value_or(coverage_kind::missed);
    window.why.clear();
    if (!how)
      window.why = not_said;
    else if (window.how == coverage_kind::missed)
      window.why = reason(reasons, rows.number());
    take(window);
  }
}

} // namespace tracker
