// SPDX-License-Identifier: MIT
// `report --journal=hledger`: a plain-text journal for hledger.
#pragma once

#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/report/totals.hpp"
#include "messages/grade.hpp"

#include <date/tz.h>

#include <map>
#include <set>
#include <string>
#include <tuple>

namespace tracker {

/// Writes transactions one by one: a long journal is never completely in memory.
///
/// - A traded window of a wallet is one transaction on the day of its last instant:
///   `assets:polymarket:WALLET` gets the net P/L and the rebates, against
///   `expenses:polymarket:fees`, `income:polymarket:trading` (the P/L before fees) and
///   `income:polymarket:rebates`. Provisional grades are marked with `!`, settled ones
///   with `*`. Windows without a winner have no transaction.
/// - Rewards and rebates without a window are summed by day, wallet and type:
///   `income:polymarket:rewards:TYPE`.
///
/// Everything is ASCII, so that hledger reads it in any locale. Accounts are declared
/// before their first use, dates ascend.
class journal_writer {
public:
  explicit journal_writer(const date::time_zone& zone) : zone_{zone} {}

  /// The beginning of the journal. `program`: its name and version, on one line.
  std::string begin(const std::string& program) const;
  /// All account-level rows must be added before the first grade.
  void add(const account_row& row);
  /// The transactions up to the grade; grades must be added in the order of their window
  /// ends.
  std::string add(const grade& graded);
  /// The remaining transactions and the totals as comments.
  std::string end();

private:
  struct reward_sum {
    watched_wallet wallet;
    std::string type;
    usdc cash;
  };

  std::string declare(const std::string& account);
  std::string rewards_until(calendar_day day);

  const date::time_zone& zone_;
  std::set<std::string> declared_;
  /// By day, address and type.
  std::map<std::tuple<calendar_day, std::string, std::string>, reward_sum> rewards_;
  totals sums_;
  usdc rewards_total_;
};

} // namespace tracker
