// SPDX-License-Identifier: MIT
#include "actors/ledger/tables/wallet_table.hpp"

#include "actors/ledger/sql/sql_values.hpp"

#include <utility>

namespace tracker {

wallet_table::wallet_table(SQLite::Database& file, ledger_ids& ids)
    : ids_{ids}
    , set_history_{file, "UPDATE wallets SET history_from_ns = ?2, history_to_ns = ?3 "
                         "WHERE id = ?1"}
    , clear_doubtful_{file, "DELETE FROM doubtful_rows WHERE wallet_id = ?"}
    , add_doubtful_{file, "INSERT INTO doubtful_rows(wallet_id, number, slug, "
                          "condition_id, near_ns, why) VALUES(?, ?, ?, ?, ?, ?)"}
    , find_history_{file, "SELECT history_from_ns, history_to_ns FROM wallets "
                          "WHERE address = ? AND history_from_ns IS NOT NULL"}
    , find_doubtful_{file,
                     "SELECT d.slug, d.condition_id, d.near_ns, d.why FROM wallets a "
                     "JOIN doubtful_rows d ON d.wallet_id = a.id "
                     "WHERE a.address = ? ORDER BY d.number"} {}

void wallet_table::book(const watched_wallet& wallet, const history_span& history,
                        const std::vector<doubtful_row>& doubtful) {
  const auto id = ids_.wallet(wallet);
  sql::run{set_history_, id, history.from, history.to}.change();
  marks_[wallet.address] = {history, doubtful, std::nullopt};
  if (doubtful_of(wallet.address) == doubtful)
    return;
  sql::run{clear_doubtful_, id}.change();
  std::int64_t number = 0;
  for (const auto& row : doubtful)
    sql::run{add_doubtful_, id,     number++, row.slug, sql::hash{row.condition_id},
             row.near,      row.why}
        .change();
}

bool wallet_table::can_wait(const watched_wallet& wallet, const history_span& history,
                            const std::vector<doubtful_row>& doubtful) const {
  const auto known = marks_.find(wallet.address);
  if (known == marks_.end())
    return false;
  const auto& [written, in_doubt, held] = known->second;
  return history.from == written.from && history.to >= written.to &&
         history.to - written.to < mark_lag && doubtful == in_doubt;
}

void wallet_table::hold(const watched_wallet& wallet, const history_span& history) {
  marks_.at(wallet.address).held = history;
}

void wallet_table::book_held() {
  for (auto& [address, entry] : marks_)
    if (const auto held = std::exchange(entry.held, std::nullopt)) {
      sql::run{set_history_, ids_.wallet(address), held->from, held->to}.change();
      entry.written = *held;
    }
}

wallet_memory wallet_table::recall(const watched_wallet& wallet) {
  wallet_memory result;
  result.wallet = wallet;
  if (sql::run found{find_history_, wallet.address}; found.next()) {
    auto& history = result.history.emplace();
    found.row(history.from, history.to);
    if (const auto known = marks_.find(wallet.address); known != marks_.end())
      history = known->second.held.value_or(history);
  }
  result.doubtful =
      std::make_shared<const std::vector<doubtful_row>>(doubtful_of(wallet.address));
  return result;
}

std::vector<doubtful_row> wallet_table::doubtful_of(const std::string& address) {
  std::vector<doubtful_row> result;
  sql::run rows{find_doubtful_, address};
  while (rows.next()) {
    auto& row = result.emplace_back();
    rows.row(row.slug, sql::hash_into{row.condition_id}, row.near, row.why);
  }
  return result;
}

} // namespace tracker
