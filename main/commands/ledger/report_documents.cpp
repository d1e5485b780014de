// SPDX-License-Identifier: MIT
#include "main/commands/ledger/report_documents.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/days/proof_summary.hpp"
#include "actors/ledger/lots/lot_columns.hpp"
#include "actors/ledger/report/report_encoder.hpp"
#include "actors/ledger/report/report_table.hpp"
#include "actors/ledger/statement/journal.hpp"
#include "actors/ledger/statement/statement.hpp"
#include "actors/text/utf8.hpp"
#include "main/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

namespace tracker {

namespace {

using failure = report_source::failure;

/// Account-level rows belong to the span that contains their own second, unlike windows,
/// which belong to the span of their last instant.
report_filter account_filter(const report_filter& filter) {
  auto result = filter;
  for (auto* edge : {&result.begin, &result.end})
    if (*edge)
      **edge -= std::chrono::seconds{1};
  return result;
}

/// Rewards belong to wallets, not to windows: a filter by anything else leaves them out.
bool selects_account(const report_filter& filter) {
  return filter.series.empty() && filter.statuses.empty() && filter.kinds.empty() &&
         filter.results.empty() && filter.strategies.empty();
}

/// The days of UTC whose noon is in the period: those of its own dates in all zones up to
/// twelve hours from UTC.
std::vector<day_proof> proofs_of_period(const std::vector<day_proof>& all,
                                        const report_filter& filter) {
  report_filter wallets;
  wallets.wallets = filter.wallets;
  auto result = select_proofs(all, wallets);
  std::erase_if(result, [&](const day_proof& proof) {
    const auto noon = proof.day + day_length / 2;
    return (filter.begin && noon < *filter.begin) || (filter.end && noon >= *filter.end);
  });
  return result;
}

/// A line a day, and how many are proven: the proof covers all markets of a wallet.
std::vector<std::string> proof_texts(const std::vector<day_proof>& proofs) {
  std::vector<std::string> lines;
  for (const auto& proof : proofs)
    lines.push_back(proof_text(proof));
  lines.push_back(proofs.empty() ? "No day of the period is compared."
                                 : count_proofs(proofs));
  return lines;
}

class document_writer {
public:
  document_writer(const report_query& query, report_source& source,
                  const document_setting& setting, std::ostream& out, std::ostream& notes)
      : query_{query}, source_{source}, setting_{setting}, out_{out}, notes_{notes} {}

  failure write() {
    switch (query_.document) {
    case report_document::statement:
      return statement();
    case report_document::lots:
      return lots(lot_choice::graded);
    case report_document::open_lots:
      return lots(lot_choice::open);
    case report_document::journal:
      return journal();
    case report_document::rows:
      break;
    }
    return std::nullopt;
  }

private:
  failure statement() {
    statement_data data{setting_.zone};
    if (auto error = source_.each_outline(
            query_.filter, outline_detail::all,
            [&](const grade_outline& outline) { data.add(outline); }))
      return error;
    if (auto error = each_reward([&](const account_row& row) { data.add(row); }))
      return error;
    coverage_tally tally;
    if (auto error = source_.each_window(
            query_.filter, [&](const covered_window& window) { tally.add(window); }))
      return error;
    statement_heading heading;
    heading.period = query_.period;
    heading.zone = setting_.zone.name();
    heading.made_at = format_local_second(setting_.now, setting_.zone);
    const auto end = query_.filter.end.value_or(setting_.now);
    heading.complete = end <= setting_.now;
    heading.filters = describe_filter(query_);
    heading.coverage = coverage_lines(
        tally.finish(std::min(end, setting_.now), setting_.watched), setting_.zone);
    heading.program = version_text;
    auto proofs = source_.proofs();
    if (auto* error = std::get_if<ledger_error>(&proofs))
      return std::move(*error);
    if (selects_account(query_.filter))
      heading.proofs = proof_texts(
          proofs_of_period(std::get<std::vector<day_proof>>(proofs), query_.filter));
    out_ << draw_statement(heading, data.figures());
    return std::nullopt;
  }

  failure lots(lot_choice choice) {
    const auto columns = lot_columns();
    const auto names = names_of(columns);
    json_rows rows{names};
    const bool is_csv = query_.format == report_format::csv;
    if (is_csv)
      out_ << (query_.excel ? byte_order_mark : "") << csv_header(names);
    auto done = each_lot(source_, query_.filter, choice, [&](const lot_row& row) {
      auto cells = cells_of(columns, row);
      if (query_.excel)
        for (auto& cell : cells)
          cell = spreadsheet_cell(cell, setting_.zone);
      out_ << (is_csv ? csv_line(cells) : rows.row(cells));
    });
    if (auto* error = std::get_if<ledger_error>(&done))
      return std::move(*error);
    if (!is_csv)
      out_ << rows.end();
    note_sums(std::get<summed_windows>(done));
    return std::nullopt;
  }

  void note_sums(const summed_windows& sums) {
    if (sums.without_events > 0)
      notes_ << fmt::format("{}: the events of {} traded grades are rolled up "
                            "(ledger.keep-events): each is one row, sold_by SUMMED\n",
                            program_name, sums.without_events);
    if (sums.different > 0)
      notes_ << fmt::format("{}: the stored events of {} traded grades do not lead to "
                            "their P/L: each is one row, sold_by SUMMED; "
                            "`explain WINDOW` shows the difference\n",
                            program_name, sums.different);
  }

  failure journal() {
    journal_writer writer{setting_.zone};
    if (auto error = each_reward([&](const account_row& row) { writer.add(row); }))
      return error;
    out_ << writer.begin(version_text);
    if (auto error = source_.each_grade(
            query_.filter, [&](const grade_row& row) { out_ << writer.add(row.graded); }))
      return error;
    out_ << writer.end();
    return std::nullopt;
  }

  template <class Visit>
  failure each_reward(Visit visit) {
    if (!selects_account(query_.filter))
      return std::nullopt;
    return source_.each_account_row(account_filter(query_.filter), visit);
  }

  const report_query& query_;
  report_source& source_;
  const document_setting& setting_;
  std::ostream& out_;
  std::ostream& notes_;
};

} // namespace

std::optional<std::string> write_document(const report_query& query,
                                          report_source& source,
                                          const document_setting& setting,
                                          std::ostream& out, std::ostream& notes) {
  document_writer writer{query, source, setting, out, notes};
  if (const auto error = writer.write())
    return error->text;
  out.flush();
  if (!out)
    return "the report could not be written";
  return std::nullopt;
}

} // namespace tracker
