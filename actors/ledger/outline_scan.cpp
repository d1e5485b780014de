// SPDX-License-Identifier: MIT
#include "actors/ledger/outline_scan.hpp"

#include "actors/ledger/raw_rows.hpp"

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

/// Reads all columns but the end, which is the first.
void read(sql::raw_rows& from, const sql::series_names& series, const wallets& all,
          grade_outline& into) {
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
  const auto series = sql::names_of_series(file);
  const auto all_wallets = wallets_of(file);
  sql::raw_rows rows{
      file, "SELECT g.end_s, g.start_s, g.series_id, g.wallet_id, g.strategy, g.status, "
            "g.winner, g.kind, g.one_sided_kind, g.pnl, g.arb_pnl, g.capture_pnl, "
            "g.directional_pnl, g.fees, g.fees_from, g.rebates, g.volume, g.fills "
            "FROM grades g INDEXED BY grades_by_end WHERE " +
                condition + " ORDER BY g.end_s"};
  group_of_one_end group;
  timestamp end{};
  while (rows.next()) {
    const auto next_end = rows.seconds();
    if (next_end != end)
      group.hand_out(take);
    end = next_end;
    auto& outline = group.add();
    outline.end = end;
    read(rows, series, all_wallets, outline);
  }
  group.hand_out(take);
}

} // namespace tracker
