// SPDX-License-Identifier: MIT
#include "actors/ledger/statement/statement.hpp"

#include "actors/text/shown_cents.hpp"

#include <algorithm>
#include <iterator>

namespace tracker {

namespace {

using amount_reader = usdc (*)(const report_group&);

/// One column of the groups in cents that add up to `total`.
std::vector<usdc> column(const std::vector<report_group>& groups, amount_reader read,
                         usdc total) {
  std::vector<usdc> exact;
  std::transform(groups.begin(), groups.end(), std::back_inserter(exact), read);
  return shown_cents(exact, total);
}

usdc in_cents(usdc amount) {
  return shown_cents({amount}).front();
}

statement_amounts total_of(const totals& sums) {
  statement_amounts result;
  result.net = in_cents(sums.net.pnl);
  result.fees = in_cents(sums.fees());
  result.before_fees = result.net + result.fees;
  result.rebates = in_cents(sums.rebates);
  result.volume = in_cents(sums.volume);
  return result;
}

statement_row row_of(const std::string& label, const totals& sums,
                     const statement_amounts& shown) {
  return {label, sums.traded - sums.open, sums.net.wins, sums.net.losses, shown};
}

/// The groups as rows whose amounts add up to `total`.
std::vector<statement_row> rows_of(const std::vector<report_group>& groups,
                                   const statement_amounts& total) {
  const auto net = column(
      groups, [](const report_group& each) { return each.sums.net.pnl; }, total.net);
  const auto fees = column(
      groups, [](const report_group& each) { return each.sums.fees(); }, total.fees);
  const auto rebates = column(
      groups, [](const report_group& each) { return each.sums.rebates; }, total.rebates);
  const auto volume = column(
      groups, [](const report_group& each) { return each.sums.volume; }, total.volume);
  std::vector<statement_row> rows;
  for (std::size_t i = 0; i < groups.size(); ++i)
    rows.push_back(row_of(groups[i].label, groups[i].sums,
                          {net[i] + fees[i], fees[i], net[i], rebates[i], volume[i]}));
  return rows;
}

} // namespace

void statement_data::add(const grade_outline& outline) {
  sums_.add(outline);
  wallets_.add(outline);
  days_.try_emplace(outline.wallet.address, report_grouping::day, zone_)
      .first->second.add(outline);
}

void statement_data::add(const account_row& row) {
  auto& sum = rewards_[{display_name(row.wallet), reward_type(row)}];
  sum.rows += row.events;
  sum.cash += row.cash;
}

statement_figures statement_data::figures() const {
  statement_figures result;
  result.sums = sums_;
  const auto total = total_of(sums_);
  result.total = row_of("", sums_, total);
  const auto wallets = wallets_.groups();
  auto rows = rows_of(wallets, total);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto days = days_.find(wallets[i].name);
    auto day_rows = rows_of(days->second.groups(), rows[i].shown);
    result.wallets.push_back({std::move(rows[i]), std::move(day_rows)});
  }
  std::vector<usdc> cash;
  for (const auto& [key, sum] : rewards_) {
    result.rewards.push_back({key.first, key.second, sum.rows, usdc{}});
    cash.push_back(sum.cash);
  }
  const auto shown = shown_cents(cash);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    result.rewards[i].shown = shown[i];
    result.rewards_total += shown[i];
  }
  return result;
}

std::string reward_type(const account_row& row) {
  return row.type == activity_type::other ? row.platform_type : to_string(row.type);
}

} // namespace tracker
