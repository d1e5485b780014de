// SPDX-License-Identifier: MIT
#include "actors/ledger/statement/statement.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/escaped_text.hpp"
#include "actors/text/shown_cents.hpp"

#include <fmt/format.h>

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

constexpr const char* style_sheet = R"(<style>
:root{color-scheme:light}
body{font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;
color:#1f2328;background:#fff;max-width:60em;margin:2em auto;padding:0 1em}
h1{font-size:1.6em;margin:0}
h2{font-size:1.15em;margin:1.8em 0 .4em;break-after:avoid}
p{margin:.3em 0}
.faint{color:#59636e}
.notice{border-left:3px solid #bc4c00;padding-left:.7em}
pre{font:12px/1.5 ui-monospace,"DejaVu Sans Mono",monospace;white-space:pre-wrap}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.22em .5em;text-align:right;border-bottom:1px solid #d1d9e0}
th:first-child,td:first-child{text-align:left}
thead th{border-bottom:2px solid #59636e}
tfoot td{font-weight:600;border-bottom:0;border-top:2px solid #59636e}
thead{display:table-header-group}
tfoot{display:table-row-group}
tr{break-inside:avoid}
@page{size:A4;margin:16mm}
@media print{body{max-width:none;margin:0;padding:0;font-size:10pt}pre{font-size:8pt}}
</style>
)";

std::string paragraph(const std::string& text, const char* name = "") {
  return fmt::format("<p{}>{}</p>\n",
                     *name == '\0' ? std::string{} : fmt::format(" class=\"{}\"", name),
                     escape_markup(text));
}

std::string heading_line(const std::string& text) {
  return fmt::format("<h2>{}</h2>\n", escape_markup(text));
}

std::string cells(const std::vector<std::string>& texts, const char* tag) {
  std::string row = "<tr>";
  for (const auto& text : texts)
    row += fmt::format("<{0}>{1}</{0}>", tag, escape_markup(text));
  return row + "</tr>\n";
}

std::string row_cells(const std::string& label, const statement_row& row) {
  const auto& shown = row.shown;
  return cells({label, format_count(row.traded), format_count(row.wins),
                format_count(row.losses), format_pnl(shown.before_fees),
                format_dollars(shown.fees), format_pnl(shown.net),
                format_dollars(shown.rebates), format_dollars(shown.volume)},
               "td");
}

std::string table(const std::string& first_column, const std::vector<statement_row>& rows,
                  const statement_row& total) {
  auto text = "<table>\n<thead>\n" +
              cells({first_column, "Traded", "Won", "Lost", "Before fees", "Fees",
                     "Net P/L", "Rebates", "Volume"},
                    "th") +
              "</thead>\n<tbody>\n";
  for (const auto& row : rows)
    text += row_cells(row.label, row);
  return text + "</tbody>\n<tfoot>\n" + row_cells("Total", total) +
         "</tfoot>\n</table>\n";
}

std::string rewards_table(const statement_figures& figures) {
  auto text =
      heading_line("Rewards and rebates of the account") +
      paragraph("Rows of the platform that belong to no window. They are not part "
                "of the figures above.",
                "faint") +
      "<table>\n<thead>\n" + cells({"Wallet", "Type", "Rows", "Amount"}, "th") +
      "</thead>\n<tbody>\n";
  for (const auto& row : figures.rewards)
    text +=
        cells({row.wallet, row.type, format_count(static_cast<std::int64_t>(row.rows)),
               format_dollars(row.shown)},
              "td");
  return text + "</tbody>\n<tfoot>\n" +
         cells({"Total", "", "", format_dollars(figures.rewards_total)}, "td") +
         "</tfoot>\n</table>\n";
}

/// What can still change.
std::string notices(const statement_heading& heading, const totals& sums) {
  std::string text;
  if (!heading.complete)
    text += paragraph("The period is not over: these are its figures so far.", "notice");
  if (sums.provisional > 0)
    text += paragraph(fmt::format("{} of the grades are provisional: their figures may "
                                  "change.",
                                  format_count(sums.provisional)),
                      "notice");
  if (sums.open > 0)
    text += paragraph(fmt::format("{} traded windows have no winner yet and are not "
                                  "part of the figures; their cash so far: {}.",
                                  format_count(sums.open), format_pnl(sums.open_cash)),
                      "notice");
  if (sums.fees_modelled != usdc{})
    text += paragraph(fmt::format("{} of the fees follow from the market's fee schedule, "
                                  "not from the money that moved.",
                                  format_dollars(sums.fees_modelled)),
                      "notice");
  return text;
}

std::string lines_block(const std::vector<std::string>& lines) {
  std::string text = "<pre>";
  for (const auto& line : lines)
    text += escape_markup(line) + "\n";
  return text + "</pre>\n";
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

std::string draw_statement(const statement_heading& heading,
                           const statement_figures& figures) {
  auto page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>Statement {0}</title>\n{1}</head>\n<body>\n<h1>Statement {0}</h1>\n",
      escape_markup(heading.period), style_sheet);
  page += paragraph(fmt::format("Polymarket Up or Down windows that ended in this period "
                                "(days of {})",
                                heading.zone));
  for (const auto& filter : heading.filters)
    page += paragraph("Only " + filter);
  page += notices(heading, figures.sums);

  page += heading_line("Wallets");
  std::vector<statement_row> wallets;
  for (const auto& wallet : figures.wallets)
    wallets.push_back(wallet.sums);
  page += table("Wallet", wallets, figures.total);
  for (const auto& wallet : figures.wallets) {
    page += heading_line("Day by day: " + wallet.sums.label);
    page += table("Day", wallet.days, wallet.sums);
  }
  if (!figures.rewards.empty())
    page += rewards_table(figures);
  page += heading_line("Totals of the report");
  page += lines_block(totals_block(figures.sums));
  page += lines_block(heading.coverage);
  if (!heading.proofs.empty()) {
    page += heading_line("Days beside the platform's own figures");
    page += paragraph("Days of UTC. = equal, ≠ different, ≈ within what is not certain "
                      "about open positions, ? unavailable",
                      "faint");
    page += lines_block(heading.proofs);
  }
  page += paragraph("Before fees less fees is the net P/L. Amounts in cents add up to "
                    "the totals shown (largest remainder); the report has the exact "
                    "figures in CSV and JSON.",
                    "faint");
  page += paragraph(fmt::format("Made by {} at {}.", heading.program, heading.made_at),
                    "faint");
  return page + "</body>\n</html>\n";
}

} // namespace tracker
