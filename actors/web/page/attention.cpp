// SPDX-License-Identifier: MIT
#include "actors/web/page/attention.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/report/totals_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace tracker {

namespace {

using failure = report_source::failure;

std::string minutes_text(timespan span) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(span).count();
  return minutes < 120 ? fmt::format("{} min", minutes)
                       : fmt::format("{} h", minutes / 60);
}

class reader {
public:
  reader(report_source& source, const page_reading& reading, const attention_rules& rules)
      : source_{source}, reading_{reading}, rules_{rules} {}

  failure read() {
    for (const auto part :
         {&reader::read_differences, &reader::read_unsettled, &reader::read_recent,
          &reader::read_doubtful, &reader::read_missed, &reader::read_unclaimed})
      if (auto error = (this->*part)())
        return error;
    std::stable_sort(items_.begin(), items_.end(),
                     [](const attention_item& left, const attention_item& right) {
                       return std::tuple{severity_of(left.kind), right.time} <
                              std::tuple{severity_of(right.kind), left.time};
                     });
    return std::nullopt;
  }

  std::vector<attention_item> items() && { return std::move(items_); }

private:
  report_filter filter_since(std::optional<timestamp> begin) const {
    report_filter filter;
    filter.begin = begin;
    filter.wallets = reading_.wallets;
    return filter;
  }

  void add(attention_kind kind, const grade& graded, std::string text) {
    items_.push_back(
        {kind, graded.window.end, graded.window.slug, graded.wallet, std::move(text)});
  }

  /// A grade with unexplained figures stays provisional, so this finds all of them.
  failure read_unsettled() {
    auto filter = filter_since(std::nullopt);
    filter.statuses = {grade_status::pending, grade_status::provisional};
    return source_.each_grade(filter, [&](const grade_row& row) {
      const auto& graded = row.graded;
      const auto& figures = graded.figures;
      if (figures.unexplained > 0)
        add(attention_kind::unexplained, graded,
            fmt::format("the meaning of {} of its rows is not known, so its P/L may be "
                        "wrong",
                        figures.unexplained));
      if (figures.payout_gap != usdc{})
        add(attention_kind::unexplained, graded,
            fmt::format("redemptions paid {} that its tokens do not explain",
                        format_pnl(figures.payout_gap)));
      if (!graded.winner && reading_.now - graded.window.end > rules_.stuck_after)
        add(attention_kind::stuck, graded,
            fmt::format("no source has named the winner for {} since its end; it is "
                        "asked for again",
                        minutes_text(reading_.now - graded.window.end)));
    });
  }

  failure read_recent() {
    std::vector<grade> amended;
    if (auto error = source_.each_grade(
            filter_since(reading_.now - rules_.recent), [&](const grade_row& row) {
              const auto& graded = row.graded;
              const auto& figures = graded.figures;
              if (graded.status == grade_status::amended)
                amended.push_back(graded);
              if (!graded.winner)
                return;
              if (figures.arb.result == trade_result::lopsided &&
                  -figures.pnl >= rules_.lopsided_loss)
                add(attention_kind::lopsided, graded,
                    fmt::format("the legs were {} shares apart at the end: {}",
                                format_rounded(apart(figures).micros(), 1),
                                format_pnl(figures.pnl)));
              if (is_given_up(figures) && -figures.pnl >= rules_.bail_loss)
                add(attention_kind::bail, graded,
                    fmt::format("a side was sold before the end: {}",
                                format_pnl(figures.pnl)));
            }))
      return error;
    for (const auto& graded : amended)
      if (auto error = add_amended(graded))
        return error;
    return std::nullopt;
  }

  static shares apart(const window_figures& figures) {
    return std::max(figures.up.at_end, figures.down.at_end) -
           std::min(figures.up.at_end, figures.down.at_end);
  }

  static bool is_given_up(const window_figures& figures) {
    return figures.arb.result == trade_result::bail ||
           (figures.kind != trade_kind::arb &&
            figures.one_sided.result == trade_result::exited);
  }

  failure add_amended(const grade& graded) {
    const auto earlier = source_.revisions(graded.window.slug);
    if (const auto* error = std::get_if<ledger_error>(&earlier))
      return *error;
    std::optional<usdc> before;
    for (const auto& revision : std::get<std::vector<grade>>(earlier))
      if (revision.wallet.address == graded.wallet.address &&
          is_settled(revision.status) && revision.revision < graded.revision)
        before = revision.figures.pnl;
    const auto former = before && *before != graded.figures.pnl
                            ? format_pnl(*before) + " became "
                            : std::string{"its P/L stays "};
    add(attention_kind::amended, graded,
        fmt::format("a final grade changed: {}{}, because: {}", former,
                    format_pnl(graded.figures.pnl), graded.reason));
    return std::nullopt;
  }

