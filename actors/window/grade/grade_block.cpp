// SPDX-License-Identifier: MIT
#include "actors/window/grade/grade_block.hpp"

#include "actors/text/time_text.hpp"

#include <fmt/format.h>

namespace tracker {

namespace {

constexpr const char* nothing = "-";

std::string time_text(const window& of, const date::time_zone& zone) {
  using std::chrono::seconds;
  const auto start = date::make_zoned(&zone, date::floor<seconds>(of.start));
  const auto end = date::make_zoned(&zone, date::floor<seconds>(of.end));
  return date::format("%F %T", start) + date::format(" - %T %Z", end);
}

std::string row(const char* name, const std::string& value) {
  return fmt::format("  {:<10} : {}", name, value);
}

std::string outcome_text(const grade& of) {
  return of.winner ? to_string(*of.winner) : nothing;
}

const side_figures& side(const window_figures& of, outcome which) {
  return which == outcome::up ? of.up : of.down;
}

/// `UP @0.49 maker`.
std::string leg_text(const char* name, const side_figures& of) {
  std::string text = name;
  if (of.average_entry)
    text += " @" + format_rounded(of.average_entry->micros(), 2);
  if (of.role != liquidity::unknown)
    text += fmt::format(" {}", to_string(of.role));
  return text;
}

std::string arb_entry(const window_figures& of) {
  if (of.arb.pairs == shares{})
    return nothing;
  auto text = format_rounded(of.arb.pairs.micros(), 1) + " pairs";
  if (!of.arb.pair_cost)
    return text + " split";
  text += fmt::format(": {} + {} = {}", leg_text("UP", of.up), leg_text("DN", of.down),
                      format_rounded(of.arb.pair_cost->micros(), 2));
  if (of.arb.between_legs)
    text += fmt::format(", legs {}s apart", of.arb.between_legs->count());
  if (of.arb.first_leg)
    text += fmt::format(", {} first", *of.arb.first_leg == outcome::up ? "UP" : "DN");
  return text;
}

std::string one_sided_entry(const window_figures& of) {
  const auto& from = side(of, of.one_sided.side);
  auto text = fmt::format("{} {}", of.one_sided.side == outcome::up ? "UP" : "DN",
                          format_rounded(of.one_sided.size.micros(), 1));
  if (from.average_entry)
    text += '@' + format_rounded(from.average_entry->micros(), 2);
  return text;
}

std::string result_text(trade_result result) {
  return result == trade_result::none ? nothing : to_string(result);
}

std::string fee_text(const window_figures& of) {
  auto text =
      fmt::format("${} {}, before fees {}", format_rounded(of.fees.micros(), 4),
                  to_string(of.fees_from), format_signed_dollars(of.before_fees()));
  if (of.rebates != usdc{})
    text += fmt::format(", rebates {} apart", format_signed_dollars(of.rebates));
  return text;
}

std::string status_text(const grade& of) {
  auto text = fmt::format("{} | {}", to_string(of.status), to_string(of.figures.kind));
  if (!of.strategy.empty())
    text += " | " + of.strategy;
  if (!of.reason.empty())
    text += " | " + of.reason;
  return text;
}

} // namespace

std::vector<std::string> grade_rows(const grade& of, const date::time_zone& zone) {
  const auto& figures = of.figures;
  const bool captured = figures.one_sided.kind == trade_kind::capture;
  const bool directional = figures.one_sided.kind == trade_kind::directional;
  std::vector<std::string> rows{row("Time", time_text(of.of, zone)),
                                row("Outcome", outcome_text(of))};
  if (!of.wallet.address.empty())
    rows.push_back(row("Wallet", display_name(of.wallet)));
  rows.push_back(row("ARB Entry", arb_entry(figures)));
  rows.push_back(row("ARB Result", result_text(figures.arb.result)));
  rows.push_back(row("ARB P/L", format_signed_dollars(figures.arb.pnl)));
  rows.push_back(row("99c Entry", captured ? one_sided_entry(figures) : nothing));
  rows.push_back(
      row("99c Result", captured ? result_text(figures.one_sided.result) : nothing));
  rows.push_back(row("99c P/L", format_signed_dollars(figures.capture_pnl)));
  if (directional) {
    rows.push_back(row("DIR Entry", one_sided_entry(figures)));
    rows.push_back(row("DIR Result", result_text(figures.one_sided.result)));
    rows.push_back(row("DIR P/L", format_signed_dollars(figures.directional_pnl)));
  }
  if (figures.fills > 0)
    rows.push_back(row("Fees", fee_text(figures)));
  if (figures.residual != usdc{})
    rows.push_back(row("Residual", to_string(figures.residual)));
  rows.push_back(row("TOTAL P/L", format_signed_dollars(figures.pnl)));
  rows.push_back(row("Status", status_text(of)));
  return rows;
}

std::string confirmation_text(const grade& of) {
  auto text = fmt::format("GRADE {}: {} | {} | {}{}", to_string(of.status), of.of.slug,
                          outcome_text(of),
                          of.wallet.address.empty() ? "" : display_name(of.wallet) + ' ',
                          format_signed_dollars(of.figures.pnl));
  if (!of.reason.empty())
    text += " | " + of.reason;
  return text;
}

std::vector<std::pair<std::string, std::string>> grade_fields(const grade& of) {
  const auto& figures = of.figures;
  return {
      {"slug", of.of.slug},
      {"series", of.series},
      {"start", format_utc(of.of.start)},
      {"end", format_utc(of.of.end)},
      {"wallet", display_name(of.wallet)},
      {"status", to_string(of.status)},
      {"outcome", of.winner ? to_string(*of.winner) : ""},
      {"trade_type", to_string(figures.kind)},
      {"arb_result", to_string(figures.arb.result)},
      {"one_sided_result", to_string(figures.one_sided.result)},
      {"strategy", of.strategy},
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
      {"revision", std::to_string(of.revision)},
      {"reason", of.reason},
  };
}

} // namespace tracker
