// SPDX-License-Identifier: MIT
#include "actors/web/page/span_figures.hpp"

#include "actors/ledger/days/proof_summary.hpp"

#include <algorithm>
#include <cmath>

namespace tracker {

namespace {

report_filter filter_of(const page_reading& reading, page_span span) {
  report_filter filter;
  filter.begin = begin_of(span, reading.now, reading.zone);
  filter.wallets = reading.wallets;
  return filter;
}

/// Adds a row of the account; a row of an unknown type counts nowhere.
void add_account_row(rebate_sums& sums, const account_row& row) {
  switch (row.type) {
  case activity_type::maker_rebate:
  case activity_type::taker_rebate:
    sums.account_rebates += row.cash;
    break;
  case activity_type::reward:
  case activity_type::referral_reward:
  case activity_type::yield:
    sums.account_rewards += row.cash;
    break;
  default:
    break;
  }
}

} // namespace

const char* to_string(page_span span) {
  switch (span) {
  case page_span::today:
    return "today";
  case page_span::week:
    return "7d";
  case page_span::month:
    return "30d";
  case page_span::all:
    break;
  }
  return "all";
}

std::optional<page_span> parse_page_span(std::string_view name) {
  const auto* found =
      std::find_if(page_spans.begin(), page_spans.end(),
                   [&](page_span span) { return name == to_string(span); });
  return found == page_spans.end() ? std::nullopt : std::optional{*found};
}

std::optional<timestamp> begin_of(page_span span, timestamp now,
                                  const date::time_zone& zone) {
  const auto days_back = [&](int days) {
    return day_bounds(day_of(now, zone) - date::days{days}, zone).begin;
  };
  switch (span) {
  case page_span::today:
    return days_back(0);
  case page_span::week:
    return days_back(7);
  case page_span::month:
    return days_back(30);
  case page_span::all:
    break;
  }
  return std::nullopt;
}

std::optional<usdc> span_figures::drawdown_amount() const {
  return drawdown_max ? std::optional{drawdown_max->amount} : std::nullopt;
}

totals span_figures::all() const {
  auto sum = settled;
  return sum += unsettled;
}

void span_tally::add(const grade_outline& outline) {
  (is_settled(outline.status) ? sums_.settled : sums_.unsettled).add(outline);
  sums_.money.add(outline);
  equity_.add(outline);
}

span_figures span_tally::finish() const {
  auto result = sums_;
  result.drawdown_now = current_drawdown(equity_.points());
  result.drawdown_max = largest_drawdown(equity_.points());
  return result;
}

ledger_result<std::vector<day_proof>> read_proofs(report_source& source,
                                                  const page_reading& reading) {
  auto proofs = source.proofs();
  if (auto* all = std::get_if<std::vector<day_proof>>(&proofs)) {
    report_filter filter;
    filter.wallets = reading.wallets;
    return select_proofs(*all, filter);
  }
  return proofs;
}

ledger_result<page_figures> read_page_figures(report_source& source,
                                              const page_reading& reading) {
  page_figures result;
  const auto today = filter_of(reading, page_span::today);
  const auto week_begin = begin_of(page_span::week, reading.now, reading.zone);
  std::array<span_tally, 3> tallies;
  if (auto error = source.each_outline(filter_of(reading, page_span::month),
                                       outline_detail::with_cost,
                                       [&](const grade_outline& outline) {
                                         tallies[2].add(outline);
                                         if (outline.end > *week_begin)
                                           tallies[1].add(outline);
                                         if (outline.end > *today.begin)
                                           tallies[0].add(outline);
                                       }))
    return *error;
  result.today = tallies[0].finish();
  result.week = tallies[1].finish();
  result.month = tallies[2].finish();
  result.rebates_today.of_windows = result.today.all().rebates;
  if (auto error = source.each_account_row(today, [&](const account_row& row) {
        add_account_row(result.rebates_today, row);
      }))
    return *error;
  coverage_tally coverage;
  if (auto error = source.each_window(
          today, [&](const covered_window& window) { coverage.add(window); }))
    return *error;
  result.coverage_today = coverage.finish(reading.now, reading.watched_series);
  const auto proofs = read_proofs(source, reading);
  if (const auto* error = std::get_if<ledger_error>(&proofs))
    return *error;
  result.proofs = summarize_proofs(std::get<std::vector<day_proof>>(proofs));
  return result;
}

ledger_result<span_figures> read_span(report_source& source, const page_reading& reading,
                                      page_span span) {
  span_tally tally;
  if (auto error =
          source.each_outline(filter_of(reading, span), outline_detail::with_cost,
                              [&](const grade_outline& outline) { tally.add(outline); }))
    return *error;
  return tally.finish();
}

std::optional<win_rate_interval> interval_of(const score& sums) {
  const auto decided = sums.wins + sums.losses;
  if (decided == 0)
    return std::nullopt;
  // The quantile of the normal distribution for 95 %.
  constexpr double z = 1.959964;
  const auto n = static_cast<double>(decided);
  const auto rate = static_cast<double>(sums.wins) / n;
  const auto scale = 1.0 + z * z / n;
  const auto centre = (rate + z * z / (2.0 * n)) / scale;
  const auto reach =
      z / scale * std::sqrt(rate * (1.0 - rate) / n + z * z / (4.0 * n * n));
  const auto tenths = [](double share) {
    return std::clamp<std::int64_t>(std::llround(share * 1'000.0), 0, 1'000);
  };
  return win_rate_interval{tenths(centre - reach), tenths(centre + reach)};
}

} // namespace tracker
