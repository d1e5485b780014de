// SPDX-License-Identifier: MIT
#include "main/wiring/banner.hpp"
#include "main/wiring/pace.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

namespace tracker {
namespace {

using namespace std::chrono_literals;

settings with_wallets(std::size_t count, data_dialect dialect) {
  settings result;
  result.poll_interval = 2s;
  result.data_api = dialect;
  result.wallets.resize(count);
  return result;
}

bool shows_request_budget(const settings& effective) {
  const auto rows = banner_rows(effective, timestamp{});
  return std::any_of(rows.begin(), rows.end(), [](const std::string& row) {
    return row.find("request budget") != std::string::npos;
  });
}

TEST_CASE("wallets share 1.5 requests a second of v1 and four polls a second of v2") {
  CHECK(wallet_round(with_wallets(0, data_dialect::v1)) == 0s);
  CHECK(std::chrono::round<std::chrono::seconds>(
            wallet_round(with_wallets(30, data_dialect::v1))) == 20s);
  CHECK(std::chrono::round<std::chrono::seconds>(
            wallet_round(with_wallets(32, data_dialect::v2))) == 8s);
}

TEST_CASE(
    "the banner shows how often wallets are read if that is slower than configured") {
  CHECK_FALSE(shows_request_budget(with_wallets(3, data_dialect::v1)));
  CHECK(shows_request_budget(with_wallets(4, data_dialect::v1)));
  CHECK_FALSE(shows_request_budget(with_wallets(8, data_dialect::v2)));
  CHECK(shows_request_budget(with_wallets(9, data_dialect::v2)));
}

TEST_CASE("more than 32 wallets take turns, with the budget of the requests for rows") {
  CHECK_FALSE(takes_turns(with_wallets(32, data_dialect::v2)));
  CHECK(takes_turns(with_wallets(33, data_dialect::v2)));
  CHECK(wallet_round(with_wallets(1000, data_dialect::v2)) == 150s);
  CHECK(std::chrono::round<std::chrono::seconds>(
            wallet_round(with_wallets(1000, data_dialect::v1))) == 800s);
}

TEST_CASE("the start logs the batch that fits the budget") {
  auto all = with_wallets(1000, data_dialect::v2);
  all.wallets_file = "/etc/wallets";
  const auto text = pace_text(all);
  CAPTURE(text);
  CHECK(text.starts_with("1,000 wallets on this address: each every 150 s, "));
  CHECK(text.ends_with("do not about every 300 s"));
  CHECK(pace_text(with_wallets(1, data_dialect::v2)).empty());
  // The names of all these wallets would fill a screen.
  for (const auto& row : banner_rows(all, timestamp{}))
    CHECK(row.size() < 300);
}

TEST_CASE("the fetcher's queue stays below its limit with any tick interval") {
  auto all = with_wallets(10'000, data_dialect::v2);
  for (const auto interval : {1ms, 1000ms, 60'000ms}) {
    all.clock_interval = interval;
    CHECK(turn_rules_of(all).max_open <= 200);
    CHECK(turn_rules_of(all).burst >= 2);
  }
}

} // namespace
} // namespace tracker
