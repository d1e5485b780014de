// SPDX-License-Identifier: MIT
#include "actors/web/ledger_figures.hpp"

#include "actors/ledger/report/totals.hpp"

#include <algorithm>
#include <utility>

namespace tracker {

namespace {

/// The sums of one wallet while its grades come in, in the order of the windows' ends.
struct wallet_sums {
  wallet_figures figures;
  /// Of all graded trades so far, and its peak.
  usdc equity;
  usdc peak;
  /// The end of the windows that `equity` includes last: the equity of an instant is
  /// known when all windows that end then are added.
  timestamp last_end{};
};

class figure_reader {
public:
  figure_reader(report_source& source, const ledger_scope& scope)
      : source_{source}, scope_{scope} {
    result_.read_at = scope.now;
    result_.today = day_bounds(day_of(scope.now, scope.zone), scope.zone);
    for (const auto& wallet : scope.wallets)
      sums_of(wallet);
    for (const auto& series : scope.watched)
      series_of(series);
  }

  ledger_result<ledger_figures> read() {
    for (const auto step :
         {&figure_reader::read_grades, &figure_reader::read_open_cost,
          &figure_reader::read_account, &figure_reader::read_proofs,
          &figure_reader::read_coverage, &figure_reader::read_page_parts})
      if (auto failure = (this->*step)())
        return std::move(*failure);
    for (auto& sums : wallets_) {
      take_equity(sums);
      result_.wallets.push_back(std::move(sums.figures));
    }
    return std::move(result_);
  }

private:
  report_source::failure read_grades() {
    return source_.each_outline({}, outline_detail::all,
                                [this](const grade_outline& row) {
                                  if (!row.winner && row.end <= scope_.now)
                                    note_unresolved(row);
                                  if (!row.wallet.address.empty())
                                    add(sums_of(row.wallet), row);
                                });
  }

  /// Only pending grades: their cost is not in the index that `read_grades` reads.
  report_source::failure read_open_cost() {
    report_filter filter;
    filter.statuses = {grade_status::pending};
    return source_.each_outline(
        filter, outline_detail::with_cost, [this](const grade_outline& row) {
          if (!row.winner && !row.wallet.address.empty())
            sums_of(row.wallet).figures.unrealized_cost += row.cost;
        });
  }

  report_source::failure read_account() {
    return source_.each_account_row({}, [this](const account_row& row) {
      sums_of(row.wallet).figures.account[row.type] += row.cash;
    });
  }

  report_source::failure read_proofs() {
    const auto proofs = source_.proofs();
    if (const auto* error = std::get_if<ledger_error>(&proofs))
      return *error;
    for (const auto& proof : std::get<std::vector<day_proof>>(proofs))
      sums_of(proof.wallet).figures.proofs.add(proof);
    return std::nullopt;
  }

  report_source::failure read_coverage() {
    coverage_tally tally{[this](const covered_window& window) {
      series_of(window.series).coverage.count(window.how);
    }};
    if (auto failure = source_.each_window(
            {}, [&](const covered_window& window) { tally.add(window); }))
      return failure;
    for (auto& gap : tally.finish(scope_.now, scope_.watched).gaps)
      series_of(gap.series).coverage.gaps.push_back(std::move(gap));
    return std::nullopt;
  }

  report_source::failure read_page_parts() {
    const page_reading reading{{}, scope_.now, scope_.zone, scope_.watched};
    auto live = read_live_rows(source_, reading);
    if (auto* error = std::get_if<ledger_error>(&live))
      return std::move(*error);
    result_.live = std::get<std::vector<live_row>>(std::move(live));
    auto attention = read_attention(source_, reading, {});
    if (auto* error = std::get_if<ledger_error>(&attention))
      return std::move(*error);
    result_.attention = std::get<std::vector<attention_item>>(std::move(attention));
    report_filter last_hour;
    last_hour.begin = scope_.now - std::chrono::hours{1};
    return source_.each_grade(last_hour, [this](const grade_row& row) {
      if (row.graded.winner)
        result_.recent.push_back(row.graded);
    });
  }

  void add(wallet_sums& sums, const grade_outline& row) {
    auto& figures = sums.figures;
    const bool settled = is_settled(row.status);
    (settled ? figures.settled : figures.unsettled).add(row);
    if (result_.today.contains(row.end - timespan{1}))
      (settled ? figures.today_settled : figures.today_unsettled).add(row);
    ++figures.grades[row.status];
    if (!row.winner || row.kind == trade_kind::none)
      return;
    if (row.end != sums.last_end)
      take_equity(sums);
    sums.equity += row.pnl;
    sums.last_end = row.end;
    figures.losing_streak =
        losses_after(figures.losing_streak, window_result_of(row.pnl, *row.winner));
  }

  static void take_equity(wallet_sums& sums) {
    sums.peak = std::max(sums.peak, sums.equity);
    auto& figures = sums.figures;
    figures.present_drawdown = sums.peak - sums.equity;
    figures.largest_drawdown =
        std::max(figures.largest_drawdown, figures.present_drawdown);
  }

  /// The grades of a window come together.
  void note_unresolved(const grade_outline& row) {
    auto& series = series_of(row.series);
    const auto previous = std::exchange(last_unresolved_[row.series], row.end);
    if (previous == row.end)
      return;
    ++series.unresolved;
    if (!series.oldest_unresolved)
      series.oldest_unresolved = row.end;
  }

  wallet_sums& sums_of(const watched_wallet& wallet) {
    const auto [found, is_new] =
        wallet_index_.try_emplace(wallet.address, wallets_.size());
    if (is_new)
      wallets_.emplace_back().figures.wallet = wallet;
    return wallets_[found->second];
  }

  series_figures& series_of(const std::string& name) {
    const auto [found, is_new] = series_index_.try_emplace(name, result_.series.size());
    if (is_new)
      result_.series.emplace_back().series = name;
    return result_.series[found->second];
  }

  report_source& source_;
  const ledger_scope& scope_;
  ledger_figures result_;
  std::vector<wallet_sums> wallets_;
  std::map<std::string, std::size_t> wallet_index_;
  std::map<std::string, std::size_t> series_index_;
  std::map<std::string, timestamp> last_unresolved_;
};

} // namespace

ledger_result<ledger_figures> read_ledger_figures(report_source& source,
                                                  const ledger_scope& scope) {
  return figure_reader{source, scope}.read();
}

} // namespace tracker