  failure read_differences() {
    const auto proofs = read_proofs(source_, reading_);
    if (const auto* error = std::get_if<ledger_error>(&proofs))
      return *error;
    for (const auto& proof : std::get<std::vector<day_proof>>(proofs))
      if (is_unexplained(proof))
        items_.push_back(
            {attention_kind::difference,
             proof.day + day_length,
             {},
             proof.wallet,
             "the platform's figures of a day differ: " + proof_text(proof)});
    return std::nullopt;
  }

  failure read_doubtful() {
    const auto rows = source_.doubtful_rows();
    if (const auto* error = std::get_if<ledger_error>(&rows))
      return *error;
    const auto filter = filter_since(std::nullopt);
    for (const auto& [wallet, row] : std::get<std::vector<wallet_doubt>>(rows))
      if (selects_wallet(filter, wallet))
        items_.push_back({attention_kind::doubtful, row.near, row.slug, wallet,
                          "a row of the platform is not booked: " + row.why});
    return std::nullopt;
  }

  failure read_missed() {
    coverage_tally tally;
    auto filter = filter_since(reading_.now - rules_.recent);
    filter.wallets.clear();
    if (auto error = source_.each_window(
            filter, [&](const covered_window& window) { tally.add(window); }))
      return error;
    const auto covered = tally.finish(reading_.now, reading_.watched_series);
    for (const auto& gap : covered.gaps)
      if (gap.how == coverage_kind::missed)
        items_.push_back(
            {attention_kind::missed,
             gap.end,
             {},
             {},
             fmt::format("{} {} of {} missed, {} to {}{}{}; the backfill command grades "
                         "them",
                         gap.windows, gap.windows == 1 ? "window" : "windows", gap.series,
                         format_local_minute(gap.start, reading_.zone),
                         format_local_minute(gap.end, reading_.zone),
                         gap.why.empty() ? "" : ": ", gap.why)});
    return std::nullopt;
  }

  failure read_unclaimed() {
    struct unclaimed {
      watched_wallet wallet;
      usdc amount;
      std::int64_t windows = 0;
      timestamp newest{};
    };
    std::map<std::string, unclaimed> sums;
    auto filter = filter_since(reading_.now - rules_.unclaimed_for);
    filter.end = reading_.now - rules_.unclaimed_after;
    filter.statuses = {grade_status::final, grade_status::amended,
                       grade_status::void_settled};
    if (auto error = source_.each_grade(filter, [&](const grade_row& row) {
          const auto& graded = row.graded;
          if (graded.figures.value == usdc{})
            return;
          auto& sum = sums[graded.wallet.address];
          sum.wallet = graded.wallet;
          sum.amount += graded.figures.value;
          ++sum.windows;
          sum.newest = std::max(sum.newest, graded.window.end);
        }))
      return error;
    for (const auto& [address, sum] : sums)
      items_.push_back({attention_kind::unclaimed,
                        sum.newest,
                        {},
                        sum.wallet,
                        fmt::format("{} in {} {} of the last 7 days to redeem",
                                    format_dollars(sum.amount), format_count(sum.windows),
                                    sum.windows == 1 ? "window" : "windows")});
    return std::nullopt;
  }

  report_source& source_;
  const page_reading& reading_;
  const attention_rules& rules_;
  std::vector<attention_item> items_;
};

} // namespace

const char* to_string(attention_kind kind) {
  switch (kind) {
  case attention_kind::unexplained:
    return "unexplained";
  case attention_kind::difference:
    return "difference";
  case attention_kind::amended:
    return "amended";
  case attention_kind::doubtful:
    return "doubtful";
  case attention_kind::lopsided:
    return "lopsided";
  case attention_kind::bail:
    return "bail";
  case attention_kind::stuck:
    return "stuck";
  case attention_kind::missed:
    return "missed";
  case attention_kind::unclaimed:
    return "unclaimed";
  }
  return "?";
}

const char* to_string(attention_severity severity) {
  switch (severity) {
  case attention_severity::critical:
    return "critical";
  case attention_severity::high:
    return "high";
  case attention_severity::medium:
    return "medium";
  case attention_severity::info:
    return "info";
  }
  return "?";
}

attention_severity severity_of(attention_kind kind) {
  switch (kind) {
  case attention_kind::unexplained:
    return attention_severity::critical;
  case attention_kind::difference:
  case attention_kind::amended:
  case attention_kind::doubtful:
  case attention_kind::lopsided:
  case attention_kind::bail:
    return attention_severity::high;
  case attention_kind::stuck:
  case attention_kind::missed:
    return attention_severity::medium;
  case attention_kind::unclaimed:
    break;
  }
  return attention_severity::info;
}

ledger_result<std::vector<attention_item>> read_attention(report_source& source,
                                                          const page_reading& reading,
                                                          const attention_rules& rules) {
  reader list{source, reading, rules};
  if (auto error = list.read())
    return *error;
  return std::move(list).items();
}

} // namespace tracker
