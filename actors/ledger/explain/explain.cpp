// SPDX-License-Identifier: MIT
#include "actors/ledger/explain/explain.hpp"

#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/explain/explain_sums.hpp"
#include "actors/ledger/explain/role_sums.hpp"
#include "actors/window/series/series_table.hpp"

#include <fmt/format.h>

#include <iterator>

namespace tracker {

namespace {

/// A sum of more rows than this shows only their number.
constexpr std::size_t max_terms = 8;

std::string distance(timestamp instant, timestamp end) {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(instant - end).count();
  return fmt::format("T{:+}s", seconds);
}

std::string type_text(const activity_event& event) {
  return event.type == activity_type::other ? one_line(event.platform_type)
                                            : to_string(event.type);
}

std::string side_text(const activity_event& event, const std::optional<market>& details) {
  if (event.asset.empty())
    return "both";
  if (details && event.asset == details->up_token)
    return "UP";
  if (details && event.asset == details->down_token)
    return "DOWN";
  return "?";
}

table_cell cash_cell(const activity_event& event) {
  const bool out = event.type == activity_type::buy || event.type == activity_type::split;
  return {(out ? "-" : "+") + to_string(event.cash), tone::plain};
}

/// The fee and its source.
std::string fee_text(const fee_reading& read) {
  return to_string(read.fee) + ' ' + to_string(read.source);
}

/// A title line and one line per event, numbered from 1: time, time to the window end,
/// type, side, cash flow (- out, + in), the fee inside it and the role. Side, fee and
/// role are unknown without a market.
std::vector<std::string> event_lines(const std::vector<activity_event>& events,
                                     const window& window,
                                     const std::optional<market>& details,
                                     const date::time_zone& zone,
                                     const report_style& style) {
  using enum alignment;
  std::vector<std::vector<table_cell>> rows;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto& event = events[i];
    const bool fill = is_fill(event);
    rows.push_back({
        {fmt::format("#{}", i + 1)},
        {format_local_second(event.time, zone)},
        {distance(event.time, window.end)},
        {type_text(event)},
        {side_text(event, details)},
        {to_string(event.size)},
        {fill ? "@ " + to_string(event.at_price) : ""},
        cash_cell(event),
        {fill && details ? fee_text(fee_of(event, *details)) : ""},
        {fill && details ? to_string(role_of(event, *details)) : ""},
        {event.transaction, tone::faint},
    });
  }
  return layout_table({{"", right},
                       {"Time", left},
                       {"To end", right},
                       {"Type", left},
                       {"Side", left},
                       {"Shares", right},
                       {"Price", left},
                       {"Cash", right},
                       {"Fee in it", left},
                       {"Role", left},
                       {"Transaction", left}},
                      rows, style.colours);
}

/// Writes the explanation part by part.
class explainer {
public:
  explainer(const explanation& explained, const accounting_rules& rules,
            const date::time_zone& zone, const report_style& style)
      : explanation_{explained}
      , graded_{explained.current}
      , market_{explained.market_details}
      , events_{explained.events}
      , rules_{rules}
      , zone_{zone}
      , style_{style} {}

  std::vector<std::string> lines() {
    head();
    winner();
    history();
    events();
    arithmetic();
    roles();
    missing();
    return std::move(lines_);
  }

private:
  void line(std::string text) { lines_.push_back(std::move(text)); }
  void title(const char* text) {
    line("");
    line(style_.colours ? colour_text(text, tone::title) : text);
  }
  void row(const char* name, const std::string& text) {
    line(fmt::format("  {:<9} : {}", name, text));
  }
  void mark(bool holds, const std::string& text) {
    const std::string sign = holds ? "✓" : "✗";
    line(fmt::format(
        "  {} {}",
        style_.colours ? colour_text(sign, holds ? tone::good : tone::bad) : sign, text));
  }
  std::string time(timestamp at) const { return format_local_second(at, zone_); }

  void head() {
    line(one_line(graded_.window.slug));
    row("Window",
        fmt::format("{} to {}", time(graded_.window.start), time(graded_.window.end)));
    row("Wallet", graded_.wallet.address.empty()
                      ? "none is watched"
                      : one_line(display_name(graded_.wallet)));
    row("Grade",
        fmt::format("{}, {}, P/L {}", to_string(graded_.status),
                    to_string(graded_.figures.kind), to_string(graded_.figures.pnl)));
    if (!graded_.strategy.empty())
      row("Strategy", one_line(graded_.strategy));
    if (const auto known = series_named(graded_.series))
      if (const auto rule = rule_of(*known))
        row("Rule", fmt::format("{}; a tie is {}", rule->decided_by, rule->tie));
    if (explanation_.coverage)
      row("Coverage", coverage_text(*explanation_.coverage));
    const auto& note = explanation_.note;
    if (const auto& check = note.position)
      row("Positions", fmt::format("{}, compared at {}", position_text(*check),
                                   time(check->checked_at)));
    if (const auto& rebates = note.maker_rebates)
      row("Rebates",
          fmt::format("{} as maker (their day is modelled), P/L with them {}",
                      to_string(*rebates), to_string(graded_.figures.pnl + *rebates)));
  }

