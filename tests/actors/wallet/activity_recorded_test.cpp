// SPDX-License-Identifier: MIT
// The platform's own recorded rows, where the recordings are available.
#include "actors/wallet/activity_decoder.hpp"
#include "actors/wallet/activity_reader.hpp"
#include "actors/window/grade/accounting.hpp"
#include "actors/window/grade/grading.hpp"
#include "tests/actors/wallet/decoded_rows.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace tracker;
using namespace tracker::test;
using nlohmann::json;

namespace {

const char* const bosona_file = "dataapi-activity-bosona-2026-09-20.json";
const char* const bosona = "0xc2ad03f79ca3f3c17d8c7de2612ce0c89b7d40ed";

std::vector<activity_event> rows_of(const activity_page& page, const std::string& slug) {
  std::vector<activity_event> rows;
  std::copy_if(page.events.begin(), page.events.end(), std::back_inserter(rows),
               [&](const activity_event& event) { return event.slug == slug; });
  return rows;
}

/// The market of the rows; `up` and `down` are the first digits of its tokens.
market market_of(const std::vector<activity_event>& rows, const std::string& up,
                 const std::string& down) {
  market result;
  result.slug = rows.at(0).slug;
  result.condition_id = rows.at(0).condition_id;
  const auto token = [&](const std::string& begin) {
    for (const auto& row : rows)
      if (!begin.empty() && row.asset.rfind(begin, 0) == 0)
        return row.asset;
    return std::string{};
  };
  result.up_token = token(up);
  result.down_token = token(down);
  const auto start = std::stoll(result.slug.substr(result.slug.rfind('-') + 1));
  result.start = from_unix_seconds(start);
  result.end =
      result.start +
      std::chrono::seconds{result.slug.find("-15m-") == std::string::npos ? 300 : 900};
  return result;
}

} // namespace

