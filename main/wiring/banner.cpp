// SPDX-License-Identifier: MIT
#include "main/wiring/banner.hpp"

#include "actors/ledger/report/totals_text.hpp"
#include "actors/text/time_text.hpp"
#include "main/wiring/pace.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tracker {

namespace {

std::string row(const char* name, const std::string& value) {
  return fmt::format("  {:<9} : {}", name, value);
}

std::string wallets_text(const settings& effective) {
  if (effective.wallets.empty())
    return "none; windows are graded without trades";
  if (takes_turns(effective))
    return fmt::format("{}{}",
                       format_count(static_cast<std::int64_t>(effective.wallets.size())),
                       effective.wallets_file.empty() ? std::string{}
                                                      : ", of " + effective.wallets_file);
  std::vector<std::string> names;
  for (const auto& wallet : effective.wallets)
    names.push_back(wallet.name.empty() ? mask_address(wallet.address)
                                        : fmt::format("{} {}", wallet.name,
                                                      mask_address(wallet.address)));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string series_text(const settings& effective) {
  std::vector<std::string> names;
  for (const auto& watched : effective.watched_series)
    names.push_back(fmt::format("{} ({} s)", watched.name, watched.length.count()));
  return fmt::format("{}", fmt::join(names, ", "));
}

} // namespace

std::vector<std::string> banner_rows(const settings& effective, timestamp started) {
  std::vector<std::string> rows{
      row("Started", format_utc(started)),
      row("Config",
          effective.config_file.empty() ? "defaults, no file" : effective.config_file),
      row("Log file", effective.log_file.empty() ? "none" : effective.log_file),
      row("Wallets", wallets_text(effective)),
      row("Series", series_text(effective)),
      row("Ledger", effective.ledger_file),
  };
  if (const auto pace = pace_text(effective); !pace.empty())
    rows.push_back(row("Read", pace));
  if (!effective.capture_file.empty())
    rows.push_back(row("Capture", effective.capture_file));
  return rows;
}

} // namespace tracker
