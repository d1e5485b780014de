// SPDX-License-Identifier: MIT
#include "actors/ledger/explain/explain.hpp"

#include "actors/ledger/explain/explain_events.hpp"
#include "actors/ledger/explain/explain_sums.hpp"

#include <fmt/format.h>

#include <iterator>

namespace tracker {

namespace {

/// A sum of more rows than this is shown as their number.
constexpr std::size_t most_terms = 8;

/// Writes the explanation part by part.
class explainer {
public:
  explainer(const explanation& what, const accounting_rules& rules,
            const date::time_zone& zone, const report_style& style)
      : what_{what}, rules_{rules}, zone_{zone}, style_{style} {}

  std::vector<std::string> lines() {
    head();
    winner();
    history();
    events();
    arithmetic();
    missing();
    return std::move(lines_);
  }

private:
  void line(std::string text) { lines_.push_back(std::move(text)); }
  void title(const char* text) {
    line("");
    line(style_.colours ? painted(text, tone::title) : text);
  }
  void row(const char* name, const std::string& text) {
    line(fmt::format("  {:<9} : {}", name, text));
  }
  void mark(bool holds, const std::string& text) {
    const std::string sign = holds ? "✓" : "✗";
    line(fmt::format(
        "  {} {}", style_.colours ? painted(sign, holds ? tone::good : tone::bad) : sign,
        text));
  }
  std::string time(timestamp at) const { return format_local_second(at, zone_); }

  void head() {
    const auto& of = what_.of;
    line(one_line(of.of.slug));
    row("Window", fmt::format("{} to {}", time(of.of.start), time(of.of.end)));
    row("Wallet", of.wallet.address.empty() ? "none is watched"
                                            : one_line(display_name(of.wallet)));
    row("Grade", fmt::format("{}, {}, P/L {}", to_string(of.status),
                             to_string(of.figures.kind), to_string(of.figures.pnl)));
    if (!of.strategy.empty())
      row("Strategy", one_line(of.strategy));
    if (what_.coverage)
      row("Coverage", coverage_text(*what_.coverage));
  }

  std::string coverage_text(const window_coverage& of) const {
    std::string text = to_string(of.how);
    if (of.how == coverage_kind::watched)
      text += fmt::format(" from {} to {}", time(of.from), time(of.to));
    return of.why.empty() ? text : text + ": " + one_line(of.why);
  }

  void winner() {
    const auto& of = what_.of;
    title("Winner");
    if (!of.winner) {
      line("  none yet");
    } else {
      row("Outcome", fmt::format("{} by {}", to_string(*of.winner), sources_of(of)));
      if (of.resolved_at)
        row("Settled", time(*of.resolved_at));
    }
    for (const auto& report : of.sources)
      if (report.winner != of.winner)
        row(of.winner ? "But" : "Disputed",
            fmt::format("{} says {}", source_text(report), to_string(report.winner)));
    row("gamma", gamma_text());
    row("Redeemed", redemption_text());
  }

  std::string source_text(const source_report& of) const {
    auto text = fmt::format("{} {}", to_string(of.source), time(of.time));
    return of.reporter.empty() ? text : fmt::format("{} ({})", text, of.reporter);
  }

  /// The sources that name the outcome.
  std::string sources_of(const grade& of) const {
    std::string result;
    for (const auto& report : of.sources)
      if (report.winner == of.winner)
        result += (result.empty() ? "" : ", ") + source_text(report);
    return result.empty() ? "sources that were not recorded" : result;
  }

  std::string gamma_text() const {
    if (!what_.in)
      return "the market was not found yet";
    if (!what_.in->settled)
      return what_.in->closed ? "closed, no winner recorded" : "no winner recorded";
    auto text = fmt::format("{}, by the exact rule", to_string(*what_.in->settled));
    if (what_.in->closed_at)
      text += ", trading closed " + time(*what_.in->closed_at);
    return text;
  }

  std::string redemption_text() const {
    const auto& of = what_.of.figures;
    switch (of.redemptions) {
    case redemption_verdict::silent:
      return "nothing that would prove a winner";
    case redemption_verdict::confirms:
      return of.redeemed_as ? fmt::format("proves {}", to_string(*of.redeemed_as))
                            : "confirms the winner";
    case redemption_verdict::contradicts:
      break;
    }
    return "contradicts the winner";
  }

  void history() {
    title("History");
    for (const auto& each : what_.before)
      revision(each);
    revision(what_.of);
  }

  void revision(const grade& of) {
    auto text =
        fmt::format("  revision {} at {}: {}, P/L {}", of.revision, time(of.graded_at),
                    to_string(of.status), to_string(of.figures.pnl));
    line(of.reason.empty() ? text : text + ", " + one_line(of.reason));
  }

  void events() {
    title("Events");
    if (what_.events.empty()) {
      line(events_are_gone() ? fmt::format("  {} fills, no longer in the ledger",
                                           what_.of.figures.fills)
                             : "  none");
      return;
    }
    for (const auto& each :
         event_lines(what_.events, what_.of.of, what_.in, zone_, style_))
      line("  " + each);
  }

