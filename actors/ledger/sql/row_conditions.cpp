// SPDX-License-Identifier: MIT
#include "actors/ledger/sql/row_conditions.hpp"

#include "actors/ledger/sql/column_forms.hpp"
#include "actors/ledger/sql/sql_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tracker {

namespace {

class conditions {
public:
  /// `column` holds seconds: after `begin`, and at or before `end`.
  void time(const std::string& column, const report_filter& filter) {
    if (filter.begin)
      add(fmt::format("{} > {}", column, to_unix_seconds(*filter.begin)));
    if (filter.end)
      add(fmt::format("{} <= {}", column, to_unix_seconds(*filter.end)));
  }
  /// An empty list matches no row: none of the names exist.
  void one_of(const std::string& column, const std::vector<std::int64_t>& numbers) {
    add(fmt::format("{} IN ({})", column, fmt::join(numbers, ", ")));
  }
  /// True when one of the columns holds one of the numbers.
  void one_of(const std::vector<std::string>& columns,
              const std::vector<std::int64_t>& numbers) {
    std::vector<std::string> choices;
    choices.reserve(columns.size());
    for (const auto& column : columns)
      choices.push_back(fmt::format("{} IN ({})", column, fmt::join(numbers, ", ")));
    add(fmt::format("({})", fmt::join(choices, " OR ")));
  }
  /// Texts are written as hexadecimal bytes, so they cannot inject SQL.
  void one_of_texts(const std::string& column, const std::vector<std::string>& texts) {
    std::vector<std::string> choices;
    choices.reserve(texts.size());
    for (const auto& text : texts) {
      choices.push_back(fmt::format("CAST(x'{}' AS TEXT)", hash_text(text).substr(2)));
    }
    add(fmt::format("{} IN ({})", column, fmt::join(choices, ", ")));
  }
  void add(const std::string& condition) {
    text_ += (text_.empty() ? "" : " AND ") + condition;
  }
  std::string text() const { return text_.empty() ? "1" : text_; }

private:
  std::string text_;
};

std::vector<std::int64_t> ids_of(SQLite::Database& file, const char* query,
                                 const std::vector<std::string>& names) {
  std::vector<std::int64_t> result;
  SQLite::Statement statement{file, query};
  for (const auto& name : names) {
    sql::run found{statement, name};
    while (found.next())
      found.row(result.emplace_back());
  }
  return result;
}

void add_series(conditions& result, SQLite::Database& file, const std::string& column,
                const report_filter& filter) {
  if (!filter.series.empty())
    result.one_of(column,
                  ids_of(file, "SELECT id FROM series WHERE name = ?", filter.series));
}

void add_wallets(conditions& result, SQLite::Database& file, const std::string& column,
                 const report_filter& filter) {
  if (!filter.wallets.empty())
    result.one_of(column,
                  ids_of(file, "SELECT id FROM wallets WHERE ?1 IN (name, address)",
                         filter.wallets));
}

template <class Enumeration>
std::vector<std::int64_t> numbers_of(const std::vector<Enumeration>& values) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(values.size());
  for (const auto value : values)
    numbers.push_back(static_cast<std::int64_t>(value));
  return numbers;
}

/// Few grades are not settled: their keys are read from an index of their own, because
/// the columns of a grade are elsewhere. One that is not final in spite of its status
/// counts as provisional; where there are some, the index of all grades is read.
std::string unsettled_condition(SQLite::Database& file, const report_filter& filter) {
  conditions keys;
  keys.time("u.end_s", filter);
  const auto is_of_status =
      fmt::format("u.status IN ({})", fmt::join(numbers_of(filter.statuses), ", "));
  SQLite::Statement lowered{file, "SELECT 1 FROM v_not_final LIMIT 1"};
  const bool has_lowered =
      std::find(filter.statuses.begin(), filter.statuses.end(),
                grade_status::provisional) != filter.statuses.end() &&
      sql::run{lowered}.next();
  if (has_lowered)
    keys.add("(" + is_of_status +
             " OR (u.window_id, u.wallet_id) IN (SELECT window_id, wallet_id FROM "
             "v_not_final))");
  else
    keys.add("u.status < 2 AND " + is_of_status);
  return fmt::format("(g.window_id, g.wallet_id) IN (SELECT u.window_id, u.wallet_id "
                     "FROM grades u INDEXED BY {} WHERE {})",
                     has_lowered ? "grades_by_end" : "grades_unsettled", keys.text());
}

} // namespace

std::string grade_condition(SQLite::Database& file, const report_filter& filter) {
  conditions result;
  result.time("g.end_s", filter);
  add_series(result, file, "g.series_id", filter);
  add_wallets(result, file, "g.wallet_id", filter);
  if (!filter.statuses.empty() &&
      std::none_of(filter.statuses.begin(), filter.statuses.end(), is_settled))
    result.add(unsettled_condition(file, filter));
  else if (!filter.statuses.empty())
    result.one_of(shown_status, numbers_of(filter.statuses));
  if (!filter.kinds.empty())
    result.one_of("g.kind", numbers_of(filter.kinds));
  if (!filter.results.empty())
    result.one_of(std::vector<std::string>{"g.arb_result", "g.one_sided_result"},
                  numbers_of(filter.results));
  if (!filter.strategies.empty())
    result.one_of_texts("g.strategy", filter.strategies);
  return result.text();
}

std::string window_condition(SQLite::Database& file, const report_filter& filter) {
  conditions result;
  result.time("w.end_s", filter);
  add_series(result, file, "w.series_id", filter);
  return result.text();
}

std::string event_condition(SQLite::Database& file, const report_filter& filter) {
  conditions result;
  result.time("e.at_s", filter);
  add_wallets(result, file, "e.wallet_id", filter);
  return result.text();
}

std::string account_condition(SQLite::Database& file, const report_filter& filter) {
  conditions result;
  result.time("x.at_s", filter);
  add_wallets(result, file, "x.wallet_id", filter);
  return result.text();
}

} // namespace tracker
