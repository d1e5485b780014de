// SPDX-License-Identifier: MIT
#include "actors/ledger/report/report_table.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/shown_cents.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

constexpr const char* no_value = "-";

bool is_traded(const grade& graded) {
  return graded.figures.kind != trade_kind::none;
}

tone tone_of(usdc pnl) {
  if (pnl == usdc{})
    return tone::plain;
  return pnl > usdc{} ? tone::good : tone::bad;
}

table_cell money(usdc pnl) {
  return {format_pnl(pnl), tone_of(pnl)};
}

table_cell unsigned_money(usdc amount) {
  return {amount == usdc{} ? no_value : format_dollars(amount), tone::plain};
}

std::string result_text(const window_figures& figures) {
  std::string text = to_string(figures.arb.result);
  if (figures.one_sided.result != trade_result::none)
    text += (text.empty() ? "" : ", ") + std::string{to_string(figures.one_sided.result)};
  return text.empty() ? no_value : text;
}

table_cell status_cell(grade_status status) {
  const bool certain = status == grade_status::final || status == grade_status::amended;
  const auto as = certain                               ? tone::plain
                  : status == grade_status::provisional ? tone::doubtful
                                                        : tone::faint;
  return {to_string(status), as};
}

/// The P/L of a part, rounded to the cents to show.
table_cell part_cell(const score& counts, usdc pnl) {
  return counts.count() == 0 ? table_cell{no_value, tone::faint} : money(pnl);
}

std::string title_of(report_grouping grouping) {
  std::string title = to_string(grouping);
  title.front() = static_cast<char>(title.front() - 'a' + 'A');
  return title;
}

report_lines fit_lines(std::vector<table_column> columns,
                       std::vector<std::vector<table_cell>> rows,
                       const report_style& style) {
  auto left_out = fit_table(columns, rows, style.width);
  return {layout_table(columns, rows, style.colours), std::move(left_out)};
}

/// One amount of each group, in cents that add up.
template <class Amount>
std::vector<usdc> cents_of(const std::vector<report_group>& groups, Amount amount) {
  std::vector<usdc> amounts;
  amounts.reserve(groups.size());
  for (const auto& group : groups)
    amounts.push_back(amount(group.sums));
  return shown_cents(amounts);
}

std::string gap_line(const coverage_gap& gap, const date::time_zone& zone) {
  auto line = fmt::format("  {} {} of {}, {} to {}", to_string(gap.how),
                          format_count(gap.windows), one_line(gap.series),
                          format_local_minute(gap.start, zone),
                          format_local_minute(gap.end, zone));
  return gap.why.empty() ? line : line + ": " + one_line(gap.why);
}

} // namespace

table_cell grade_mark(const grade& graded) {
  if (!is_traded(graded) || !graded.winner)
    return {"—", tone::faint};
  if (graded.status == grade_status::provisional)
    return {"⚠", tone::doubtful};
  switch (window_result_of(graded.figures.pnl, *graded.winner)) {
  case window_result::win:
    return {"✓", tone::good};
  case window_result::loss:
    return {"✗", tone::bad};
  case window_result::even:
  case window_result::voided:
    break;
  }
  return {"—", tone::faint};
}

void grade_list::add(const grade& graded, std::optional<usdc> rebates) {
  if (!first_wallet_)
    first_wallet_ = graded.wallet;
  several_wallets_ = several_wallets_ || first_wallet_->address != graded.wallet.address;
  const auto& figures = graded.figures;
  const auto base = is_traded(graded) ? tone::plain : tone::faint;
  pnl_.push_back(is_traded(graded) && graded.winner ? figures.pnl : usdc{});
  fees_.push_back(graded.winner ? figures.fees : usdc{});
  with_rebates_.push_back(pnl_.back() +
                          (graded.winner ? rebates.value_or(usdc{}) : usdc{}));
  has_rebates_ = has_rebates_ || rebates.value_or(usdc{}) != usdc{};
  rows_.push_back({
      grade_mark(graded),
      {format_local_minute(graded.window.start, zone_), base},
      {one_line(graded.window.slug), base},
      {graded.wallet.address.empty() ? no_value : one_line(display_name(graded.wallet)),
       base},
      {graded.winner ? to_string(*graded.winner) : no_value, base},
      {to_string(figures.kind), base},
      {result_text(figures), base},
      {unsigned_money(figures.cost).text, base},
      {unsigned_money(figures.fees).text, base},
      {no_value, is_traded(graded) && graded.winner ? tone::plain : tone::faint},
      status_cell(graded.status),
      {one_line(graded.reason), tone::faint},
      {rebates && graded.winner ? "" : no_value, rebates ? tone::plain : tone::faint},
  });
}

