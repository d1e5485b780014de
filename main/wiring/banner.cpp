// SPDX-License-Identifier: MIT
#include "main/wiring/banner.hpp"

#include "actors/text/time_text.hpp"
#include "main/wiring/wallet_pace.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tracker {

namespace {

std::string row(const char* name, const std::string& value) {
  return fmt::format("  {:<9} : {}", name, value);
}

std::string wallets_text(const settings& of) {
  if (of.wallets.empty())
    return "none; windows are graded without trades";
  std::vector<std::string> names;
  for (const auto& wallet : of.wallets)
    names.push_back(wallet.name.empty() ? mask_address(wallet.address)
                                        : fmt::format("{} {}", wallet.name,
                                                      mask_address(wallet.address)));
  return fmt::format("{}", fmt::join(names, ", "));
}

/// Said where it is slower than what is configured.
std::string pace_text(timespan round) {
  return fmt::format("about every {} s: they share the data host's request budget",
                     std::chrono::ceil<std::chrono::seconds>(round).count());
}

std::string series_text(const settings& of) {
  std::vector<std::string> names;
  for (const auto& one : of.watched_series)
    names.push_back(fmt::format("{} ({} s)", one.name, one.length.count()));
  return fmt::format("{}", fmt::join(names, ", "));
}

} // namespace

std::vector<std::string> banner_rows(const settings& of, timestamp started) {
  std::vector<std::string> rows{
      row("Started", format_utc(started)),
      row("Config", of.config_file.empty() ? "defaults, no file" : of.config_file),
      row("Log file", of.log_file.empty() ? "none" : of.log_file),
      row("Wallets", wallets_text(of)),
      row("Series", series_text(of)),
      row("Ledger", of.ledger_file),
  };
  if (const auto round = wallet_round(of); round > of.poll_interval)
    rows.push_back(row("Read", pace_text(round)));
  if (!of.capture_file.empty())
    rows.push_back(row("Capture", of.capture_file));
  return rows;
}

} // namespace tracker