  /// True when retention has removed them: a grade stays for ever, its events do not.
  bool events_are_gone() const {
    return what_.events.empty() && what_.of.figures.fills > 0;
  }

  void arithmetic() {
    title("Arithmetic");
    const auto& of = what_.of;
    auto sums = sums_of_figures(of.figures, of.winner);
    if (what_.in && !events_are_gone()) {
      auto from_events = sums_of_events(of.figures, *what_.in, what_.events);
      sums.insert(sums.begin(), std::make_move_iterator(from_events.begin()),
                  std::make_move_iterator(from_events.end()));
    }
    for (const auto& each : sums)
      if (!each.is_empty())
        mark(each.holds(), sum_text(each));
    kind_rule();
    again();
  }

  static std::string term_text(const sum_term& term, bool first) {
    const auto* sign = term.micros < 0 ? (first ? "-" : " - ") : (first ? "" : " + ");
    return fmt::format("{}{} {}", sign,
                       format_micros(term.micros < 0 ? -term.micros : term.micros),
                       term.label);
  }

  static std::string sum_text(const figure_sum& of) {
    std::string terms;
    std::size_t count = 0;
    for (const auto& term : of.terms)
      if (term.micros != 0) {
        terms += term_text(term, count == 0);
        ++count;
      }
    if (count > most_terms)
      terms = fmt::format("{} in {} rows", format_micros(of.total()), count);
    if (terms.empty())
      terms = of.terms.size() == 1 ? term_text(of.terms.front(), true) : "nothing";
    auto text =
        fmt::format("{:<18} {:>14} = {}", of.name, format_micros(of.stated), terms);
    if (!of.holds())
      text += fmt::format(", which is {}", format_micros(of.total()));
    return text;
  }

  /// Why a one-sided position is called what it is called.
  void kind_rule() {
    const auto& part = what_.of.figures.one_sided;
    if (part.kind == trade_kind::none)
      return;
    const auto& side =
        part.side == outcome::up ? what_.of.figures.up : what_.of.figures.down;
    line(fmt::format("    {:<18} {:>14} : average entry {}, captures begin at {}",
                     "One-sided part", to_string(part.kind),
                     side.average_entry ? to_string(*side.average_entry) : "unknown",
                     to_string(rules_.capture_min_price)));
  }

  /// The whole grade once more, from its events.
  void again() {
    if (!what_.in || events_are_gone())
      return;
    const auto fresh =
        account(*what_.in, what_.in->fees, what_.events, what_.of.winner, rules_);
    const bool same = fresh == what_.of.figures;
    mark(same, same ? "All figures, computed again from these events, are the same."
                    : fmt::format("Computed again from these events, the figures are not "
                                  "the same: P/L {}, fees {}, {}.",
                                  to_string(fresh.pnl), to_string(fresh.fees),
                                  to_string(fresh.kind)));
  }

  void missing() {
    title("Missing");
    const auto before = lines_.size();
    const auto& of = what_.of.figures;
    if (!what_.of.winner)
      line(what_.of.reason.empty() ? "  a winner"
                                   : "  a winner: " + one_line(what_.of.reason));
    if (what_.of.status == grade_status::provisional)
      line("  " +
           (what_.of.reason.empty() ? "a second source" : one_line(what_.of.reason)));
    missing_shares("UP", of.up);
    missing_shares("DOWN", of.down);
    if (of.payout_gap != usdc{})
      line(fmt::format("  {} of redemptions that the held tokens do not explain",
                       to_string(of.payout_gap)));
    if (of.unexplained > 0)
      line(fmt::format("  the meaning of {} {}", of.unexplained,
                       of.unexplained == 1 ? "row" : "rows"));
    if (events_are_gone())
      line("  the events, older than ledger.keep-events");
    if (lines_.size() == before)
      line("  nothing");
  }

  void missing_shares(const char* name, const side_figures& of) {
    if (of.missing != shares{})
      line(fmt::format("  rows that brought {} {} tokens", to_string(of.missing), name));
  }

  const explanation& what_;
  const accounting_rules& rules_;
  const date::time_zone& zone_;
  const report_style& style_;
  std::vector<std::string> lines_;
};

} // namespace

std::vector<explanation> explanations_of(const remembered_window& what,
                                         const std::vector<grade>& revisions) {
  std::vector<explanation> result;
  for (const auto& of : what.grades) {
    explanation each{of, what.in, what.coverage, {}, {}};
    for (const auto& event : what.events)
      if (event.wallet == of.wallet.address)
        each.events.push_back(event);
    for (const auto& before : revisions)
      if (before.wallet.address == of.wallet.address)
        each.before.push_back(before);
    result.push_back(std::move(each));
  }
  return result;
}

std::vector<std::string> explain_lines(const explanation& what,
                                       const accounting_rules& rules,
                                       const date::time_zone& zone,
                                       const report_style& style) {
  return explainer{what, rules, zone, style}.lines();
}

} // namespace tracker
