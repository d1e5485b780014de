// SPDX-License-Identifier: MIT
#include "actors/window/grade_block.hpp"

#include "actors/text/shown_cents.hpp"
#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace tracker {

namespace {

constexpr const char* nothing = "-";

std::string time_text(const window& window, const date::time_zone& zone) {
  using std::chrono::seconds;
  const auto start = date::make_zoned(&zone, date::floor<seconds>(window.start));
  const auto end = date::make_zoned(&zone, date::floor<seconds>(window.end));
  return date::format("%F %T", start) + date::format(" - %T %Z", end);
}

std::string row(const char* name, const std::string& value) {
  return fmt::format("  {:<10} : {}", name, value);
}

std::string outcome_text(const grade& graded) {
  return graded.winner ? to_string(*graded.winner) : nothing;
}

const side_figures& side(const window_figures& figures, outcome which) {
  return which == outcome::up ? figures.up : figures.down;
}

/// `UP @0.49 maker`.
std::string leg_text(const char* name, const side_figures& side) {
  std::string text = name;
  if (side.average_entry)
    text += " @" + format_rounded(side.average_entry->micros(), 2);
  if (side.role != liquidity::unknown)
    text += fmt::format(" {}", to_string(side.role));
  return text;
}

std::string arb_entry(const window_figures& figures) {
  if (figures.arb.pairs == shares{})
    return nothing;
  auto text = format_rounded(figures.arb.pairs.micros(), 1) + " pairs";
  if (!figures.arb.pair_cost)
    return text + " split";
  text += fmt::format(": {} + {} = {}", leg_text("UP", figures.up),
                      leg_text("DN", figures.down),
                      format_rounded(figures.arb.pair_cost->micros(), 2));
  if (figures.arb.between_legs)
    text += fmt::format(", legs {}s apart", figures.arb.between_legs->count());
  if (figures.arb.first_leg)
    text +=
        fmt::format(", {} first", *figures.arb.first_leg == outcome::up ? "UP" : "DN");
  return text;
}

std::string one_sided_entry(const window_figures& figures) {
  const auto& bought = side(figures, figures.one_sided.side);
  auto text = fmt::format("{} {}", figures.one_sided.side == outcome::up ? "UP" : "DN",
                          format_rounded(figures.one_sided.size.micros(), 1));
  if (bought.average_entry)
    text += '@' + format_rounded(bought.average_entry->micros(), 2);
  return text;
}

std::string result_text(trade_result result) {
  return result == trade_result::none ? nothing : to_string(result);
}

/// `ARB PAIRED`: the trade type and the result of its part.
std::string verdict_text(const window_figures& figures) {
  const std::string kind = to_string(figures.kind);
  const std::string result = to_string(
      figures.kind == trade_kind::arb ? figures.arb.result : figures.one_sided.result);
  return result.empty() ? kind : kind + ' ' + result;
}

/// The parts of the P/L in whole cents. The residual is 0.
struct shown_pnl {
  usdc arb;
  usdc capture;
  usdc directional;
};

shown_pnl shown_parts_of(const window_figures& figures) {
  const auto rest =
      figures.pnl - figures.arb.pnl - figures.capture_pnl - figures.directional_pnl;
  const auto cents =
      shown_cents({figures.arb.pnl, figures.capture_pnl, figures.directional_pnl, rest});
  return {cents[0], cents[1], cents[2]};
}

std::string fee_text(const window_figures& figures) {
  auto text = fmt::format(
      "${} {}, before fees {}", format_rounded(figures.fees.micros(), 4),
      to_string(figures.fees_from), format_signed_dollars(figures.before_fees()));
  if (figures.rebates != usdc{})
    text += fmt::format(", rebates {} apart", format_signed_dollars(figures.rebates));
  return text;
}

std::string status_text(const grade& graded) {
  auto text =
      fmt::format("{} | {}", to_string(graded.status), to_string(graded.figures.kind));
  if (!graded.strategy.empty())
    text += " | " + graded.strategy;
  if (!graded.reason.empty())
    text += " | " + graded.reason;
  return text;
}

/// The rows of one part: its entry, result and P/L.
void append_part(std::vector<std::string>& rows, const std::string& part,
                 const std::string& entry, trade_result result, usdc pnl) {
  rows.push_back(row((part + " Entry").c_str(), entry));
  rows.push_back(row((part + " Result").c_str(), result_text(result)));
  rows.push_back(row((part + " P/L").c_str(), format_signed_dollars(pnl)));
}

/// `UP | main +$2.14`, `UP | no trades`.
std::string outcome_and_pnl(const grade& graded) {
  if (!has_trades(graded.figures))
    return outcome_text(graded) + " | no trades";
  return fmt::format("{} | {} {}", outcome_text(graded), display_name(graded.wallet),
                     format_signed_dollars(graded.figures.pnl));
}

std::string with_reason(std::string text, const std::string& reason) {
  return reason.empty() ? text : std::move(text) + " | " + reason;
}

/// The event's id and the words before the slug; nothing: it is not logged.
struct headline {
  const char* event;
  std::string title;
};

std::optional<headline> headline_of(const grade_made& change) {
  const auto status = change.graded.status;
  switch (change.change) {
  case grade_change::opened:
  case grade_change::counted:
  case grade_change::touched:
    break;
  case grade_change::graded:
    return headline{"window-graded", "WINDOW GRADED: "};
  case grade_change::corrected:
    return headline{"grade-corrected", status == grade_status::amended ? "GRADE AMENDED: "
                                       : status == grade_status::pending
                                           ? "GRADE WITHDRAWN: "
                                           : "GRADE CORRECTED: "};
  case grade_change::confirmed:
    return headline{"grade-confirmed", fmt::format("GRADE {}: ", to_string(status))};
  }
  return std::nullopt;
}

grade_report report_of(const grade_made& change, const headline& head,
                       const date::time_zone& zone) {
  const auto& graded = change.graded;
  const auto title = head.title + graded.window.slug + " | ";
  if (change.change == grade_change::confirmed)
    return {head.event,
            with_reason(title + outcome_and_pnl(graded), graded.reason),
            {},
            grade_fields(graded)};
  return {head.event, title + grade_summary(graded), grade_rows(graded, zone),
          grade_fields(graded)};
}

/// Grades of wallets without trades that have one line together.
struct idle_line {
  headline head;
  /// The first of the least certain ones.
  const grade_made* shown = nullptr;
  std::vector<const grade*> grades;
};

bool is_less_certain(const grade& left, const grade& right) {
  return !is_settled(left.status) && is_settled(right.status);
}

grade_report report_of(const idle_line& line) {
  const auto& graded = line.shown->graded;
  auto text = line.head.title + graded.window.slug + " | " + outcome_and_pnl(graded);
  if (line.shown->change != grade_change::confirmed)
    text += fmt::format(" | {}", to_string(graded.status));
  const auto same =
      std::count_if(line.grades.begin(), line.grades.end(),
                    [&](const grade* idle) { return idle->status == graded.status; });
  if (static_cast<std::size_t>(same) < line.grades.size())
    text += fmt::format(" ({} of {} wallets)", same, line.grades.size());
  std::string wallets;
  for (const auto* idle : line.grades)
    wallets += (wallets.empty() ? "" : ", ") + display_name(idle->wallet);
  auto fields = grade_fields(graded);
  for (auto& [name, value] : fields)
    if (name == "wallet")
      value = wallets;
  return {line.head.event,
          with_reason(std::move(text), graded.reason),
          {},
          std::move(fields)};
}

void add_idle(std::vector<idle_line>& lines, const headline& head,
              const grade_made& change) {
  auto found = std::find_if(lines.begin(), lines.end(), [&](const idle_line& line) {
    return line.head.title == head.title &&
           line.shown->graded.window.slug == change.graded.window.slug;
  });
  if (found == lines.end())
    found = lines.insert(lines.end(), {head, &change, {}});
  else if (is_less_certain(change.graded, found->shown->graded))
    found->shown = &change;
  found->grades.push_back(&change.graded);
}

} // namespace

