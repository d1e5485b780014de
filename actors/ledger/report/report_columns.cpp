// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_columns.hpp"

#include "actors/window/grade/winner.hpp"

#include <optional>

namespace tracker {

namespace {

using namespace cells;

report_cell entry(const side_figures& side) {
  return side.average_entry ? amount(*side.average_entry) : none();
}

report_cell rate(std::optional<std::int64_t> millionths) {
  return millionths ? report_cell{format_micros(*millionths), cell_kind::decimal}
                    : none();
}

/// The result of the window's trade type.
trade_result result_of(const window_figures& figures) {
  return figures.kind == trade_kind::arb ? figures.arb.result : figures.one_sided.result;
}

} // namespace

report_columns<grade> grade_columns() {
  return {
      {"slug", [](const grade& graded) { return text(graded.window.slug); }},
      {"series", [](const grade& graded) { return text(graded.series); }},
      {"start", [](const grade& graded) { return time(graded.window.start); }},
      {"end", [](const grade& graded) { return time(graded.window.end); }},
      {"wallet", [](const grade& graded) { return text(graded.wallet.address); }},
      {"wallet_name", [](const grade& graded) { return text(graded.wallet.name); }},
      {"status", [](const grade& graded) { return text(to_string(graded.status)); }},
      {"outcome",
       [](const grade& graded) {
         return graded.winner ? text(to_string(*graded.winner)) : none();
       }},
      {"trade_type",
       [](const grade& graded) { return text(to_string(graded.figures.kind)); }},
      {"result",
       [](const grade& graded) { return word(to_string(result_of(graded.figures))); }},
      {"up_bought", [](const grade& graded) { return amount(graded.figures.up.bought); }},
      {"down_bought",
       [](const grade& graded) { return amount(graded.figures.down.bought); }},
      {"up_held", [](const grade& graded) { return amount(graded.figures.up.at_end); }},
      {"down_held",
       [](const grade& graded) { return amount(graded.figures.down.at_end); }},
      {"cost", [](const grade& graded) { return amount(graded.figures.cost); }},
      {"proceeds", [](const grade& graded) { return amount(graded.figures.proceeds); }},
      {"payout",
       [](const grade& graded) { return amount(settlement_payout(graded.figures)); }},
      {"fees", [](const grade& graded) { return amount(graded.figures.fees); }},
      {"fee_source",
       [](const grade& graded) { return text(to_string(graded.figures.fees_from)); }},
      {"rebates", [](const grade& graded) { return amount(graded.figures.rebates); }},
      {"arb_pnl", [](const grade& graded) { return amount(graded.figures.arb.pnl); }},
      {"capture_pnl",
       [](const grade& graded) { return amount(graded.figures.capture_pnl); }},
      {"pnl", [](const grade& graded) { return amount(graded.figures.pnl); }},
      {"fills", [](const grade& graded) { return number(graded.figures.fills); }},
      {"resolved_at", [](const grade& graded) { return time(graded.resolved_at); }},
      {"graded_at", [](const grade& graded) { return time(graded.graded_at); }},
      {"revision", [](const grade& graded) { return number(graded.revision); }},
      {"reason", [](const grade& graded) { return text(graded.reason); }},
      {"strategy", [](const grade& graded) { return text(graded.strategy); }},
      {"directional_pnl",
       [](const grade& graded) { return amount(graded.figures.directional_pnl); }},
      {"before_fees",
       [](const grade& graded) { return amount(graded.figures.before_fees()); }},
      {"up_entry", [](const grade& graded) { return entry(graded.figures.up); }},
      {"down_entry", [](const grade& graded) { return entry(graded.figures.down); }},
      {"sources",
       [](const grade& graded) {
         return report_cell{source_names(graded.sources, graded.winner, " "),
                            cell_kind::list};
       }},
  };
}

std::vector<std::string> grade_row_names() {
  auto names = names_of(grade_columns());
  names.emplace_back("condition_id");
  names.emplace_back("maker_rebates");
  names.emplace_back("pnl_with_rebates");
  return names;
}

std::vector<report_cell> grade_row_cells(const report_columns<grade>& columns,
                                         const grade_row& row) {
  auto result = cells_of(columns, row.graded);
  result.push_back(word(row.condition_id));
  const auto& rebates = row.maker_rebates;
  result.push_back(rebates ? amount(*rebates) : none());
  result.push_back(rebates ? amount(row.graded.figures.pnl + *rebates) : none());
  return result;
}

report_columns<report_group> group_columns(report_grouping grouping) {
  using row = report_group;
  report_columns<row> columns{
      {to_string(grouping), [](const row& group) { return text(group.name); }},
      {"grades", [](const row& group) { return number(group.sums.windows); }},
      {"traded", [](const row& group) { return number(group.sums.traded); }},
      {"wins", [](const row& group) { return number(group.sums.net.wins); }},
      {"losses", [](const row& group) { return number(group.sums.net.losses); }},
      {"even", [](const row& group) { return number(group.sums.net.even); }},
      {"void", [](const row& group) { return number(group.sums.net.voided); }},
      {"win_rate", [](const row& group) { return rate(group.sums.net.win_rate()); }},
      {"pnl", [](const row& group) { return amount(group.sums.net.pnl); }},
      {"before_fees", [](const row& group) { return amount(group.sums.before_fees()); }},
      {"fees_observed",
       [](const row& group) { return amount(group.sums.fees_observed); }},
      {"fees_modelled",
       [](const row& group) { return amount(group.sums.fees_modelled); }},
      {"rebates", [](const row& group) { return amount(group.sums.rebates); }},
      {"volume", [](const row& group) { return amount(group.sums.volume); }},
      {"fills", [](const row& group) { return number(group.sums.fills); }},
      {"arb_pnl", [](const row& group) { return amount(group.sums.arb.pnl); }},
      {"arb_win_rate", [](const row& group) { return rate(group.sums.arb.win_rate()); }},
      {"capture_pnl", [](const row& group) { return amount(group.sums.capture.pnl); }},
      {"capture_win_rate",
       [](const row& group) { return rate(group.sums.capture.win_rate()); }},
      {"directional_pnl",
       [](const row& group) { return amount(group.sums.directional.pnl); }},
      {"directional_win_rate",
       [](const row& group) { return rate(group.sums.directional.win_rate()); }},
      {"provisional", [](const row& group) { return number(group.sums.provisional); }},
      {"pending", [](const row& group) { return number(group.sums.pending); }},
      {"open", [](const row& group) { return number(group.sums.open); }},
      {"open_cash", [](const row& group) { return amount(group.sums.open_cash); }},
  };
  if (grouping == report_grouping::wallet)
    columns.insert(columns.begin() + 1, {"wallet_name", [](const row& group) {
                                           return group.name.empty() ? none()
                                                                     : text(group.label);
                                         }});
  return columns;
}

report_columns<coverage_group> coverage_columns(report_grouping grouping) {
  using row = coverage_group;
  return {
      {to_string(grouping), [](const row& group) { return text(group.name); }},
      {"windows", [](const row& group) { return number(group.counts.windows()); }},
      {"watched", [](const row& group) { return number(group.counts.watched); }},
      {"backfilled", [](const row& group) { return number(group.counts.backfilled); }},
      {"missed", [](const row& group) { return number(group.counts.missed); }},
      {"known",
       [](const row& group) { return rate(group.counts.known_share(1'000'000)); }},
      {"not_offered", [](const row& group) { return number(group.counts.not_offered); }},
  };
}

report_columns<coverage_gap> gap_columns() {
  return {
      {"series", [](const coverage_gap& gap) { return text(gap.series); }},
      {"from", [](const coverage_gap& gap) { return time(gap.start); }},
      {"to", [](const coverage_gap& gap) { return time(gap.end); }},
      {"windows", [](const coverage_gap& gap) { return number(gap.windows); }},
      {"reason", [](const coverage_gap& gap) { return text(gap.why); }},
      {"coverage", [](const coverage_gap& gap) { return text(to_string(gap.how)); }},
  };
}

} // namespace tracker
