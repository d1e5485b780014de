// SPDX-License-Identifier: MIT
// What the platform's figures say of recorded grades. Applied when grades are read: the
// rows of the window actors stay as they are, and everything is taken back once the
// figures agree.
#pragma once

#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/query/report_filter.hpp"
#include "actors/ledger/sql/sql_values.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// Reads what there is to say once; it is little. Throws SQLite::Exception.
class grade_notes {
public:
  explicit grade_notes(SQLite::Database& file);
  /// Of these grades alone.
  grade_notes(SQLite::Database& file, const std::vector<grade>& grades);

  /// A settled grade of a window of which the ledger lacks fills (`v_not_final`) becomes
  /// provisional and says so, as does a grade whose tokens are not what the platform
  /// says.
  void apply(grade& graded) const;
  /// Whether `apply` makes the grade provisional; the numbers are those of window and
  /// wallet.
  bool is_lowered(std::int64_t window, std::int64_t wallet) const {
    return lowered_.count({window, wallet}) > 0;
  }
  bool lowers_any() const { return !lowered_.empty(); }

private:
  /// Slug, then the wallet's address.
  using name_pair = std::pair<std::string, std::string>;

  void read_missing_fills(sql::run rows);
  void read_positions(sql::run rows);

  std::set<std::pair<std::int64_t, std::int64_t>> lowered_;
  std::map<name_pair, std::string> lacks_fills_;
  std::map<name_pair, std::string> positions_;
};

/// The maker rebates that the platform attributes to markets. Throws SQLite::Exception.
class rebate_notes {
public:
  explicit rebate_notes(SQLite::Database& file);

  /// Of a traded window; nothing: not paid yet, or unavailable.
  std::optional<usdc> of_row(const grade_row& row) const;

private:
  /// Condition id, then the wallet's address.
  std::map<std::pair<std::string, std::string>, usdc> rebates_;
  /// Address and day of payment, where the rebates of all markets are known.
  std::set<std::pair<std::string, timestamp>> paid_days_;
};

} // namespace tracker
