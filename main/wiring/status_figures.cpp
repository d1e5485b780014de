// SPDX-License-Identifier: MIT
#include "main/wiring/status_figures.hpp"

#include "actors/clock/wall_time.hpp"
#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/report/totals_text.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "actors/window/grade_block.hpp"

#include <fmt/format.h>

#include <utility>

namespace tracker {

namespace {

/// The windows that end on the day of `now`.
report_filter filter_of_today(timestamp now, const date::time_zone& zone) {
  const auto day = day_bounds(day_of(now, zone), zone);
  report_filter today;
  today.begin = day.begin;
  today.end = day.end;
  return today;
}

/// The grade that was made last in the `span` before `now`. Of grades made at once, one
/// with trades.
std::optional<ledger_error> find_last_grade(ledger_reader& ledger, timestamp now,
                                            timespan span, std::optional<grade>& last) {
  report_filter filter;
  filter.begin = now - span;
  const auto rank = [](const grade& row) {
    return std::pair{row.graded_at, has_trades(row.figures)};
  };
  return ledger.each_grade(filter, [&](const grade& row) {
    if (row.winner && (!last || rank(row) > rank(*last)))
      last = row;
  });
}

std::optional<ledger_error> read_figures(ledger_reader& ledger,
                                         const date::time_zone& zone, timestamp now,
                                         status_figures& figures) {
  if (auto error =
          ledger.each_outline(filter_of_today(now, zone), outline_detail::sums,
                              [&](const grade_outline& row) { figures.today.add(row); }))
    return error;
  // A busy ledger has a recent one; a quiet day is read as a whole.
  for (const auto span : {std::chrono::hours{1}, std::chrono::hours{24}}) {
    if (auto error = find_last_grade(ledger, now, span, figures.last))
      return error;
    if (figures.last)
      break;
  }
  return std::nullopt;
}

} // namespace

ledger_result<status_figures> read_status_figures(const settings& effective,
                                                  const date::time_zone& zone,
                                                  timestamp now) {
  auto opened = ledger_reader::open(effective.ledger_file);
  if (auto* error = std::get_if<ledger_error>(&opened))
    return std::move(*error);
  status_figures figures;
  if (auto error = read_figures(std::get<ledger_reader>(opened), zone, now, figures))
    return std::move(*error);
  return figures;
}

std::string service_status_text(const status_figures& figures,
                                const coverage_summary& coverage) {
  const auto last = figures.last ? fmt::format("last {} | {}", figures.last->window.slug,
                                               grade_summary(*figures.last))
                                 : std::string{"no grade in the last 24 hours"};
  return fmt::format("{}; today {} net; coverage today {} of {} windows", last,
                     format_pnl(figures.today.net.pnl),
                     format_count(coverage.watched + coverage.backfilled),
                     format_count(coverage.windows()));
}

std::string service_status_line(const settings& effective) {
  const auto failed = [](const ledger_error& error) {
    return "the figures cannot be read: " + error.text;
  };
  auto opened = ledger_reader::open(effective.ledger_file);
  if (const auto* error = std::get_if<ledger_error>(&opened))
    return failed(*error);
  auto& ledger = std::get<ledger_reader>(opened);
  const auto now = wall_time();
  const auto& zone = *date::locate_zone(effective.timezone);
  status_figures figures;
  if (const auto error = read_figures(ledger, zone, now, figures))
    return failed(*error);
  auto ended_today = filter_of_today(now, zone);
  ended_today.end = now;
  coverage_tally tally;
  if (const auto error = ledger.each_window(
          ended_today, [&](const covered_window& row) { tally.add(row); }))
    return failed(*error);
  return service_status_text(figures, tally.finish(now, watched_series_names(effective)));
}

} // namespace tracker
