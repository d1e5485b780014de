// SPDX-License-Identifier: MIT
#include "tests/support/simulated_settings.hpp"

#include "main/config/setting_checks.hpp"
#include "main/config/setting_table.hpp"
#include "tests/simulator/wallets/activity.hpp"

namespace tracker::test {

std::vector<std::string> series_of_all_assets(const std::string& length) {
  std::vector<std::string> result;
  for (const auto* asset : {"btc", "eth", "sol", "xrp", "doge", "bnb", "hype", "ltc"})
    result.push_back(std::string{asset} + "-updown-" + length);
  return result;
}

settings unwatched_settings(const exchange::market_rules& rules,
                            const std::string& ledger_file) {
  auto result = default_settings();
  result.timezone = "America/Los_Angeles";
  result.series_names = rules.wallets.series;
  name_series(result);
  for (const auto& address : exchange::simulated_wallets(rules))
    result.wallets.push_back({"", address});
  result.log_console = false;
  result.log_file.clear();
  result.ledger_file = ledger_file;
  result.ledger_backup_interval = std::chrono::seconds{0};
  return result;
}

} // namespace tracker::test
