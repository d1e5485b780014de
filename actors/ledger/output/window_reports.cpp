// SPDX-License-Identifier: MIT
#include "actors/ledger/output/window_reports.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/explain/role_sums.hpp"
#include "actors/ledger/report/report_encoder.hpp"
#include "actors/ledger/report/report_table.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/shown_cents.hpp"
#include "actors/window/grade/recompute.hpp"

#include <fmt/format.h>

#include <functional>
#include <ostream>
#include <utility>
#include <vector>

namespace tracker {

namespace {

using failure = report_source::failure;
using visit_window = std::function<failure(const grade&, const remembered_window&)>;

/// Visits the graded windows of the query that `is_wanted`, with their events.
failure each_window_of(const report_query& query, report_source& source,
                       const std::function<bool(const grade&)>& is_wanted,
                       const visit_window& visit) {
  std::vector<grade> graded;
  if (auto error = source.each_grade(query.filter, [&](const grade_row& row) {
        if (row.graded.winner && is_wanted(row.graded))
          graded.push_back(row.graded);
      }))
    return error;
  for (const auto& each : graded) {
    auto found = source.find(each.window.slug);
    if (auto* error = std::get_if<ledger_error>(&found))
      return std::move(*error);
    auto& window = std::get<std::optional<remembered_window>>(found);
    if (!window)
      continue;
    std::erase_if(window->events, [&](const activity_event& event) {
      return event.wallet != each.wallet.address;
    });
    if (auto error = visit(each, *window))
      return error;
  }
  return std::nullopt;
}

/// Winning tokens of one side.
struct unredeemed_row {
  grade graded;
  outcome side = outcome::up;
  shares size;
  usdc value;
  std::optional<position_check> position;
};

const char* side_text(const unredeemed_row& row) {
  return row.side == outcome::up ? "UP" : "DOWN";
}

/// `confirmed`, `differs`, or `not compared`.
const char* platform_text(const unredeemed_row& row) {
  if (!row.position)
    return "not compared";
  return differs(*row.position) ? "differs" : "confirmed";
}

report_columns<unredeemed_row> unredeemed_columns() {
  using namespace cells;
  return {
      {"slug", [](const unredeemed_row& row) { return text(row.graded.window.slug); }},
      {"end", [](const unredeemed_row& row) { return time(row.graded.window.end); }},
      {"wallet",
       [](const unredeemed_row& row) { return text(row.graded.wallet.address); }},
      {"wallet_name",
       [](const unredeemed_row& row) { return text(row.graded.wallet.name); }},
      {"status",
       [](const unredeemed_row& row) { return text(to_string(row.graded.status)); }},
      {"side", [](const unredeemed_row& row) { return text(side_text(row)); }},
      {"shares", [](const unredeemed_row& row) { return amount(row.size); }},
      {"value", [](const unredeemed_row& row) { return amount(row.value); }},
      {"platform", [](const unredeemed_row& row) { return text(platform_text(row)); }},
  };
}

std::vector<std::string> unredeemed_lines(const std::vector<unredeemed_row>& rows,
                                          const report_setting& setting) {
  using enum alignment;
  std::vector<usdc> values;
  values.reserve(rows.size());
  for (const auto& row : rows)
    values.push_back(row.value);
  const auto cents = shown_cents(values);
  usdc sum;
  std::vector<std::vector<table_cell>> cells;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    sum += cents[i];
    cells.push_back({{format_local_minute(row.graded.window.end, setting.zone)},
                     {one_line(row.graded.window.slug)},
                     {one_line(display_name(row.graded.wallet))},
                     {side_text(row)},
                     {to_string(row.size)},
                     {format_dollars(cents[i])},
                     {platform_text(row)}});
  }
  auto lines = layout_table({{"Ended", left},
                             {"Window", left},
                             {"Wallet", left},
                             {"Side", left},
                             {"Shares", right},
                             {"Value", right},
                             {"Platform", left}},
                            cells, setting.colours);
  lines.push_back(fmt::format("Not redeemed: {} in {} {}", format_dollars(sum),
                              rows.size(), rows.size() == 1 ? "position" : "positions"));
  return lines;
}

/// The winning sides that are still held.
failure add_unredeemed(const grade& graded, const remembered_window& window,
                       report_source& source, std::vector<unredeemed_row>& rows) {
  // Without all events, what the grade has counted is the last word.
  const bool is_known = window.in && has_all_events(window, graded);
  const auto figures =
      is_known ? account(*window.in, window.in->fees, window.events, graded.winner)
               : graded.figures;
  if (figures.value == usdc{})
    return std::nullopt;
  auto notes = source.notes(graded.window.slug);
  if (auto* error = std::get_if<ledger_error>(&notes))
    return std::move(*error);
  std::optional<position_check> position;
  for (const auto& note : std::get<std::vector<window_note>>(notes))
    if (note.wallet == graded.wallet.address)
      position = note.position;
  for (const auto& [side, tokens] :
       {std::pair{outcome::up, &figures.up}, std::pair{outcome::down, &figures.down}})
    if (tokens->value != usdc{})
      rows.push_back({graded, side, tokens->held, tokens->value, position});
  return std::nullopt;
}

} // namespace

std::optional<std::string> write_roles(const report_query& query, report_source& source,
                                       std::ostream& out) {
  role_sums sums;
  std::uint64_t without_events = 0;
  const auto error = each_window_of(
      query, source, [](const grade& graded) { return graded.figures.fills > 0; },
      [&](const grade& graded, const remembered_window& window) {
        if (window.in && has_all_events(window, graded))
          sums.add(*window.in, *graded.winner, window.events, graded.figures.pnl);
        else
          ++without_events;
        return failure{};
      });
  if (error)
    return error->text;
  if (query.format != report_format::table) {
    write_rows(role_columns(), role_rows(sums), query.format, out);
    return std::nullopt;
  }
  out << fmt::format("{} windows, {} fills, P/L {}\n",
                     format_count(static_cast<std::int64_t>(sums.windows())),
                     format_count(static_cast<std::int64_t>(sums.fills())),
                     format_pnl(sums.pnl()));
  for (const auto& line : role_lines(sums))
    out << line << '\n';
  if (without_events > 0)
    out << fmt::format("{} windows are left out: their events are no longer kept\n",
                       format_count(static_cast<std::int64_t>(without_events)));
  return std::nullopt;
}

std::optional<std::string> write_unredeemed(const report_query& query,
                                            report_source& source,
                                            const report_setting& setting,
                                            std::ostream& out) {
  std::vector<unredeemed_row> rows;
  const auto error = each_window_of(
      query, source, [](const grade& graded) { return graded.figures.value != usdc{}; },
      [&](const grade& graded, const remembered_window& window) {
        return add_unredeemed(graded, window, source, rows);
      });
  if (error)
    return error->text;
  if (query.format != report_format::table) {
    write_rows(unredeemed_columns(), rows, query.format, out);
    return std::nullopt;
  }
  for (const auto& line : unredeemed_lines(rows, setting))
    out << line << '\n';
  return std::nullopt;
}

} // namespace tracker
