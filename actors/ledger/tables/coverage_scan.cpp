// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/coverage_scan.hpp"

#include "actors/ledger/tables/raw_rows.hpp"
#include "actors/ledger/tables/series_names.hpp"
#include "actors/ledger/tables/sql_values.hpp"

#include <fmt/format.h>

#include <map>

namespace tracker {

namespace {

constexpr const char* not_said = "it was not recorded how this window was seen";

/// Why a window was missed or is unsupported. Asked of those only: nearly all are
/// answered by the index.
std::string reason(SQLite::Statement& statement, std::int64_t series,
                   const covered_window& of) {
  sql::run found{statement, series, sql::seconds{of.end}, sql::seconds{of.start}};
  std::string result;
  if (found.next())
    found.row(result);
  return result;
}

} // namespace

void scan_coverage(SQLite::Database& file, const std::string& condition,
                   const std::function<void(const covered_window&)>& take) {
  SQLite::Statement reasons{
      file, "SELECT why FROM windows WHERE series_id = ? AND end_s = ? AND start_s = ?"};
  // One series after the other: what is the same in all its rows is not read from each.
  const auto names = names_of_series(file);
  for (const auto& [id, name] : std::map{names.begin(), names.end()}) {
    sql::raw_rows rows{
        file, fmt::format("SELECT w.start_s, w.end_s, w.coverage FROM windows w "
                          "INDEXED BY windows_by_end WHERE w.series_id = {} AND ({}) "
                          "ORDER BY w.end_s",
                          id, condition)};
    covered_window window;
    window.series = name;
    while (rows.next()) {
      window.start = rows.seconds();
      window.end = rows.seconds();
      const auto how = rows.optional_word<coverage_kind>();
      window.how = how.value_or(coverage_kind::missed);
      window.why.clear();
      if (!how)
        window.why = not_said;
      else if (window.how == coverage_kind::missed ||
               window.how == coverage_kind::unsupported)
        window.why = reason(reasons, id, window);
      take(window);
    }
  }
}

} // namespace tracker
