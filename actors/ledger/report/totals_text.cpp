// SPDX-License-Identifier: MIT
#include "actors/ledger/report/totals_text.hpp"

#include "actors/text/shown_cents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tracker {

namespace {

/// `3W 1L 75.0%`, and what was neither.
std::string score_text(const score& of) {
  auto text = fmt::format("{}W {}L {}", format_count(of.wins), format_count(of.losses),
                          format_win_rate(of));
  if (of.even > 0)
    text += fmt::format(" {} even", format_count(of.even));
  if (of.voided > 0)
    text += fmt::format(" {} void", format_count(of.voided));
  return text;
}

/// A trade type's part, and its P/L as it is shown.
struct named_part {
  const char* name;
  const score* of;
  usdc pnl;
};

std::array<named_part, 3> parts(const totals& of) {
  const auto shown = shown_parts_of(of);
  return {{{"ARB", &of.arb, shown.arb},
           {"99c capture", &of.capture, shown.capture},
           {"Directional", &of.directional, shown.directional}}};
}

usdc in_cents(usdc amount) {
  return shown_cents({amount}).front();
}

/// `text` with a comma before each three digits of its whole number.
std::string with_separators(std::string text) {
  const auto first = std::min(text.find_first_of("0123456789"), text.size());
  auto place = std::min(text.find('.'), text.size());
  while (place > first + 3) {
    place -= 3;
    text.insert(place, 1, ',');
  }
  return text;
}

std::string fees_text(const totals& of) {
  auto text = fmt::format("fees {}", format_dollars(of.fees()));
  if (of.fees_modelled != usdc{})
    text += fmt::format(" ({} of it modelled)", format_dollars(of.fees_modelled));
  return text;
}

std::string windows_text(const totals& of) {
  return fmt::format("{} of {} grades traded", format_count(of.traded),
                     format_count(of.windows));
}

std::string uncertain_text(const totals& of) {
  std::string text;
  const auto append = [&](const std::string& more) {
    text += text.empty() ? more : ", " + more;
  };
  if (of.provisional > 0)
    append(fmt::format("{} provisional", format_count(of.provisional)));
  if (of.pending > 0)
    append(fmt::format("{} pending", format_count(of.pending)));
  if (of.open > 0)
    append(fmt::format("{} of them traded, {} in cash so far", format_count(of.open),
                       format_pnl(of.open_cash)));
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
  auto text = format_pnl(amount);
  return text.starts_with('+') ? text.substr(1) : text;
}

std::string format_pnl(usdc amount) {
  return with_separators(format_signed_dollars(amount));
}

std::string format_count(std::int64_t count) {
  return with_separators(std::to_string(count));
}

shown_parts shown_parts_of(const totals& of, std::optional<usdc> net) {
  const auto rest = of.net.pnl - of.arb.pnl - of.capture.pnl - of.directional.pnl;
  const auto cents = shown_cents({of.arb.pnl, of.capture.pnl, of.directional.pnl, rest},
                                 net ? *net : in_cents(of.net.pnl));
  return {cents[0], cents[1], cents[2]};
}

std::string totals_line(std::string_view span, const totals& of) {
  auto line = fmt::format("TOTALS {} | {} net | {} | {}", span, format_pnl(of.net.pnl),
                          score_text(of.net), windows_text(of));
  for (const auto& part : parts(of))
    if (part.of->count() > 0)
      line += fmt::format(" | {} {} {}", part.name, format_pnl(part.pnl),
                          score_text(*part.of));
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
  lines.push_back(
      block_row("P/L", fmt::format("{} net, {} before fees, {}, rebates {}, volume {}",
                                   format_pnl(of.net.pnl),
                                   format_pnl(in_cents(of.net.pnl) + in_cents(of.fees())),
                                   fees_text(of), format_dollars(of.rebates),
                                   format_dollars(of.volume))));
  for (const auto& part : parts(of))
    if (part.of->count() > 0)
      lines.push_back(block_row(
          part.name, fmt::format("{}, {}", format_pnl(part.pnl), score_text(*part.of))));
  if (const auto uncertain = uncertain_text(of); !uncertain.empty())
    lines.push_back(block_row("Not final", uncertain));
  return lines;
}

} // namespace tracker