bool has_trades(const window_figures& figures) {
  return figures.kind != trade_kind::none || figures.fills > 0 || figures.pnl != usdc{};
}

std::string grade_summary(const grade& graded) {
  if (!has_trades(graded.figures))
    return fmt::format("{} | {}", outcome_and_pnl(graded), to_string(graded.status));
  return fmt::format("{} | {} | {}", outcome_and_pnl(graded),
                     verdict_text(graded.figures), to_string(graded.status));
}

std::vector<std::string> grade_rows(const grade& graded, const date::time_zone& zone) {
  const auto& figures = graded.figures;
  const auto pnl = shown_parts_of(figures);
  const auto& single = figures.one_sided;
  std::vector<std::string> rows{row("Time", time_text(graded.window, zone)),
                                row("Outcome", outcome_text(graded))};
  if (figures.kind == trade_kind::arb || figures.arb.pairs != shares{} ||
      figures.arb.pnl != usdc{})
    append_part(rows, "ARB", arb_entry(figures), figures.arb.result, pnl.arb);
  if (single.kind == trade_kind::capture)
    append_part(rows, "99c", one_sided_entry(figures), single.result, pnl.capture);
  if (single.kind == trade_kind::directional)
    append_part(rows, "DIR", one_sided_entry(figures), single.result, pnl.directional);
  if (figures.fills > 0)
    rows.push_back(row("Fees", fee_text(figures)));
  if (figures.residual != usdc{})
    rows.push_back(row("Residual", to_string(figures.residual)));
  rows.push_back(row("TOTAL P/L", format_signed_dollars(figures.pnl)));
  rows.push_back(row("Status", status_text(graded)));
  return rows;
}