TEST_CASE(
    "recorded: a complete 5m window with two takers' fills, a merge and a redemption") {
  const auto body = recorded(bosona_file);
  if (!body)
    return;
  const auto page = must(decode_activity_v1(*body, bosona, after_recordings));
  const auto rows = rows_of(page, "btc-updown-5m-1789943700");
  REQUIRE(rows.size() == 15);
  const auto traded = market_of(rows, "112931", "341515");
  const auto graded = account(traded, fee_schedule{70'000, 1}, rows, settlement::up);
  CHECK(to_string(graded.cost) == "357.929936");
  CHECK(to_string(graded.merge_proceeds) == "249.000000");
  CHECK(to_string(graded.payout) == "126.597408");
  CHECK(to_string(graded.pnl) == "17.667472");
  CHECK(to_string(graded.residual) == "0.000000");
  CHECK(to_string(graded.up.bought) == "375.597408");
  CHECK(to_string(graded.down.bought) == "318.174400");
  CHECK(to_string(graded.up.at_end) == "126.597408");
  CHECK(to_string(graded.down.at_end) == "69.174400");
  CHECK(graded.up.held == shares{});
  CHECK(graded.down.held == shares{});
  CHECK(to_string(graded.fees) == "1.600340");
  CHECK(graded.fees_from == fee_source::observed);
  CHECK(graded.up.role == liquidity::mixed);
  CHECK(graded.down.role == liquidity::maker);
  CHECK(graded.kind == trade_kind::arb);
  CHECK(graded.arb.result == trade_result::lopsided);
  CHECK(to_string(graded.arb.pairs) == "318.174400");
  CHECK(graded.arb.first_leg == outcome::down);
  CHECK(graded.arb.between_legs == std::chrono::seconds{42});
  CHECK(graded.one_sided.result == trade_result::win);
  CHECK(graded.redeemed_as == settlement::up);
  CHECK(graded.redemptions == redemption_verdict::confirms);
  CHECK(graded.fills == 12);
  CHECK(graded.consistent());
}

TEST_CASE("recorded: complete windows of one losing side") {
  const auto body = recorded(bosona_file);
  if (!body)
    return;
  const auto page = must(decode_activity_v1(*body, bosona, after_recordings));
  struct row {
    const char* slug;
    const char* up;
    const char* pnl;
    std::size_t fills;
  };
  const row windows[] = {{"sol-updown-15m-1789943400", "650025", "-2.887500", 1},
                         {"eth-updown-5m-1789944000", "802921", "-0.548901", 2}};
  for (const auto& window : windows) {
    INFO(window.slug);
    const auto rows = rows_of(page, window.slug);
    const auto graded =
        account(market_of(rows, window.up, ""), std::nullopt, rows, settlement::down);
    CHECK(to_string(graded.pnl) == window.pnl);
    CHECK(graded.directional_pnl == graded.pnl);
    CHECK(graded.kind == trade_kind::directional);
    CHECK(graded.one_sided.result == trade_result::loss);
    CHECK(graded.fills == window.fills);
    CHECK(graded.fees == usdc{});
    CHECK(graded.redeemed_as == settlement::down);
    CHECK(graded.consistent());
  }
}

TEST_CASE("recorded: windows with incomplete rows are detected") {
  const auto body = recorded(bosona_file);
  if (!body)
    return;
  const auto page = must(decode_activity_v1(*body, bosona, after_recordings));
  struct row {
    const char* slug;
    const char* up;
    const char* down;
    const char* missing;
  };
  const row windows[] = {
      {"btc-updown-5m-1789943100", "649764", "445142", "673.598561"},
      {"sol-updown-15m-1789942500", "", "110810", "14.000000"},
  };
  for (const auto& window : windows) {
    INFO(window.slug);
    const auto rows = rows_of(page, window.slug);
    const auto graded = account(market_of(rows, window.up, window.down), std::nullopt,
                                rows, std::nullopt);
    CHECK(!graded.consistent());
    CHECK(to_string(graded.up.missing + graded.down.missing) == window.missing);
  }
  // The hourly files have a merge without a buy, and a buy whose window is before the
  // recorded history.
  const auto merged = rows_of(page, "ethereum-up-or-down-september-20-2026-6pm-et");
  REQUIRE(merged.size() == 1);
  market hourly;
  hourly.condition_id = merged.at(0).condition_id;
  CHECK(!account(hourly, std::nullopt, merged, std::nullopt).consistent());
  const history_span known{*page.oldest, *page.newest};
  const window six_pm{"xrp-up-or-down-september-20-2026-6pm-et",
                      from_unix_seconds(1'789'941'600), from_unix_seconds(1'789'945'200)};
  CHECK(!covers(known, six_pm));
}

TEST_CASE("recorded: every activity file is read without a row set aside") {
  for (const auto& name : recorded_files("dataapi-activity-")) {
    INFO(name);
    const auto body = *recorded(name);
    const auto rows = json::parse(body);
    const auto wallet = rows.at(0).at("proxyWallet").get<std::string>();
    const auto page = must(decode_activity_v1(body, wallet, after_recordings));
    for (const auto& row : page.set_aside)
      FAIL_CHECK(to_string(row.why));
    CHECK(page.rows == rows.size());
    CHECK(page.events.size() + page.account_events.size() == rows.size());
  }
  if (const auto items = recorded("datav2-activity-items.json")) {
    const auto body = envelope_of(*items);
    const auto page = must(decode_activity_v2(
        body, "0x7c3db723f1d4d8cb9c550095203b686cb11e5c6b", after_recordings));
    REQUIRE(page.events.size() == 2);
    CHECK(page.set_aside.empty());
    CHECK(to_string(page.events[0].cash) == "13.285715");
    CHECK(to_string(page.events[1].size) == "155.030000");
    CHECK(!page.ascending);
  }
}

TEST_CASE("recorded: redemptions of the old form name no outcome") {
  const auto body = recorded("dataapi-activity-redeem-only-2026-07.json");
  if (!body)
    return;
  const auto wallet = json::parse(*body).at(0).at("proxyWallet").get<std::string>();
  const auto page = must(decode_activity_v1(*body, wallet, after_recordings));
  REQUIRE(page.events.size() == 15);
  for (const auto& event : page.events) {
    CHECK(event.type == activity_type::redeem);
    CHECK(event.asset.empty());
    CHECK(event.cash.micros() == event.size.micros());
  }
  CHECK(to_string(page.events.front().cash) == "10980911.728675");
}

TEST_CASE("recorded: the second dialect's freshness") {
  if (const auto body = recorded("datav2-status.json")) {
    // 10:24:36 less 4 s and one block.
    CHECK(must(decode_freshness_v2(*body)) ==
          from_unix_seconds(1'789'381'472) - std::chrono::milliseconds{2500});
  }
  if (const auto body = recorded("datav2-status-2026-09-28.json")) {
    // 18:30:19 less 4 s and one block.
    CHECK(must(decode_freshness_v2(*body)) ==
          from_unix_seconds(1'790'620'215) - std::chrono::milliseconds{2500});
  }
}
