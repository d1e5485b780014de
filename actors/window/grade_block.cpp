// SPDX-License-Identifier: MIT
#include "actors/window/grade_block.hpp"

#include "actors/platform/time_text.hpp"

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

} // namespace

std::vector<std::string> grade_rows(const grade& of, const date::time_zone& zone) {
  return {
      row("Time", time_text(of.of, zone)),
      row("Outcome", outcome_text(of)),
      row("ARB Entry", nothing),
      row("ARB Result", nothing),
      row("ARB P/L", format_signed_dollars(of.arb_pnl)),
      row("99c Entry", nothing),
      row("99c Result", nothing),
      row("99c P/L", format_signed_dollars(of.capture_pnl)),
      row("TOTAL P/L", format_signed_dollars(of.pnl)),
      row("Status", fmt::format("{} | {}", to_string(of.status), to_string(of.type))),
  };
}

std::vector<std::pair<std::string, std::string>> grade_fields(const grade& of) {
  return {
      {"slug", of.of.slug},
      {"start", format_utc(of.of.start)},
      {"end", format_utc(of.of.end)},
      {"status", to_string(of.status)},
      {"outcome", of.winner ? to_string(*of.winner) : ""},
      {"trade_type", to_string(of.type)},
      {"arb_pnl", to_string(of.arb_pnl)},
      {"capture_pnl", to_string(of.capture_pnl)},
      {"pnl", to_string(of.pnl)},
  };
}

} // namespace tracker