std::vector<std::pair<std::string, std::string>> grade_fields(const grade& graded) {
  const auto& figures = graded.figures;
  return {
      {"slug", graded.window.slug},
      {"series", graded.series},
      {"start", format_utc(graded.window.start)},
      {"end", format_utc(graded.window.end)},
      {"wallet", display_name(graded.wallet)},
      {"status", to_string(graded.status)},
      {"outcome", graded.winner ? to_string(*graded.winner) : ""},
      {"trade_type", to_string(figures.kind)},
      {"arb_result", to_string(figures.arb.result)},
      {"one_sided_result", to_string(figures.one_sided.result)},
      {"strategy", graded.strategy},
      {"cost", to_string(figures.cost)},
      {"proceeds", to_string(figures.proceeds)},
      {"payout", to_string(settlement_payout(figures))},
      {"fees", to_string(figures.fees)},
      {"fee_source", to_string(figures.fees_from)},
      {"arb_pnl", to_string(figures.arb.pnl)},
      {"capture_pnl", to_string(figures.capture_pnl)},
      {"directional_pnl", to_string(figures.directional_pnl)},
      {"pnl", to_string(figures.pnl)},
      {"fills", std::to_string(figures.fills)},
      {"revision", std::to_string(graded.revision)},
      {"reason", graded.reason},
  };
}

std::vector<grade_made> changes_to_show(std::vector<grade_made> changes,
                                        const grade_book& books) {
  std::erase_if(changes, [&](const grade_made& change) {
    if (!headline_of(change))
      return true;
    if (change.change != grade_change::confirmed || has_trades(change.graded.figures))
      return false;
    const auto grades = books.grades(change.graded.window);
    return std::any_of(grades.begin(), grades.end(), [](const grade* other) {
      return !has_trades(other->figures) && !is_settled(other->status);
    });
  });
  return changes;
}

std::vector<grade_made> lower(std::vector<grade_made> changes, const std::string& why) {
  for (auto& [graded, market, change] : changes)
    if (is_settled(graded.status)) {
      graded.status = grade_status::provisional;
      const auto reason =
          fmt::format("not known whether fills are missing in the ledger: {}", why);
      graded.reason = graded.reason.empty() ? reason : reason + "; " + graded.reason;
    }
  return changes;
}

std::vector<grade_report> grade_reports(const std::vector<grade_made>& changes,
                                        const date::time_zone& zone) {
  std::vector<grade_report> reports;
  std::vector<idle_line> idle;
  for (const auto& change : changes) {
    const auto head = headline_of(change);
    if (!head)
      continue;
    if (has_trades(change.graded.figures))
      reports.push_back(report_of(change, *head, zone));
    else
      add_idle(idle, *head, change);
  }
  for (const auto& line : idle)
    reports.push_back(report_of(line));
  return reports;
}

} // namespace tracker
