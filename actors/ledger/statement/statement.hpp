// SPDX-License-Identifier: MIT
// The statement of a period: its figures, day by day and wallet by wallet, and its page,
// one HTML file to print.
#pragma once

#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/report/report_groups.hpp"
#include "actors/ledger/report/totals.hpp"

#include <date/tz.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tracker {

/// The amounts of a row in whole cents. `before_fees` less `fees` is `net`.
struct statement_amounts {
  usdc before_fees;
  usdc fees;
  usdc net;
  usdc rebates;
  usdc volume;

  bool operator==(const statement_amounts&) const = default;
};

struct statement_row {
  /// A day, `2026-11-24`, or a wallet.
  std::string label;
  std::int64_t traded = 0;
  std::int64_t wins = 0;
  std::int64_t losses = 0;
  statement_amounts shown;
};

/// A wallet and its days with a grade.
struct statement_wallet {
  statement_row sums;
  std::vector<statement_row> days;
};

/// Rewards and rebates of a wallet that belong to no window.
struct statement_reward {
  std::string wallet;
  /// `MAKER_REBATE`.
  std::string type;
  std::uint64_t rows = 0;
  /// In whole cents.
  usdc shown;
};

/// All amounts in whole cents: the days of a wallet add up to the wallet, the wallets to
/// the total, the rewards to theirs.
struct statement_figures {
  std::vector<statement_wallet> wallets;
  statement_row total;
  /// The exact sums, as a report of the same period has them.
  totals sums;
  std::vector<statement_reward> rewards;
  usdc rewards_total;
};

/// Collects a statement.
class statement_data {
public:
  explicit statement_data(const date::time_zone& zone)
      : zone_{zone}, wallets_{report_grouping::wallet, zone} {}

  /// Grades with names (`outline_detail::all`), in the order of their window ends.
  void add(const grade_outline& outline);
  void add(const account_row& row);

  /// The wallets are ordered by address, days and rewards by time and name.
  statement_figures figures() const;

private:
  struct reward_sum {
    std::uint64_t rows = 0;
    usdc cash;
  };

  const date::time_zone& zone_;
  report_groups wallets_;
  /// By address.
  std::map<std::string, report_groups> days_;
  totals sums_;
  /// By wallet and type.
  std::map<std::pair<std::string, std::string>, reward_sum> rewards_;
};

/// The type of an account-level row: the platform's name.
std::string reward_type(const account_row& row);

/// What the page says besides its figures. Texts may be untrusted: they are escaped.
struct statement_heading {
  /// `2026-11` or `2026`.
  std::string period;
  /// Whose days they are.
  std::string zone;
  /// When the statement was made, as a local time.
  std::string made_at;
  /// False: the period is not over.
  bool complete = true;
  /// `wallet main`: what the rows were filtered by.
  std::vector<std::string> filters;
  /// Lines about the coverage of the period.
  std::vector<std::string> coverage;
  /// Lines about the UTC days of the period beside the platform's figures.
  std::vector<std::string> proofs{};
  std::string program;
};

/// The page: no script, no font, no external resource, its own style, light on paper.
std::string draw_statement(const statement_heading& heading,
                           const statement_figures& figures);

} // namespace tracker