std::vector<std::vector<table_cell>> grade_list::rows_in_cents() const {
  constexpr std::size_t fees_column = 8;
  constexpr std::size_t pnl_column = 9;
  const auto pnl = shown_cents(pnl_);
  const auto fees = shown_cents(fees_);
  constexpr std::size_t rebates_column = 12;
  const auto with_rebates = shown_cents(with_rebates_);
  auto rows = rows_;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // Only graded trades have a P/L; their cell is not faint.
    if (rows[i][pnl_column].colour != tone::faint)
      rows[i][pnl_column] = money(pnl[i]);
    if (rows[i][rebates_column].text.empty())
      rows[i][rebates_column] = money(with_rebates[i]);
    if (fees_[i] != usdc{})
      rows[i][fees_column].text = format_dollars(fees[i]);
  }
  return rows;
}

report_lines grade_list::lines(const report_style& style) const {
  using enum alignment;
  return fit_lines({{"", left},
                    {"Start", left, true, 3},
                    {"Window", left},
                    {"Wallet", left, several_wallets_},
                    {"Outcome", left, true, 6},
                    {"Type", left, true, 4},
                    {"Result", left, true, 2},
                    {"Cost", right, true, 7},
                    {"Fees", right, true, 8},
                    {"P/L", right},
                    {"Status", left, true, 5},
                    {"Reason", left, true, 9, 12},
                    {"P/L with rebates", right, has_rebates_, 8}},
                   rows_in_cents(), style);
}

report_lines group_lines(report_grouping grouping,
                         const std::vector<report_group>& groups,
                         const report_style& style) {
  using enum alignment;
  const auto volume = cents_of(groups, [](const totals& sums) { return sums.volume; });
  const auto fees = cents_of(groups, [](const totals& sums) { return sums.fees(); });
  const auto pnl = cents_of(groups, [](const totals& sums) { return sums.net.pnl; });
  std::vector<std::vector<table_cell>> rows;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto& sums = groups[i].sums;
    const auto parts = shown_parts_of(sums, pnl[i]);
    rows.push_back({
        {one_line(groups[i].label)},
        {format_count(sums.windows)},
        {format_count(sums.traded)},
        {format_count(sums.net.wins)},
        {format_count(sums.net.losses)},
        {format_win_rate(sums.net)},
        unsigned_money(volume[i]),
        unsigned_money(fees[i]),
        part_cell(sums.arb, parts.arb),
        part_cell(sums.capture, parts.capture),
        part_cell(sums.directional, parts.directional),
        part_cell(sums.net, pnl[i]),
    });
  }
  return fit_lines({{title_of(grouping), left},
                    {"Grades", right, true, 6},
                    {"Traded", right, true, 1},
                    {"Won", right, true, 4},
                    {"Lost", right, true, 4},
                    {"Rate", right, true, 2},
                    {"Volume", right, true, 8},
                    {"Fees", right, true, 7},
                    {"ARB", right, true, 5},
                    {"99c", right, true, 5},
                    {"Directional", right, true, 5},
                    {"P/L", right}},
                   std::move(rows), style);
}

report_lines coverage_table(report_grouping grouping,
                            const std::vector<coverage_group>& groups,
                            const report_style& style) {
  using enum alignment;
  std::vector<table_column> columns{
      {title_of(grouping), left},      {"Windows", right}, {"Watched", right, true, 2},
      {"Back-filled", right, true, 1}, {"Missed", right},  {"Known", right}};
  const bool has_absent =
      std::any_of(groups.begin(), groups.end(),
                  [](const auto& group) { return group.counts.not_offered > 0; });
  if (has_absent)
    columns.push_back({"Not offered", right});
  std::vector<std::vector<table_cell>> rows;
  for (const auto& [name, label, counts] : groups) {
    rows.push_back({
        {one_line(label)},
        {format_count(counts.windows())},
        {format_count(counts.watched)},
        {format_count(counts.backfilled)},
        {format_count(counts.missed), counts.missed > 0 ? tone::bad : tone::plain},
        {format_share(counts.known_share(1'000))},
    });
    if (has_absent)
      rows.back().push_back({format_count(counts.not_offered)});
  }
  return fit_lines(std::move(columns), std::move(rows), style);
}

std::vector<std::string> coverage_lines(const coverage_summary& coverage,
                                        const date::time_zone& zone) {
  if (coverage.windows() + coverage.not_offered == 0)
    return {"Coverage    : no window of a watched series"};
  std::vector<std::string> lines{
      fmt::format("Coverage    : {} of {} windows, {} watched, {} back-filled, {} missed",
                  format_share(coverage.known_share(1'000)),
                  format_count(coverage.windows()), format_count(coverage.watched),
                  format_count(coverage.backfilled), format_count(coverage.missed))};
  if (coverage.unsupported > 0)
    lines.front() += fmt::format(", {} unsupported", format_count(coverage.unsupported));
  if (coverage.not_offered > 0)
    lines.front() +=
        fmt::format("; {} were not offered", format_count(coverage.not_offered));
  for (const auto& gap : coverage.gaps)
    lines.push_back(gap_line(gap, zone));
  return lines;
}

} // namespace tracker
