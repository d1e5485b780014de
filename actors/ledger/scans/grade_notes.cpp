// SPDX-License-Identifier: MIT
#include "actors/ledger/scans/grade_notes.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/sql/sql_values.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tracker {

namespace {

constexpr const char* missing_fills =
    "SELECT window_id, wallet_id, slug, wallet, why FROM v_not_final";
constexpr const char* by_day = " ORDER BY day";
constexpr const char* different_positions =
    "SELECT w.slug, a.address, c.up, c.down, c.platform_up, c.platform_down "
    "FROM position_checks c JOIN windows w ON w.id = c.window_id "
    "JOIN wallets a ON a.id = c.wallet_id WHERE c.differs = 1";

void add_reason(grade& graded, const std::string& reason) {
  graded.reason = graded.reason.empty() ? reason : reason + "; " + graded.reason;
}

} // namespace

grade_notes::grade_notes(SQLite::Database& file) {
  SQLite::Statement lowered{file, std::string{missing_fills} + by_day};
  read_missing_fills(sql::run{lowered});
  SQLite::Statement positions{file, different_positions};
  read_positions(sql::run{positions});
}

grade_notes::grade_notes(SQLite::Database& file, const std::vector<grade>& grades) {
  SQLite::Statement lowered{file, std::string{missing_fills} +
                                      " WHERE slug = ?1 AND wallet = ?2" + by_day};
  SQLite::Statement positions{file, std::string{different_positions} +
                                        " AND w.slug = ?1 AND a.address = ?2"};
  for (const auto& graded : grades) {
    const auto& slug = graded.window.slug;
    const auto& wallet = graded.wallet.address;
    read_missing_fills(sql::run{lowered, slug, wallet});
    read_positions(sql::run{positions, slug, wallet});
  }
}

void grade_notes::read_missing_fills(sql::run rows) {
  while (rows.next()) {
    std::pair<std::int64_t, std::int64_t> ids;
    name_pair names;
    std::string why;
    rows.row(ids.first, ids.second, names.first, names.second, why);
    lowered_.insert(ids);
    lacks_fills_[names] = std::move(why);
  }
}

void grade_notes::read_positions(sql::run rows) {
  while (rows.next()) {
    position_check check;
    rows.row(check.slug, check.wallet.address, check.ours.up, check.ours.down,
             check.platform_up, check.platform_down);
    positions_[{check.slug, check.wallet.address}] = position_text(check);
  }
}

void grade_notes::apply(grade& graded) const {
  const name_pair names{graded.window.slug, graded.wallet.address};
  if (const auto found = positions_.find(names); found != positions_.end())
    add_reason(graded, found->second);
  if (const auto found = lacks_fills_.find(names);
      found != lacks_fills_.end() && is_settled(graded.status)) {
    graded.status = grade_status::provisional;
    add_reason(graded, found->second);
  }
}

rebate_notes::rebate_notes(SQLite::Database& file) {
  SQLite::Statement rebates{file,
                            "SELECT r.condition_id, a.address, SUM(r.amount) "
                            "FROM market_rebates r JOIN wallets a ON a.id = r.wallet_id "
                            "GROUP BY r.wallet_id, r.condition_id"};
  for (sql::run rows{rebates}; rows.next();) {
    std::pair<std::string, std::string> names;
    usdc amount;
    rows.row(sql::hash_into{names.first}, names.second, amount);
    rebates_[names] = amount;
  }
  SQLite::Statement paid{file, "SELECT a.address, p.day_s FROM proofs p "
                               "JOIN wallets a ON a.id = p.wallet_id "
                               "WHERE p.attributed_rebates IS NOT NULL "
                               "OR p.maker_rebates = 0"};
  for (sql::run rows{paid}; rows.next();) {
    std::pair<std::string, timestamp> day;
    rows.row(day.first, sql::seconds_into{day.second});
    paid_days_.insert(std::move(day));
  }
}

std::optional<usdc> rebate_notes::of_row(const grade_row& row) const {
  const auto& graded = row.graded;
  if (graded.figures.kind == trade_kind::none)
    return std::nullopt;
  if (const auto found = rebates_.find({row.condition_id, graded.wallet.address});
      found != rebates_.end() && !row.condition_id.empty())
    return found->second;
  const auto paid_on = day_of(graded.window.end - timespan{1}) + day_length;
  if (paid_days_.count({graded.wallet.address, paid_on}) > 0)
    return usdc{};
  return std::nullopt;
}

} // namespace tracker
