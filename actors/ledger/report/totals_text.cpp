// SPDX-License-Identifier: MIT
#include "actors/ledger/report/totals_text.hpp"

#include "actors/text/shown_cents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tracker {

namespace {

/// `3W 1L 75.0%`, followed by even and void counts.
std::string score_text(const score& sums) {
  auto text = fmt::format("{}W {}L {}", format_count(sums.wins),
                          format_count(sums.losses), format_win_rate(sums));
  if (sums.even > 0)
    text += fmt::format(" {} even", format_count(sums.even));
  if (sums.voided > 0)
    text += fmt::format(" {} void", format_count(sums.voided));
  return text;
}

/// The part of a trade type and its P/L in the cents to show.
struct named_part {
  const char* name;
  const score* sums;
  usdc pnl;
};

std::array<named_part, 3> parts(const totals& sums) {
  const auto shown = shown_parts_of(sums);
  return {{{"ARB", &sums.arb, shown.arb},
           {"99c capture", &sums.capture, shown.capture},
           {"Directional", &sums.directional, shown.directional}}};
}

usdc in_cents(usdc amount) {
  return shown_cents({amount}).front();
}

std::string fees_text(const totals& sums) {
  auto text = fmt::format("fees {}", format_dollars(sums.fees()));
  if (sums.fees_modelled != usdc{})
    text += fmt::format(" ({} of it modelled)", format_dollars(sums.fees_modelled));
  return text;
}

std::string windows_text(const totals& sums) {
  return fmt::format("{} of {} grades traded", format_count(sums.traded),
                     format_count(sums.windows));
}

std::string uncertain_text(const totals& sums) {
  std::string text;
  const auto append = [&](const std::string& more) {
    text += text.empty() ? more : ", " + more;
  };
  if (sums.provisional > 0)
    append(fmt::format("{} provisional", format_count(sums.provisional)));
  if (sums.pending > 0)
    append(fmt::format("{} pending", format_count(sums.pending)));
  if (sums.open > 0)
    append(fmt::format("{} of them traded, {} in cash so far", format_count(sums.open),
                       format_pnl(sums.open_cash)));
  return text;
}

std::string block_row(const char* name, const std::string& text) {
  return fmt::format("{:<11} : {}", name, text);
}

} // namespace

std::string format_win_rate(const score& sums) {
  const auto tenths = sums.win_rate(1'000);
  return tenths ? format_share(*tenths) : "-";
}

std::string format_share(std::int64_t tenths) {
  return fmt::format("{}.{}%", tenths / 10, tenths % 10);
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

shown_parts shown_parts_of(const totals& sums, std::optional<usdc> net) {
  const auto rest = sums.net.pnl - sums.arb.pnl - sums.capture.pnl - sums.directional.pnl;
  const auto cents =
      shown_cents({sums.arb.pnl, sums.capture.pnl, sums.directional.pnl, rest},
                  net ? *net : in_cents(sums.net.pnl));
  return {cents[0], cents[1], cents[2]};
}

std::string totals_line(std::string_view span, const totals& sums) {
  return fmt::format("TOTALS {} | {}", span, totals_text(sums));
}

std::string totals_text(const totals& sums) {
  auto line = fmt::format("{} net | {} | {}", format_pnl(sums.net.pnl),
                          score_text(sums.net), windows_text(sums));
  for (const auto& part : parts(sums))
    if (part.sums->count() > 0)
      line += fmt::format(" | {} {} {}", part.name, format_pnl(part.pnl),
                          score_text(*part.sums));
  if (sums.fees() != usdc{})
    line += " | " + fees_text(sums);
  if (sums.rebates != usdc{})
    line += fmt::format(" | rebates {}", format_dollars(sums.rebates));
  if (const auto uncertain = uncertain_text(sums); !uncertain.empty())
    line += " | " + uncertain;
  return line;
}

std::vector<std::string> totals_block(const totals& sums) {
  std::vector<std::string> lines;
  lines.push_back(block_row("Totals", windows_text(sums) + ", " + score_text(sums.net)));
  lines.push_back(block_row(
      "P/L", fmt::format("{} net, {} before fees, {}, rebates {}, volume {}",
                         format_pnl(sums.net.pnl),
                         format_pnl(in_cents(sums.net.pnl) + in_cents(sums.fees())),
                         fees_text(sums), format_dollars(sums.rebates),
                         format_dollars(sums.volume))));
  for (const auto& part : parts(sums))
    if (part.sums->count() > 0)
      lines.push_back(block_row(part.name, fmt::format("{}, {}", format_pnl(part.pnl),
                                                       score_text(*part.sums))));
  if (const auto uncertain = uncertain_text(sums); !uncertain.empty())
    lines.push_back(block_row("Not final", uncertain));
  return lines;
}

} // namespace tracker
