// SPDX-License-Identifier: MIT
#include "actors/ledger/outline_scan.hpp"

#include "actors/ledger/sql_values.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace tracker {

namespace {

struct finalizer {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using raw_statement = std::unique_ptr<sqlite3_stmt, finalizer>;

raw_statement prepare(SQLite::Database& file, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(file.getHandle(), sql.c_str(), -1, &statement, nullptr) !=
      SQLITE_OK)
    throw SQLite::Exception{file.getHandle()};
  return raw_statement{statement};
}

/// The current row, column by column. SQLiteCpp counts a reference for each column read:
/// for a million rows of twenty columns that is most of the time.
class columns {
public:
  explicit columns(sqlite3_stmt* of) : of_{of} {}

  std::int64_t number() { return sqlite3_column_int64(of_, at_++); }
  usdc money() { return usdc::from_micros(number()); }
  timestamp seconds() { return from_unix_seconds(number()); }
  template <class Enumeration>
  Enumeration word() {
    return static_cast<Enumeration>(number());
  }
  template <class Enumeration>
  std::optional<Enumeration> optional_word() {
    if (sqlite3_column_type(of_, at_) != SQLITE_NULL)
      return word<Enumeration>();
    ++at_;
    return std::nullopt;
  }
  void text(std::string& into) {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(of_, at_));
    into.assign(bytes, static_cast<std::size_t>(sqlite3_column_bytes(of_, at_++)));
  }

private:
  sqlite3_stmt* of_;
  int at_ = 0;
};

using names = std::unordered_map<std::int64_t, std::string>;
using wallets = std::unordered_map<std::int64_t, watched_wallet>;

names series_of(SQLite::Database& file) {
  names result;
  SQLite::Statement rows{file, "SELECT id, name FROM series"};
  while (rows.executeStep())
    sql::read(rows.getColumn(1), result[rows.getColumn(0).getInt64()]);
  return result;
}

wallets wallets_of(SQLite::Database& file) {
  wallets result;
  SQLite::Statement rows{file, "SELECT id, name, address FROM wallets"};
  while (rows.executeStep()) {
    auto& wallet = result[rows.getColumn(0).getInt64()];
    sql::read(rows.getColumn(1), wallet.name);
    sql::read(rows.getColumn(2), wallet.address);
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

/// Reads all columns but the end, which is the first.
void read(columns& from, const names& series, const wallets& all, grade_outline& into) {
  into.start = from.seconds();
  into.series = series.at(from.number());
  into.wallet = all.at(from.number());
  from.text(into.strategy);
  into.status = from.word<grade_status>();
  into.winner = from.optional_word<settlement>();
  into.kind = from.word<trade_kind>();
  into.one_sided_kind = from.word<trade_kind>();
  into.pnl = from.money();
  into.arb_pnl = from.money();
  into.capture_pnl = from.money();
  into.directional_pnl = from.money();
  into.fees = from.money();
  into.fees_from = from.word<fee_source>();
  into.rebates = from.money();
  into.volume = from.money();
  into.fills = static_cast<std::uint64_t>(from.number());
}

} // namespace

void scan_outlines(SQLite::Database& file, const std::string& condition,
                   const std::function<void(const grade_outline&)>& take) {
  const auto series = series_of(file);
  const auto all_wallets = wallets_of(file);
  const auto rows = prepare(
      file, "SELECT g.end_s, g.start_s, g.series_id, g.wallet_id, g.strategy, g.status, "
            "g.winner, g.kind, g.one_sided_kind, g.pnl, g.arb_pnl, g.capture_pnl, "
            "g.directional_pnl, g.fees, g.fees_from, g.rebates, g.volume, g.fills "
            "FROM grades g INDEXED BY grades_by_end WHERE " +
                condition + " ORDER BY g.end_s");
  group_of_one_end group;
  timestamp end{};
  int code = SQLITE_OK;
  while ((code = sqlite3_step(rows.get())) == SQLITE_ROW) {
    columns row{rows.get()};
    const auto next_end = row.seconds();
    if (next_end != end)
      group.hand_out(take);
    end = next_end;
    auto& outline = group.add();
    outline.end = end;
    read(row, series, all_wallets, outline);
  }
  if (code != SQLITE_DONE)
    throw SQLite::Exception{file.getHandle()};
  group.hand_out(take);
}

} // namespace tracker
