// SPDX-License-Identifier: MIT
// Any bytes as a wallet's activity, in both dialects: an error, or a page that accounts
// for each of its rows, booked once, with books that add up.
#include "actors/wallet/activity_decoder.hpp"
#include "actors/wallet/activity_reader.hpp"
#include "actors/window/grade/accounting.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace tracker;

constexpr std::string_view wallet = "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const timestamp now = from_unix_seconds(1'800'000'000);

void require(bool holds) {
  if (!holds)
    std::abort();
}

/// Books of the first row's market, its token being Up.
void check_books(const std::vector<activity_event>& events) {
  market details;
  details.condition_id = events.front().condition_id;
  details.up_token = events.front().asset.empty() ? "1" : events.front().asset;
  details.down_token = "2";
  details.start = from_unix_seconds(1'789'943'400);
  details.end = from_unix_seconds(1'789'944'300);
  for (const auto settled : {settlement::up, settlement::down, settlement::split}) {
    const auto result = account(details, std::nullopt, events, settled);
    require(result.residual == usdc{});
    require(result.pnl == result.arb.pnl + result.one_sided.pnl);
  }
}

void check(const decoded<activity_page>& read) {
  const auto* page = std::get_if<activity_page>(&read);
  if (!page) {
    require(!std::get<decode_error>(read).expected.empty());
    return;
  }
  require(page->events.size() + page->account_events.size() + page->set_aside.size() ==
          page->rows);
  for (const auto& event : page->events)
    require(event.wallet == wallet && !event.condition_id.empty() &&
            event.size >= shares{} && event.cash >= usdc{} && event.time > timestamp{});
  activity_log log;
  require(log.book(page->events).size() == page->events.size());
  require(log.book(page->events).empty());
  if (!page->events.empty())
    check_books(page->events);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body{reinterpret_cast<const char*>(data), size};
  check(decode_activity_v1(body, wallet, now));
  check(decode_activity_v2(body, wallet, now));
  decode_freshness_v2(body);
  return 0;
}
