// SPDX-License-Identifier: MIT
// The sums of a span of days, settled grades apart from those that can still change.
#pragma once

#include "actors/ledger/days/proof_summary.hpp"
#include "actors/ledger/query/calendar.hpp"
#include "actors/ledger/query/ledger_rows.hpp"
#include "actors/ledger/query/report_coverage.hpp"
#include "actors/ledger/report/report_figures.hpp"
#include "actors/ledger/report/report_source.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tracker {

/// The spans that the page shows. `week` and `month` begin with the day seven or thirty
/// days before today, as `report --from=7d` and `--from=30d` do.
enum class page_span : std::uint8_t { today, week, month, all };

inline constexpr std::array<page_span, 4> page_spans{page_span::today, page_span::week,
                                                     page_span::month, page_span::all};

/// `today`, `7d`, `30d`, `all`: the name in addresses and JSON.
const char* to_string(page_span span);

/// The span of this name; nothing: there is none.
std::optional<page_span> parse_page_span(std::string_view name);

/// The first instant of the span at `now` in `zone`; nothing: it has none.
std::optional<timestamp> begin_of(page_span span, timestamp now,
                                  const date::time_zone& zone);

/// The sums of a span.
struct span_figures {
  /// Of FINAL, AMENDED and VOID grades.
  totals settled;
  /// Of PROVISIONAL and PENDING grades.
  totals unsettled;
  /// Over both.
  performance money;
  /// The current fall of the equity below its highest point.
  usdc drawdown_now;
  /// The largest fall; nothing: the equity never fell.
  std::optional<drawdown> drawdown_max;

  /// The dollars of the largest fall.
  std::optional<usdc> drawdown_amount() const;
  /// The sums that `report` shows for the span.
  totals all() const;
};

/// Adds up the grades of a span.
class span_tally {
public:
  /// Grades must be added with cost, ordered by window end, series and wallet.
  void add(const grade_outline& outline);
  span_figures finish() const;

private:
  span_figures sums_;
  equity_curve equity_;
};

/// Dollars that the platform paid beside the trades.
struct rebate_sums {
  /// Rebates attributed to windows, of the grades of the span.
  usdc of_windows;
  /// Rebates and rewards of the account, by the day of their payment.
  usdc account_rebates;
  usdc account_rewards;

  usdc all() const { return of_windows + account_rebates + account_rewards; }
  bool operator==(const rebate_sums&) const = default;
};

/// The money row and the coverage of the strip.
struct page_figures {
  span_figures today;
  span_figures week;
  span_figures month;
  rebate_sums rebates_today;
  /// Of the windows that ended today.
  coverage_summary coverage_today;
  /// Of all finished days that were compared with the platform.
  proof_summary proofs{};
};

/// The wallets, the time and the zone that figures are read for.
struct page_reading {
  /// Names or addresses of the wallets; empty: all.
  std::vector<std::string> wallets;
  timestamp now{};
  const date::time_zone& zone;
  /// The series that are watched now: a window of them without a record was missed.
  std::vector<std::string> watched_series{};
};

/// The recorded proofs of the selected wallets, by day.
ledger_result<std::vector<day_proof>> read_proofs(report_source& source,
                                                  const page_reading& reading);

/// Reads the sums of today, the last seven and the last thirty days.
ledger_result<page_figures> read_page_figures(report_source& source,
                                              const page_reading& reading);

/// Reads the sums of one span; `all` reads every grade of the ledger.
ledger_result<span_figures> read_span(report_source& source, const page_reading& reading,
                                      page_span span);

/// The bounds of the Wilson score interval of `wins` in `wins + losses` with 95 %
/// confidence, in tenths of a percent. Nothing without either.
struct win_rate_interval {
  std::int64_t low = 0;
  std::int64_t high = 0;

  bool operator==(const win_rate_interval&) const = default;
};
std::optional<win_rate_interval> interval_of(const score& sums);

} // namespace tracker
