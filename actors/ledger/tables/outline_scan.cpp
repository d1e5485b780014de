// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/outline_scan.hpp"

#include "actors/ledger/tables/outline_bytes.hpp"
#include "actors/ledger/tables/raw_rows.hpp"
#include "actors/ledger/tables/series_names.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace tracker {

namespace {

using wallets = std::unordered_map<std::int64_t, watched_wallet>;

wallets wallets_of(SQLite::Database& file) {
  wallets result;
  sql::raw_rows rows{file, "SELECT id, name, address FROM wallets"};
  while (rows.next()) {
    auto& wallet = result[rows.number()];
    rows.text(wallet.name);
    rows.text(wallet.address);
  }
  return result;
}

/// Rows of one end, put in the order of names before they are handed out. The rows are
/// used again and again: their texts keep their room.
class group_of_one_end {
public:
  grade_outline& add() {
    if (count_ == rows_.size())
      rows_.emplace_back();
    return rows_[count_++];
  }
  void hand_out(const std::function<void(const grade_outline&)>& take) {
    order_.clear();
    for (std::size_t at = 0; at < count_; ++at)
      order_.push_back(&rows_[at]);
    std::sort(order_.begin(), order_.end(), [](const auto* left, const auto* right) {
      return std::tie(left->series, left->wallet.address) <
             std::tie(right->series, right->wallet.address);
    });
    for (const auto* row : order_)
      take(*row);
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

/// Reads `sum_columns` but the end, which is the first.
void read_sums(sql::raw_rows& from, grade_outline& into) {
  into.start = from.seconds();
  if (!read_outline(from.bytes(), into))
    throw SQLite::Exception{"the outline of a grade is damaged", SQLITE_CORRUPT};
}

/// Reads `name_columns`.
void read_names(sql::raw_rows& from, const series_names& series, const wallets& all,
                grade_outline& into) {
  into.series = series.at(from.number());
  into.wallet = all.at(from.number());
  from.text(into.strategy);
}

std::string query_for(const std::string& columns, const std::string& condition) {
  return "SELECT " + columns + " FROM grades g INDEXED BY grades_by_end WHERE " +
         condition + " ORDER BY g.end_s";
}

void scan_sums(SQLite::Database& file, const std::string& condition,
               const std::function<void(const grade_outline&)>& take) {
  sql::raw_rows rows{file, query_for(sum_columns, condition)};
  grade_outline outline;
  while (rows.next()) {
    outline.end = rows.seconds();
    read_sums(rows, outline);
    take(outline);
  }
}

void scan_with_names(SQLite::Database& file, const std::string& condition, bool with_cost,
                     const std::function<void(const grade_outline&)>& take) {
  const auto series = names_of_series(file);
  const auto all_wallets = wallets_of(file);
  sql::raw_rows rows{file, query_for(std::string{sum_columns} + name_columns +
                                         (with_cost ? cost_column : ""),
                                     condition)};
  group_of_one_end group;
  timestamp end{};
  while (rows.next()) {
    const auto next_end = rows.seconds();
    if (next_end != end)
      group.hand_out(take);
    end = next_end;
    auto& outline = group.add();
    outline.end = end;
    read_sums(rows, outline);
    read_names(rows, series, all_wallets, outline);
    outline.cost = usdc::from_micros(with_cost ? rows.number() : 0);
  }
  group.hand_out(take);
}

} // namespace

void scan_outlines(SQLite::Database& file, const std::string& condition,
                   outline_detail detail,
                   const std::function<void(const grade_outline&)>& take) {
  if (detail == outline_detail::sums)
    scan_sums(file, condition, take);
  else
    scan_with_names(file, condition, detail == outline_detail::with_cost, take);
}

} // namespace tracker
