// SPDX-License-Identifier: MIT
#include "actors/ledger/scans/table_scans.hpp"

#include "actors/ledger/scans/outline_bytes.hpp"
#include "actors/ledger/scans/raw_rows.hpp"
#include "actors/ledger/sql/sql_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace tracker {

namespace {

using series_names = std::unordered_map<std::int64_t, std::string>;

/// The names of all series by their ids.
series_names names_of_series(SQLite::Database& file) {
  series_names result;
  sql::raw_rows rows{file, "SELECT id, name FROM series"};
  while (rows.next()) {
    auto& name = result[rows.number()];
    rows.text(name);
  }
  return result;
}

using wallet_names = std::unordered_map<std::int64_t, watched_wallet>;

wallet_names names_of_wallets(SQLite::Database& file) {
  wallet_names result;
  sql::raw_rows rows{file, "SELECT id, name, address FROM wallets"};
  while (rows.next()) {
    auto& wallet = result[rows.number()];
    rows.text(wallet.name);
    rows.text(wallet.address);
  }
  return result;
}

/// Rows with the same window end, sorted by name before they are emitted. The rows are
/// reused so that their strings keep their capacity.
class group_of_one_end {
public:
  grade_outline& add() {
    if (count_ == rows_.size())
      rows_.emplace_back();
    return rows_[count_++];
  }
  void emit(const std::function<void(const grade_outline&)>& visit) {
    order_.clear();
    for (std::size_t i = 0; i < count_; ++i)
      order_.push_back(&rows_[i]);
    std::sort(order_.begin(), order_.end(), [](const auto* left, const auto* right) {
      return std::tie(left->series, left->wallet.address) <
             std::tie(right->series, right->wallet.address);
    });
    for (const auto* row : order_)
      visit(*row);
    count_ = 0;
  }

private:
  std::vector<grade_outline> rows_;
  std::size_t count_ = 0;
  std::vector<const grade_outline*> order_;
};

constexpr const char* sum_columns = "g.end_s, g.start_s, g.outline";
constexpr const char* name_columns = ", g.series_id, g.wallet_id, g.strategy";
constexpr const char* cost_column = ", g.cost";
/// Part of every index, as the key of the table.
constexpr const char* key_columns = ", g.window_id, g.wallet_id";

/// Reads `key_columns`.
void lower(sql::raw_rows& rows, const grade_notes& notes, grade_outline& outline) {
  const auto window = rows.number();
  const auto wallet = rows.number();
  if (is_settled(outline.status) && notes.is_lowered(window, wallet))
    outline.status = grade_status::provisional;
}

/// Reads `sum_columns` after the first, the end.
void read_sums(sql::raw_rows& rows, grade_outline& outline) {
  outline.start = rows.seconds();
  if (!read_outline(rows.bytes(), outline))
    throw SQLite::Exception{"the outline of a grade is damaged", SQLITE_CORRUPT};
}

/// Reads `name_columns`.
void read_names(sql::raw_rows& rows, const series_names& series,
                const wallet_names& wallets, grade_outline& outline) {
  outline.series = series.at(rows.number());
  outline.wallet = wallets.at(rows.number());
  rows.text(outline.strategy);
}

std::string query_for(const std::string& columns, const std::string& condition) {
  return "SELECT " + columns + " FROM grades g INDEXED BY grades_by_end WHERE " +
         condition + " ORDER BY g.end_s";
}

void scan_sums(SQLite::Database& file, const std::string& condition,
               const grade_notes& notes,
               const std::function<void(const grade_outline&)>& visit) {
  const bool lowers = notes.lowers_any();
  sql::raw_rows rows{
      file, query_for(std::string{sum_columns} + (lowers ? key_columns : ""), condition)};
  grade_outline outline;
  while (rows.next()) {
    outline.end = rows.seconds();
    read_sums(rows, outline);
    if (lowers)
      lower(rows, notes, outline);
    visit(outline);
  }
}

void scan_with_names(SQLite::Database& file, const std::string& condition, bool with_cost,
                     const grade_notes& notes,
                     const std::function<void(const grade_outline&)>& visit) {
  const bool lowers = notes.lowers_any();
  const auto series = names_of_series(file);
  const auto wallets = names_of_wallets(file);
  sql::raw_rows rows{file, query_for(std::string{sum_columns} + name_columns +
                                         (with_cost ? cost_column : "") +
                                         (lowers ? key_columns : ""),
                                     condition)};
  group_of_one_end group;
  timestamp end{};
  while (rows.next()) {
    const auto next_end = rows.seconds();
    if (next_end != end)
      group.emit(visit);
    end = next_end;
    auto& outline = group.add();
    outline.end = end;
    read_sums(rows, outline);
    read_names(rows, series, wallets, outline);
    outline.cost = usdc::from_micros(with_cost ? rows.number() : 0);
    if (lowers)
      lower(rows, notes, outline);
  }
  group.emit(visit);
}

constexpr const char* unrecorded = "it was not recorded how this window was seen";

/// Why a window was missed, is unsupported or was not offered. Looked up for those only:
/// the index answers the rest.
std::string reason(SQLite::Statement& statement, std::int64_t series,
                   const covered_window& window) {
  sql::run found{statement, series, sql::seconds{window.end}, sql::seconds{window.start}};
  std::string result;
  if (found.next())
    found.row(result);
  return result;
}

} // namespace

void scan_outlines(SQLite::Database& file, const std::string& condition,
                   outline_detail detail, const grade_notes& notes,
                   const std::function<void(const grade_outline&)>& visit) {
  if (detail == outline_detail::sums)
    scan_sums(file, condition, notes, visit);
  else
    scan_with_names(file, condition, detail == outline_detail::with_cost, notes, visit);
}

void scan_coverage(SQLite::Database& file, const std::string& condition,
                   const std::function<void(const covered_window&)>& visit) {
  SQLite::Statement reasons{
      file, "SELECT why FROM windows WHERE series_id = ? AND end_s = ? AND start_s = ?"};
  // One query per series: the name is not read from each row.
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
        window.why = unrecorded;
      else if (window.how != coverage_kind::watched &&
               window.how != coverage_kind::backfilled)
        window.why = reason(reasons, id, window);
      visit(window);
    }
  }
}

} // namespace tracker