  std::string coverage_text(const window_coverage& coverage) const {
    std::string text = to_string(coverage.how);
    if (coverage.how == coverage_kind::watched)
      text += fmt::format(" from {} to {}", time(coverage.from), time(coverage.to));
    return coverage.why.empty() ? text : text + ": " + one_line(coverage.why);
  }

  void winner() {
    title("Winner");
    if (!graded_.winner) {
      line("  none yet");
    } else {
      row("Outcome",
          fmt::format("{} by {}", to_string(*graded_.winner), sources_of(graded_)));
      if (graded_.resolved_at)
        row("Settled", time(*graded_.resolved_at));
    }
    for (const auto& report : graded_.sources)
      if (report.winner != graded_.winner)
        row(graded_.winner ? "But" : "Disputed",
            fmt::format("{} says {}", source_text(report), to_string(report.winner)));
    row("gamma", gamma_text());
    row("Redeemed", redemption_text());
  }

  std::string source_text(const source_report& report) const {
    auto text = fmt::format("{} {}", to_string(report.source), time(report.time));
    return report.reporter.empty() ? text : fmt::format("{} ({})", text, report.reporter);
  }

  /// The sources that name the outcome.
  std::string sources_of(const grade& graded) const {
    std::string result;
    for (const auto& report : graded.sources)
      if (report.winner == graded.winner)
        result += (result.empty() ? "" : ", ") + source_text(report);
    return result.empty() ? "sources that were not recorded" : result;
  }

  std::string gamma_text() const {
    if (!market_)
      return "the market was not found yet";
    if (!market_->settled)
      return market_->closed ? "closed, no winner recorded" : "no winner recorded";
    auto text = fmt::format("{}, by the exact rule", to_string(*market_->settled));
    if (market_->closed_at)
      text += ", trading closed " + time(*market_->closed_at);
    return text;
  }

  std::string redemption_text() const {
    const auto& figures = graded_.figures;
    switch (figures.redemptions) {
    case redemption_verdict::silent:
      return "nothing that would prove a winner";
    case redemption_verdict::confirms:
      return figures.redeemed_as
                 ? fmt::format("proves {}", to_string(*figures.redeemed_as))
                 : "confirms the winner";
    case redemption_verdict::contradicts:
      break;
    }
    return "contradicts the winner";
  }

  void history() {
    title("History");
    for (const auto& previous : explanation_.before)
      revision(previous);
    revision(graded_);
  }
  void revision(const grade& graded) {
    auto text = fmt::format("  revision {} at {}: {}, P/L {}", graded.revision,
                            time(graded.graded_at), to_string(graded.status),
                            to_string(graded.figures.pnl));
    line(graded.reason.empty() ? text : text + ", " + one_line(graded.reason));
  }

  void events() {
    title("Events");
    if (events_.empty()) {
      line(events_are_gone()
               ? fmt::format("  {} fills, no longer in the ledger", graded_.figures.fills)
               : "  none");
      return;
    }
    for (const auto& text : event_lines(events_, graded_.window, market_, zone_, style_))
      line("  " + text);
  }

  /// True when retention removed the events: grades are kept forever, events are not.
  bool events_are_gone() const { return events_.empty() && graded_.figures.fills > 0; }

  void arithmetic() {
    title("Arithmetic");
    auto sums = sums_of_figures(graded_.figures, graded_.winner);
    if (market_ && !events_are_gone()) {
      auto from_events = sums_of_events(graded_.figures, *market_, events_);
      sums.insert(sums.begin(), std::make_move_iterator(from_events.begin()),
                  std::make_move_iterator(from_events.end()));
    }
    for (const auto& sum : sums)
      if (!sum.is_empty())
        mark(sum.holds(), sum_text(sum));
    kind_rule();
    check_recomputed();
  }

  /// What was earned as maker and as taker.
  void roles() {
    if (!market_ || !graded_.winner || graded_.figures.fills == 0 || events_are_gone())
      return;
    title("Roles");
    role_sums sums;
    sums.add(*market_, *graded_.winner, events_, graded_.figures.pnl);
    for (const auto& text : role_lines(sums))
      line("  " + text);
  }

