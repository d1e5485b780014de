// SPDX-License-Identifier: MIT
#include "actors/web/badges.hpp"

#include "actors/ledger/report/totals_text.hpp"

#include <fmt/format.h>

#include <string>

namespace tracker {

namespace {

constexpr const char* green = "#1a7f37";
constexpr const char* red = "#cf222e";
constexpr const char* grey = "#59636e";

/// Width of a text in DejaVu Sans 11, which others do not exceed.
std::size_t width_of(const std::string& text) {
  return text.size() * 7 + 12;
}

/// `label` and `value` are ASCII.
web_reply badge(const std::string& label, const std::string& value, const char* colour) {
  const auto left = width_of(label);
  const auto right = width_of(value);
  web_reply reply{
      200, svg_type,
      fmt::format(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"20\" "
          "role=\"img\"><title>{1}: {2}</title><rect width=\"{3}\" height=\"20\" "
          "fill=\"#24292f\"/><rect x=\"{3}\" width=\"{4}\" height=\"20\" fill=\"{5}\"/>"
          "<g fill=\"#fff\" font-family=\"DejaVu Sans,Verdana,sans-serif\" "
          "font-size=\"11\" text-anchor=\"middle\"><text x=\"{6}\" y=\"14\">{1}</text>"
          "<text x=\"{7}\" y=\"14\">{2}</text></g></svg>\n",
          left + right, label, value, left, right, colour, left / 2, left + right / 2)};
  reply.headers.emplace_back("Cache-Control", "no-cache");
  return reply;
}

} // namespace

web_reply serve_today_badge(const web_request& /*request*/, const web_view& view) {
  if (!view.snapshot.ledger)
    return badge("today", "not read yet", grey);
  usdc pnl;
  for (const auto& wallet : view.snapshot.ledger->wallets)
    pnl += wallet.today_settled.net.pnl;
  const auto* colour = pnl < usdc{} ? red : pnl == usdc{} ? grey : green;
  return badge("today", format_signed_dollars(pnl), colour);
}

web_reply serve_coverage_badge(const web_request& /*request*/, const web_view& view) {
  if (!view.snapshot.ledger)
    return badge("coverage", "not read yet", grey);
  coverage_summary sums;
  for (const auto& series : view.snapshot.ledger->series) {
    sums.watched += series.coverage.watched;
    sums.backfilled += series.coverage.backfilled;
    sums.missed += series.coverage.missed;
    sums.unsupported += series.coverage.unsupported;
  }
  if (sums.windows() == 0)
    return badge("coverage", "no windows", grey);
  const auto share = sums.known_share(1000);
  return badge("coverage", format_share(share), share == 1000 ? green : red);
}

} // namespace tracker
