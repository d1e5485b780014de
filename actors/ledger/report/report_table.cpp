// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_table.hpp"

#include "actors/ledger/report/totals_text.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

constexpr const char* nothing = "-";

bool is_traded(const grade& of) {
  return of.figures.kind != trade_kind::none;
}

tone tone_of(usdc pnl) {
  if (pnl == usdc{})
    return tone::plain;
  return pnl > usdc{} ? tone::good : tone::bad;
}

table_cell money(usdc pnl) {
  return {format_signed_dollars(pnl), tone_of(pnl)};
}

table_cell unsigned_money(usdc amount) {
  return {amount == usdc{} ? nothing : format_dollars(amount), tone::plain};
}

std::string result_text(const window_figures& of) {
  std::string text = to_string(of.arb.result);
  if (of.one_sided.result != trade_result::none)
    text += (text.empty() ? "" : ", ") + std::string{to_string(of.one_sided.result)};
  return text.empty() ? nothing : text;
}

table_cell status_cell(grade_status status) {
  const bool certain = status == grade_status::final || status == grade_status::amended;
  const auto as = certain                               ? tone::plain
                  : status == grade_status::provisional ? tone::doubtful
                                                        : tone::faint;
  return {to_string(status), as};
}

table_cell part_cell(const score& of) {
  return of.count() == 0 ? table_cell{nothing, tone::faint} : money(of.pnl);
}

std::string title_of(report_grouping by) {
  std::string title = to_string(by);
  title.front() = static_cast<char>(title.front() - 'a' + 'A');
  return title;
}

std::string count_text(std::int64_t count) {
  return std::to_string(count);
}

std::string gap_line(const coverage_gap& gap, const date::time_zone& zone) {
  auto line = fmt::format("  {} {} of {}, {} to {}", to_string(gap.how), gap.windows,
                          one_line(gap.series), format_local_minute(gap.from, zone),
                          format_local_minute(gap.to, zone));
  return gap.why.empty() ? line : line + ": " + one_line(gap.why);
}

} // namespace

table_cell grade_mark(const grade& of) {
  if (!is_traded(of) || !of.winner)
    return {"—", tone::faint};
  if (of.status == grade_status::provisional)
    return {"⚠", tone::doubtful};
  switch (judgement_of(of.figures.pnl, *of.winner)) {
  case judgement::win:
    return {"✓", tone::good};
  case judgement::loss:
    return {"✗", tone::bad};
  case judgement::even:
  case judgement::voided:
    break;
  }
  return {"—", tone::faint};
}

void grade_list::add(const grade& of) {
  if (!first_wallet_)
    first_wallet_ = of.wallet;
  several_wallets_ = several_wallets_ || first_wallet_->address != of.wallet.address;
  const auto& figures = of.figures;
  const auto base = is_traded(of) ? tone::plain : tone::faint;
  const bool has_pnl = is_traded(of) && of.winner;
  rows_.push_back({
      grade_mark(of),
      {format_local_minute(of.of.start, zone_), base},
      {one_line(of.of.slug), base},
      {of.wallet.address.empty() ? nothing : one_line(display_name(of.wallet)), base},
      {of.winner ? to_string(*of.winner) : nothing, base},
      {to_string(figures.kind), base},
      {result_text(figures), base},
      {unsigned_money(figures.cost).text, base},
      {unsigned_money(figures.fees).text, base},
      has_pnl ? money(figures.pnl) : table_cell{nothing, tone::faint},
      status_cell(of.status),
      {one_line(of.reason), tone::faint},
  });
}

std::vector<std::string> grade_list::lines(const report_style& style) const {
  using enum alignment;
  return layout_table({{"", left},
                       {"Start", left},
                       {"Window", left},
                       {"Wallet", left, several_wallets_},
                       {"Outcome", left},
                       {"Type", left},
                       {"Result", left},
                       {"Cost", right},
                       {"Fees", right},
                       {"P/L", right},
                       {"Status", left},
                       {"Reason", left}},
                      rows_, style.colours);
}

std::vector<std::string> group_lines(report_grouping by,
                                     const std::vector<report_group>& groups,
                                     const report_style& style) {
  using enum alignment;
  std::vector<std::vector<table_cell>> rows;
  for (const auto& [name, label, sums] : groups)
    rows.push_back({
        {one_line(label)},
        {count_text(sums.windows)},
        {count_text(sums.traded)},
        {count_text(sums.net.wins)},
        {count_text(sums.net.losses)},
        {format_win_rate(sums.net)},
        unsigned_money(sums.volume),
        unsigned_money(sums.fees()),
        part_cell(sums.arb),
        part_cell(sums.capture),
        part_cell(sums.directional),
        part_cell(sums.net),
    });
  return layout_table({{title_of(by), left},
                       {"Windows", right},
                       {"Traded", right},
                       {"Won", right},
                       {"Lost", right},
                       {"Rate", right},
                       {"Volume", right},
                       {"Fees", right},
                       {"ARB", right},
                       {"99c", right},
                       {"Directional", right},
                       {"P/L", right}},
                      rows, style.colours);
}

std::vector<std::string> coverage_lines(const coverage_summary& of,
                                        const date::time_zone& zone) {
  if (of.windows() == 0)
    return {"Coverage    : no window of a watched series"};
  const auto known = of.known_share(1'000);
  std::vector<std::string> lines{fmt::format(
      "Coverage    : {}.{}% of {} windows, {} watched, {} back-filled, {} missed",
      known / 10, known % 10, of.windows(), of.watched, of.backfilled, of.missed)};
  if (of.unsupported > 0)
    lines.front() += fmt::format(", {} unsupported", of.unsupported);
  for (const auto& gap : of.gaps)
    lines.push_back(gap_line(gap, zone));
  return lines;
}

} // namespace tracker
