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

bool says_how_often(const settings& of) {
  const auto rows = banner_rows(of, timestamp{});
  return std::any_of(rows.begin(), rows.end(), [](const std::string& row) {
    return row.find("request budget") != std::string::npos;
  });
}

TEST_CASE("wallets share 1.5 requests a second of v1 and four polls a second of v2") {
  CHECK(wallet_round(with_wallets(0, data_dialect::v1)) == 0s);
  CHECK(std::chrono::round<std::chrono::seconds>(
            wallet_round(with_wallets(30, data_dialect::v1))) == 20s);
  CHECK(std::chrono::round<std::chrono::seconds>(
            wallet_round(with_wallets(40, data_dialect::v2))) == 10s);
}

TEST_CASE(
    "the banner shows how often wallets are read if that is slower than configured") {
  CHECK_FALSE(says_how_often(with_wallets(3, data_dialect::v1)));
  CHECK(says_how_often(with_wallets(4, data_dialect::v1)));
  CHECK_FALSE(says_how_often(with_wallets(8, data_dialect::v2)));
  CHECK(says_how_often(with_wallets(9, data_dialect::v2)));
}

} // namespace
} // namespace tracker