  static std::string format_term(const sum_term& term, bool first) {
    const auto* sign = term.micros < 0 ? (first ? "-" : " - ") : (first ? "" : " + ");
    return fmt::format("{}{} {}", sign,
                       format_micros(term.micros < 0 ? -term.micros : term.micros),
                       term.label);
  }

  static std::string sum_text(const figure_sum& sum) {
    std::string terms;
    std::size_t count = 0;
    for (const auto& term : sum.terms)
      if (term.micros != 0) {
        terms += format_term(term, count == 0);
        ++count;
      }
    if (count > max_terms)
      terms = fmt::format("{} in {} rows", format_micros(sum.total()), count);
    if (terms.empty())
      terms = sum.terms.size() == 1 ? format_term(sum.terms.front(), true) : "nothing";
    auto text =
        fmt::format("{:<18} {:>14} = {}", sum.name, format_micros(sum.stated), terms);
    if (!sum.holds())
      text += fmt::format(", which is {}", format_micros(sum.total()));
    return text;
  }

  /// Shows the rule that gave a one-sided position its trade type.
  void kind_rule() {
    const auto& part = graded_.figures.one_sided;
    if (part.kind == trade_kind::none)
      return;
    const auto& side =
        part.side == outcome::up ? graded_.figures.up : graded_.figures.down;
    line(fmt::format("    {:<18} {:>14} : average entry {}, captures begin at {}",
                     "One-sided part", to_string(part.kind),
                     side.average_entry ? to_string(*side.average_entry) : "unknown",
                     to_string(rules_.capture_min_price)));
  }

  /// Recomputes the whole grade from its events and compares.
  void check_recomputed() {
    if (!market_ || events_are_gone())
      return;
    const auto fresh = account(*market_, market_->fees, events_, graded_.winner, rules_);
    const bool same = fresh == graded_.figures;
    mark(same, same ? "All figures, computed again from these events, are the same."
                    : fmt::format("Computed again from these events, the figures are not "
                                  "the same: P/L {}, fees {}, {}.",
                                  to_string(fresh.pnl), to_string(fresh.fees),
                                  to_string(fresh.kind)));
  }

  void missing() {
    title("Missing");
    const auto before = lines_.size();
    const auto& figures = graded_.figures;
    if (!graded_.winner)
      line(graded_.reason.empty() ? "  a winner"
                                  : "  a winner: " + one_line(graded_.reason));
    if (graded_.status == grade_status::provisional)
      line("  " +
           (graded_.reason.empty() ? "a second source" : one_line(graded_.reason)));
    missing_shares("UP", figures.up);
    missing_shares("DOWN", figures.down);
    if (figures.payout_gap != usdc{})
      line(fmt::format("  {} of redemptions that the held tokens do not explain",
                       to_string(figures.payout_gap)));
    if (figures.unexplained > 0)
      line(fmt::format("  the meaning of {} {}", figures.unexplained,
                       figures.unexplained == 1 ? "row" : "rows"));
    if (events_are_gone())
      line("  the events, older than ledger.keep-events");
    if (lines_.size() == before)
      line("  nothing");
  }

  void missing_shares(const char* name, const side_figures& side) {
    const auto count = to_string(side.missing);
    if (side.missing != shares{})
      line(fmt::format("  rows that brought {} {} tokens", count, name));
  }

  const explanation& explanation_;
  const grade& graded_;
  const std::optional<market>& market_;
  const std::vector<activity_event>& events_;
  const accounting_rules& rules_;
  const date::time_zone& zone_;
  const report_style& style_;
  std::vector<std::string> lines_;
};

} // namespace

std::vector<explanation> explanations_of(const remembered_window& remembered,
                                         const std::vector<grade>& revisions,
                                         const std::vector<window_note>& notes) {
  std::vector<explanation> result;
  for (const auto& graded : remembered.grades) {
    explanation explained{graded, remembered.in, remembered.coverage, {}, {}};
    for (const auto& note : notes)
      if (note.wallet == graded.wallet.address)
        explained.note = note;
    for (const auto& event : remembered.events)
      if (event.wallet == graded.wallet.address)
        explained.events.push_back(event);
    for (const auto& previous : revisions)
      if (previous.wallet.address == graded.wallet.address)
        explained.before.push_back(previous);
    result.push_back(std::move(explained));
  }
  return result;
}

std::vector<std::string> explain_lines(const explanation& explained,
                                       const accounting_rules& rules,
                                       const date::time_zone& zone,
                                       const report_style& style) {
  return explainer{explained, rules, zone, style}.lines();
}

} // namespace tracker
