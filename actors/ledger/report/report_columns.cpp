// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_columns.hpp"

#include "actors/text/time_text.hpp"
#include "actors/window/grade/winner.hpp"

#include <optional>

namespace tracker {

namespace {

report_cell none() {
  return {"", cell_kind::null};
}

report_cell text(std::string value) {
  return {std::move(value), cell_kind::text};
}

/// A word, where there is one.
report_cell word(const char* value) {
  return *value == '\0' ? none() : text(value);
}

report_cell number(std::int64_t value) {
  return {std::to_string(value), cell_kind::number};
}

template <class Tag>
report_cell amount(micro<Tag> value) {
  return {to_string(value), cell_kind::decimal};
}

report_cell entry(const side_figures& side) {
  return side.average_entry ? amount(*side.average_entry) : none();
}

report_cell time(std::optional<timestamp> at) {
  return at ? report_cell{format_utc(*at), cell_kind::time} : none();
}

report_cell rate(std::optional<std::int64_t> millionths) {
  return millionths ? report_cell{format_micros(*millionths), cell_kind::decimal}
                    : none();
}

/// The result of the window's trade type.
trade_result result_of(const window_figures& of) {
  return of.kind == trade_kind::arb ? of.arb.result : of.one_sided.result;
}

} // namespace

report_columns<grade> grade_columns() {
  return {
      {"slug", [](const grade& of) { return text(of.of.slug); }},
      {"series", [](const grade& of) { return text(of.series); }},
      {"start", [](const grade& of) { return time(of.of.start); }},
      {"end", [](const grade& of) { return time(of.of.end); }},
      {"wallet", [](const grade& of) { return text(of.wallet.address); }},
      {"wallet_name", [](const grade& of) { return text(of.wallet.name); }},
      {"status", [](const grade& of) { return text(to_string(of.status)); }},
      {"outcome",
       [](const grade& of) { return of.winner ? text(to_string(*of.winner)) : none(); }},
      {"trade_type", [](const grade& of) { return text(to_string(of.figures.kind)); }},
      {"result", [](const grade& of) { return word(to_string(result_of(of.figures))); }},
      {"up_bought", [](const grade& of) { return amount(of.figures.up.bought); }},
      {"down_bought", [](const grade& of) { return amount(of.figures.down.bought); }},
      {"up_held", [](const grade& of) { return amount(held_at_end(of.figures.up)); }},
      {"down_held", [](const grade& of) { return amount(held_at_end(of.figures.down)); }},
      {"cost", [](const grade& of) { return amount(of.figures.cost); }},
      {"proceeds", [](const grade& of) { return amount(of.figures.proceeds); }},
      {"payout", [](const grade& of) { return amount(settlement_payout(of.figures)); }},
      {"fees", [](const grade& of) { return amount(of.figures.fees); }},
      {"fee_source",
       [](const grade& of) { return text(to_string(of.figures.fees_from)); }},
      {"rebates", [](const grade& of) { return amount(of.figures.rebates); }},
      {"arb_pnl", [](const grade& of) { return amount(of.figures.arb.pnl); }},
      {"capture_pnl", [](const grade& of) { return amount(of.figures.capture_pnl); }},
      {"pnl", [](const grade& of) { return amount(of.figures.pnl); }},
      {"fills",
       [](const grade& of) {
         return number(static_cast<std::int64_t>(of.figures.fills));
       }},
      {"resolved_at", [](const grade& of) { return time(of.resolved_at); }},
      {"graded_at", [](const grade& of) { return time(of.graded_at); }},
      {"revision", [](const grade& of) { return number(of.revision); }},
      {"reason", [](const grade& of) { return text(of.reason); }},
      {"strategy", [](const grade& of) { return text(of.strategy); }},
      {"directional_pnl",
       [](const grade& of) { return amount(of.figures.directional_pnl); }},
      {"before_fees", [](const grade& of) { return amount(of.figures.before_fees()); }},
      {"up_entry", [](const grade& of) { return entry(of.figures.up); }},
      {"down_entry", [](const grade& of) { return entry(of.figures.down); }},
      {"sources",
       [](const grade& of) {
         return report_cell{source_names(of.sources, of.winner, " "), cell_kind::list};
       }},
  };
}

std::vector<std::string> grade_row_names() {
  auto names = names_of(grade_columns());
  names.emplace_back("condition_id");
  return names;
}

std::vector<report_cell> grade_row_cells(const report_columns<grade>& columns,
                                         const grade_row& row) {
  auto cells = cells_of(columns, row.what);
  cells.push_back(row.condition_id.empty() ? none() : text(row.condition_id));
  return cells;
}

report_columns<report_group> group_columns(report_grouping by) {
  using row = report_group;
  report_columns<row> columns{
      {to_string(by), [](const row& of) { return text(of.name); }},
      {"grades", [](const row& of) { return number(of.sums.windows); }},
      {"traded", [](const row& of) { return number(of.sums.traded); }},
      {"wins", [](const row& of) { return number(of.sums.net.wins); }},
      {"losses", [](const row& of) { return number(of.sums.net.losses); }},
      {"even", [](const row& of) { return number(of.sums.net.even); }},
      {"void", [](const row& of) { return number(of.sums.net.voided); }},
      {"win_rate", [](const row& of) { return rate(of.sums.net.win_rate()); }},
      {"pnl", [](const row& of) { return amount(of.sums.net.pnl); }},
      {"before_fees", [](const row& of) { return amount(of.sums.before_fees()); }},
      {"fees_observed", [](const row& of) { return amount(of.sums.fees_observed); }},
      {"fees_modelled", [](const row& of) { return amount(of.sums.fees_modelled); }},
      {"rebates", [](const row& of) { return amount(of.sums.rebates); }},
      {"volume", [](const row& of) { return amount(of.sums.volume); }},
      {"fills", [](const row& of) { return number(of.sums.fills); }},
      {"arb_pnl", [](const row& of) { return amount(of.sums.arb.pnl); }},
      {"arb_win_rate", [](const row& of) { return rate(of.sums.arb.win_rate()); }},
      {"capture_pnl", [](const row& of) { return amount(of.sums.capture.pnl); }},
      {"capture_win_rate",
       [](const row& of) { return rate(of.sums.capture.win_rate()); }},
      {"directional_pnl", [](const row& of) { return amount(of.sums.directional.pnl); }},
      {"directional_win_rate",
       [](const row& of) { return rate(of.sums.directional.win_rate()); }},
      {"provisional", [](const row& of) { return number(of.sums.provisional); }},
      {"pending", [](const row& of) { return number(of.sums.pending); }},
      {"open", [](const row& of) { return number(of.sums.open); }},
      {"open_cash", [](const row& of) { return amount(of.sums.open_cash); }},
  };
  if (by == report_grouping::wallet)
    columns.insert(columns.begin() + 1, {"wallet_name", [](const row& of) {
                                           return of.name.empty() ? none()
                                                                  : text(of.label);
                                         }});
  return columns;
}

report_columns<coverage_group> coverage_columns(report_grouping by) {
  using row = coverage_group;
  return {
      {to_string(by), [](const row& of) { return text(of.name); }},
      {"windows", [](const row& of) { return number(of.counts.windows()); }},
      {"watched", [](const row& of) { return number(of.counts.watched); }},
      {"backfilled", [](const row& of) { return number(of.counts.backfilled); }},
      {"missed", [](const row& of) { return number(of.counts.missed); }},
      {"known", [](const row& of) { return rate(of.counts.known_share(1'000'000)); }},
  };
}

report_columns<coverage_gap> gap_columns() {
  return {
      {"series", [](const coverage_gap& of) { return text(of.series); }},
      {"from", [](const coverage_gap& of) { return time(of.from); }},
      {"to", [](const coverage_gap& of) { return time(of.to); }},
      {"windows", [](const coverage_gap& of) { return number(of.windows); }},
      {"reason", [](const coverage_gap& of) { return text(of.why); }},
  };
}

} // namespace tracker
