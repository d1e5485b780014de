// SPDX-License-Identifier: MIT
#include "actors/ledger/report/totals_text.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace tracker {

namespace {

/// `3W 1L 75.0%`, and what was neither.
std::string score_text(const score& of) {
  auto text = fmt::format("{}W {}L {}", of.wins, of.losses, format_win_rate(of));
  if (of.even > 0)
    text += fmt::format(" {} even", of.even);
  if (of.voided > 0)
    text += fmt::format(" {} void", of.voided);
  return text;
}

std::array<std::pair<const char*, const score*>, 3> parts(const totals& of) {
  return {
      {{"ARB", &of.arb}, {"99c capture", &of.capture}, {"Directional", &of.directional}}};
}

std::string fees_text(const totals& of) {
  auto text = fmt::format("fees {}", format_dollars(of.fees()));
  if (of.fees_modelled != usdc{})
    text += fmt::format(" ({} of it modelled)", format_dollars(of.fees_modelled));
  return text;
}

std::string windows_text(const totals& of) {
  return fmt::format("{} of {} windows traded", of.traded, of.windows);
}

std::string uncertain_text(const totals& of) {
  std::string text;
  const auto append = [&](const std::string& more) {
    text += text.empty() ? more : ", " + more;
  };
  if (of.provisional > 0)
    append(fmt::format("{} provisional", of.provisional));
  if (of.pending > 0)
    append(fmt::format("{} pending", of.pending));
  if (of.open > 0)
    append(fmt::format("{} of them traded, {} in cash so far", of.open,
                       format_signed_dollars(of.open_cash)));
  return text;
}

std::string block_row(const char* name, const std::string& text) {
  return fmt::format("{:<11} : {}", name, text);
}

} // namespace

std::string format_win_rate(const score& of) {
  const auto tenths = of.win_rate(1'000);
  return tenths ? fmt::format("{}.{}%", *tenths / 10, *tenths % 10) : "-";
}

std::string format_dollars(usdc amount) {
  auto text = format_signed_dollars(amount);
  return text.starts_with('+') ? text.substr(1) : text;
}

std::string totals_line(std::string_view span, const totals& of) {
  auto line =
      fmt::format("TOTALS {} | {} net | {} | {}", span, format_signed_dollars(of.net.pnl),
                  score_text(of.net), windows_text(of));
  for (const auto& [name, part] : parts(of))
    if (part->count() > 0)
      line += fmt::format(" | {} {} {}", name, format_signed_dollars(part->pnl),
                          score_text(*part));
  if (of.fees() != usdc{})
    line += " | " + fees_text(of);
  if (of.rebates != usdc{})
    line += fmt::format(" | rebates {}", format_dollars(of.rebates));
  if (const auto uncertain = uncertain_text(of); !uncertain.empty())
    line += " | " + uncertain;
  return line;
}

std::vector<std::string> totals_block(const totals& of) {
  std::vector<std::string> lines;
  lines.push_back(block_row("Totals", windows_text(of) + ", " + score_text(of.net)));
  lines.push_back(block_row(
      "P/L", fmt::format("{} net, {} before fees, {}, rebates {}, volume {}",
                         format_signed_dollars(of.net.pnl),
                         format_signed_dollars(of.before_fees()), fees_text(of),
                         format_dollars(of.rebates), format_dollars(of.volume))));
  for (const auto& [name, part] : parts(of))
    if (part->count() > 0)
      lines.push_back(
          block_row(name, fmt::format("{}, {}", format_signed_dollars(part->pnl),
                                      score_text(*part))));
  if (const auto uncertain = uncertain_text(of); !uncertain.empty())
    lines.push_back(block_row("Not final", uncertain));
  return lines;
}

} // namespace tracker
