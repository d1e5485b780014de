// SPDX-License-Identifier: MIT
// Every recorded file with its content as text, or why it is refused, or why this program
// does not read it. A file that is not in the table fails the test.
#include "tests/actors/platform/recorded_readers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/recorded.hpp"

#include <map>
#include <string>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::recorded_readers;

namespace {

struct table_row {
  reader read;
  const char* expected;
};

// -- files that this program does not read --------------------------------------------

constexpr const char* feed = "a websocket frame, not read by this program";
constexpr const char* lists = "compared row by row in the other recorded_ tests";
constexpr const char* books = "order books are not requested";
constexpr const char* fees = "the short form of markets is not requested";
constexpr const char* positions = "positions are not requested";
constexpr const char* note = "a note or a table about the recordings, not a reply";

const std::map<std::string, const char*>& unread_files() {
  static const std::map<std::string, const char*> files{
      {"SOURCES.md", note},
      {"errors.json", "errors of all endpoints: refused in recorded_replies_test.cpp"},
      {"extra-subgraph-btc-updown-15m-1768029300-gabagool22.csv", note},
      {"gamma-markets-btc5m-resolved-146-2026-07-24.jsonl.gz", lists},
      {"clob-books-2026-05.json", books},
      {"clob-book-btc-15m-1777434300-down-live-9min-in.json", books},
      {"clob-book-btc-15m-1777434300-up-live-9min-in.json", books},
      {"clob-book-btc-15m-1777452300-down-EMPTY-23h43m-before-start.json", books},
      {"clob-book-btc-15m-1777452300-up-EMPTY-23h43m-before-start.json", books},
      {"clob-book-generic.json", books},
      {"clob-book-sol-15m-1777434300-up-live.json", books},
      {"clob-clobmarkets-shortkeys-2026-05.json", fees},
      {"clob-clobmarkets-btc-updown-15m-1791241200-v1.json", fees},
      {"protocol2-clob-book-empty.json", books},
      {"protocol2-clob-clobmarkets-62hex-404.json", fees},
      {"protocol2-clob-clobmarkets-open.json", fees},
      {"dataapi-leaderboard-2026-07.json", "the leaderboard is not requested"},
      {"clob-prices-history-btc-updown-15m-1790616600-up.json",
       "the history of prices is not requested"},
      {"clob-rebates-current-2026-09-25.json", "rebates by market are not requested"},
      {"clob-rebates-current-none.json", "rebates by market are not requested"},
      {"dataapi-closed-positions-2026-04.json", positions},
      {"dataapi-positions-2026-04.json", positions},
      {"dataapi-positions-2026-07.json", positions},
      {"datav2-positions-closed.json", positions},
      {"datav2-positions-items.json", positions},
      {"dataapi-positions-updown-2026-09-28.json", positions},
      {"datav2-position-closed-exponent-item.json", positions},
      {"datav2-positions-closed-updown-2026-09-28.json", positions},
      {"datav2-positions-open-updown-2026-09-28.json", positions},
      {"datav2-user-pnl-2026-09-28.json", "the platform's own P/L is not requested"},
      {"datav2-user-pnl-point-with-refunds-item.json",
       "the platform's own P/L is not requested"},
      {"datav2-user-stats-2026-09-28.json", "the platform's figures are not requested"},
      {"datav2-user-volume-2026-09-28.json", "the platform's figures are not requested"},
      {"datav2-activity-combos-items.json",
       "/v2/activity/combos is not requested; combos have no window"},
      {"protocol2-ws-book-empty.json", feed},
      {"rtds-chainlink-subscribe-2026-09.json", feed},
      {"rtds-crypto_prices-subscribe.json", feed},
      {"rtds-crypto_prices-update.json", feed},
      {"rtds-crypto_prices_chainlink-btc-subscribe-dump.json", feed},
      {"rtds-crypto_prices_chainlink-btc-update.json", feed},
      {"ws-best_bid_ask-docs-example.json", feed},
      {"ws-book-generic.json", feed},
      {"ws-clob-rtds-session-15m-1777434300.jsonl", feed},
      {"ws-last_trade_price-docs-example.json", feed},
      {"ws-last_trade_price-generic.json", feed},
      {"ws-market-initial-book-array-15m-1777434300.json", feed},
      {"ws-market-market_resolved-btc-5m.json", feed},
      {"ws-market-new_market-15m.json", feed},
      {"ws-market-new_market-bnb-5m-1777452900.json", feed},
      {"ws-market-price_change-15m.json", feed},
      {"ws-market_resolved-docs-example.json", feed},
      {"ws-tick_size_change-docs-example.json", feed},
      {"ws-tick_size_change-generic.json", feed},
  };
  return files;
}

const std::map<std::string, table_row>& read_files() {
  static const std::map<std::string, table_row> files{
      {"clob-market-generic.json", {clob_one, "open Yes 0.486500 No 0.513500"}},
      {"clob-market-resolved-katana.json",
       {clob_one, "closed Yes 0.000000 No 1.000000 wins"}},
      {"dataapi-activity-bosona-2026-09-20.json",
       {activity_v1, "28 rows: 28 of markets, 0 of the account, 0 aside; REDEEM "
                     "482.920000 for 482.920000 btc-updown-5m-1789943100"}},
      {"dataapi-activity-redeem-only-2026-07.json",
       {activity_v1,
        "15 rows: 15 of markets, 0 of the account, 0 aside; REDEEM 10980911.728675 for "
        "10980911.728675 fifwc-fra-esp-2026-07-14-team-to-advance"}},
      {"dataapi-activity-trades-2026-04.json",
       {activity_v1, "10 rows: 10 of markets, 0 of the account, 0 aside; BUY 714.285713 "
                     "for 614.285714 nhl-edm-ana-2026-04-24"}},
      {"dataapi-trades-2026-07.json", {trades_v1, "5: 30974.624038 40000.000000"}},
      {"dataapi-trades-btc15m-2026-01-baguette_trades.json",
       {trades_v1, "35: 93.498435 36.086756"}},
      {"dataapi-trades-btc15m-2026-01-gabagool_10pm.json",
       {trades_v1, "30: 16.998400 16.998400"}},
      {"dataapi-trades-btc15m-2026-01-gabagool_btc_930pm.json",
       {trades_v1, "17: 5.790000 5.776200"}},
      {"dataapi-trades-btc15m-2026-01-gabagool_trades.json",
       {trades_v1, "37: 10.919100 10.919100"}},
      {"datav2-activity-items.json",
       {activity_v2, "2 rows: 2 of markets, 0 of the account, 0 aside; BUY 14.285715 for "
                     "13.285715 laptop-fdv-above-25m-one-day-after-launch"}},
      {"datav2-resolutions-items.json",
       {resolutions, "0x02507350 resolved, 0x4092815f posed"}},
      {"datav2-resolutions.json",
       {resolutions, "0x789f0872 resolved 1.000000/0.000000 2026-09-09T21:19:19Z"}},
      {"datav2-status.json", {status, "read"}},
      {"datav2-trades-items.json", {trades_v2, "2: 78.550000 0.070000"}},
      {"gamma-event-2026-04.json",
       {gamma_event, "v1 microstrategy-sell-any-bitcoin-in-2025 Yes/No closed resolved "
                     "0.000000/1.000000 fees 0^1 of 4"}},
      {"gamma-event-multi-market-2026-05.json",
       {gamma_event,
        "v1 will-the-fed-decrease-interest-rates-by-25-bps-after-the-june-2026-meeting "
        "Yes/No open 0.005500/0.994500 fees 50000^1 of 5"}},
      {"gamma-market-2026-04.json",
       {gamma_one, "v1 russia-ukraine-ceasefire-before-gta-vi-554 Yes/No open "
                   "0.525000/0.475000 fees 0^1"}},
      {"gamma-market-bitcoin-hourly-2026-09-10-10am-closed-up.json",
       {gamma_one, "v1 bitcoin-up-or-down-september-10-2026-10am-et Up/Down closed "
                   "resolved 1.000000/0.000000 fees 70000^1"}},
      {"gamma-market-btc-5m-1773307200-open.json",
       {gamma_one,
        "v1 btc-updown-5m-1773307200 Up/Down open 0.505000/0.495000 fees unknown"}},
      {"gamma-market-btc-updown-5m-1784869500-resolved-fastest.json",
       {gamma_one, "v1 btc-updown-5m-1784869500 Up/Down closed resolved "
                   "1.000000/0.000000 fees 70000^1"}},
      {"gamma-market-btc-updown-5m-1784887800-resolved-down.json",
       {gamma_one, "v1 btc-updown-5m-1784887800 Up/Down closed resolved "
                   "0.000000/1.000000 fees 70000^1"}},
      {"gamma-market-btc-updown-5m-1789943700-closed-up.json",
       {gamma_one, "v1 btc-updown-5m-1789943700 Up/Down closed resolved "
                   "1.000000/0.000000 fees 70000^1"}},
      {"gamma-market-closed-zero-zero-legacy.json",
       {gamma_one, "v1 will-joe-biden-get-coronavirus-before-the-election Yes/No closed "
                   "0.000000/0.000000 fees 0^1"}},
      {"gamma-market-resolved-accepting-true.json",
       {gamma_one, "v1 russia-x-ukraine-ceasefire-by-end-of-2027 Yes/No closed "
                   "1.000000/0.000000 fees 0^1"}},
      {"gamma-market-resolved-katana.json",
       {gamma_one, "v1 katana-fdv-above-1b-one-day-after-launch-395-996 Yes/No closed "
                   "resolved 0.000000/1.000000 fees 0^1"}},
      {"gamma-market-sol-updown-15m-1789943400-closed-down.json",
       {gamma_one, "v1 sol-updown-15m-1789943400 Up/Down closed resolved "
                   "0.000000/1.000000 fees 70000^1"}},
      {"gamma-markets-page-PHANTOM-5m-dec2025-no-outcomePrices.json",
       {gamma_page, "v1 will-john-braun-advance-to-the-general-election-for-wa-03 Yes/No "
                    "open 0.810000/0.190000 fees 0^1 of 25"}},
      {"gamma-markets-page-STUCK-eth-updown-5m-1772053800.json",
       {gamma_page,
        "v1 "
        "will-carlo-holse-record-the-most-goal-contributions-in-the-2025-26-uefa-europa-"
        "conference-league Yes/No open 0.355000/0.645000 fees 0^1 of 25"}},
      {"gamma-markets-page-STUCK-xrp-updown-15m-1768911300.json",
       {gamma_page,
        "v1 efa-bir-lee-2026-02-15-lee Yes/No open 0.500000/0.500000 fees 0^1 of 25"}},
      {"gamma-markets-page-open-updown-15m-4h-2026-03-11.json",
       {gamma_page, "v1 hype-up-or-down-march-12-4pm-et Up/Down open 0.500000/0.500000 "
                    "fees unknown of 25"}},
      {"gamma-markets-page-open-updown-5m-15m-2026-03-11.json",
       {gamma_page,
        "v1 btc-updown-5m-1773261600 Up/Down open 0.965000/0.035000 fees unknown of 25"}},
      {"gamma-markets-page-open-updown-daily-2026-03-11.json",
       {gamma_page, "v1 nhl-chi-sj-2026-04-06-total-5pt5 Over/Under open "
                    "0.510000/0.490000 fees 0^1 of 25"}},
      {"gamma-markets-page-open-updown-hourly-2026-03-11.json",
       {gamma_page, "v1 bitcoin-up-or-down-march-11-2pm-et Up/Down open "
                    "0.000500/0.999500 fees unknown of 25"}},
      {"clob-market-50-50-resolved.json",
       {clob_one, "closed 50-50 Imavov 0.500000 Gastelum 0.500000"}},
      {"clob-market-btc-updown-15m-1790616600-resolved-up.json",
       {clob_one, "closed Up 1.000000 wins Down 0.000000"}},
      {"dataapi-activity-error-offset-5001.json",
       {activity_v1, "refused: the reply: expected an array, found an object"}},
      {"dataapi-activity-redeem-no-asset-eth-5m-1788264300.json",
       {activity_v1, "1 rows: 1 of markets, 0 of the account, 0 aside; REDEEM 34.997271 "
                     "for 34.997271 eth-updown-5m-1788264300"}},
      {"dataapi-activity-type-maker-rebate-2026-09-28.json",
       {activity_v1, "2 rows: 0 of markets, 2 of the account, 0 aside; MAKER_REBATE "
                     "357.349000 for 357.349000 "}},
      {"dataapi-activity-type-merge-2026-09-28.json",
       {activity_v1, "2 rows: 2 of markets, 0 of the account, 0 aside; MERGE 43.333334 "
                     "for 43.333334 ethereum-up-or-down-september-28-2026-1pm-et"}},
      {"dataapi-activity-type-redeem-2026-09-28.json",
       {activity_v1, "2 rows: 2 of markets, 0 of the account, 0 aside; REDEEM 0.000000 "
                     "for 0.000000 xrp-updown-5m-1790619600"}},
      {"dataapi-activity-type-reward-2026-09-28.json",
       {activity_v1, "2 rows: 0 of markets, 2 of the account, 0 aside; REWARD 140.590100 "
                     "for 140.590100 "}},
      {"dataapi-activity-type-taker-rebate-2026-09-28.json",
       {activity_v1, "2 rows: 0 of markets, 2 of the account, 0 aside; TAKER_REBATE "
                     "70.839400 for 70.839400 "}},
      {"dataapi-activity-type-trade-2026-09-28.json",
       {activity_v1, "2 rows: 2 of markets, 0 of the account, 0 aside; BUY 199.372308 "
                     "for 147.535508 btc-updown-15m-1790619300"}},
      {"dataapi-trades-error-offset-10001.json",
       {trades_v1, "refused: the reply: expected an array, found an object"}},
      {"datav2-activity-error-limit-1001.json",
       {activity_v2, "refused: data: expected a value, found nothing"}},
      {"datav2-activity-nontrade-items-2026-10-02.json",
       {activity_v2,
        "1 rows: 0 of markets, 1 of the account, 0 aside; TAKER_REBATE 558.157900 for "
        "558.157900  | 1 rows: 0 of markets, 1 of the account, 0 aside; MAKER_REBATE "
        "31.175500 for 31.175500  | 1 rows: 0 of markets, 1 of the account, 0 aside; "
        "YIELD 48.698900 for 48.698900  | 1 rows: 0 of markets, 1 of the account, 0 "
        "aside; OTHER 50389.755618 for 50389.755618  | 1 rows: 0 of markets, 1 of the "
        "account, 0 aside; REFERRAL_REWARD 1.031100 for 1.031100  | 1 rows: 1 of "
        "markets, 0 of the account, 0 aside; MERGE 32.000000 for 32.000000 "
        "itf-gima1-opitz1-2026-10-02 | 1 rows: 1 of markets, 0 of the account, 0 aside; "
        "CONVERSION 2422.236900 for 7266.710700 ballon-dor-winner-2026"}},
      {"datav2-activity-updown-2026-09-28.json",
       {activity_v2, "3 rows: 3 of markets, 0 of the account, 0 aside; BUY 10.294118 for "
                     "3.294118 btc-updown-5m-1790620200"}},
      {"datav2-error-not-found-404.json",
       {activity_v2, "refused: data: expected a value, found nothing"}},
      {"datav2-error-offset-400.json",
       {activity_v2, "refused: data: expected a value, found nothing"}},
      {"datav2-error-user-missing-400.json",
       {activity_v2, "refused: data: expected a value, found nothing"}},
      {"datav2-resolutions-btc-15m-v1-resolved-down.json",
       {resolutions, "0x156b8d52 resolved 0.000000/1.000000 2026-10-05T23:00:53Z"}},
      {"datav2-resolutions-pending-2026-09-29.json",
       {resolutions, "0x01579d0b disputed, 0x2458f124 proposed"}},
      {"datav2-resolutions-v1-resolved-no-hash-2026-09-26.json",
       {resolutions, "0xb0f234e7 resolved 0.000000/1.000000 2026-09-26T20:40:06Z"}},
      {"datav2-status-2026-09-28.json", {status, "read"}},
      {"datav2-trades-all-2026-09-28.json", {trades_v2, "2: 10.294118 199.372308"}},
      {"datav2-trades-taker-only-2026-09-28.json", {trades_v2, "2: 5.000000 15.550000"}},
      {"datav2-trades-updown-index-999-item.json", {trades_v2, "1: 10.000000"}},
      {"gamma-event-bitcoin-daily-2026-09-28-resolved-down.json",
       {gamma_event, "v1 bitcoin-up-or-down-on-september-28-2026 Up/Down closed resolved "
                     "0.000000/1.000000 fees 70000^1 of 1"}},
      {"gamma-event-bitcoin-hourly-2026-09-28-12pm-resolved-up.json",
       {gamma_event, "v1 bitcoin-up-or-down-september-28-2026-12pm-et Up/Down closed "
                     "resolved 1.000000/0.000000 fees 70000^1 of 1"}},
      {"gamma-event-btc-updown-15m-1790616600-resolved-up.json",
       {gamma_event, "v1 btc-updown-15m-1790616600 Up/Down closed resolved "
                     "1.000000/0.000000 fees 70000^1 of 1"}},
      {"gamma-event-btc-updown-5m-1790617500-resolved-down.json",
       {gamma_event, "v1 btc-updown-5m-1790617500 Up/Down closed resolved "
                     "0.000000/1.000000 fees 70000^1 of 1"}},
      {"gamma-events-keyset-series10192-2026-10-05.json",
       {gamma_events,
        "v1 btc-updown-15m-1791241200 Up/Down open 0.955000/0.045000 fees 70000^1 of 1; "
        "v1 btc-updown-15m-1791242100 Up/Down open 0.480000/0.520000 fees 70000^1 of 1"}},
      {"gamma-market-btc-updown-15m-1791241200-open-version-v1.json",
       {gamma_one,
        "v1 btc-updown-15m-1791241200 Up/Down open 0.905000/0.095000 fees 70000^1"}},
      {"gamma-market-ethereum-hourly-2026-09-10-11am-closed-down.json",
       {gamma_one, "v1 ethereum-up-or-down-september-10-2026-11am-et Up/Down closed "
                   "resolved 0.000000/1.000000 fees 70000^1"}},
      {"gamma-market-solana-hourly-2026-09-10-10am-closed-up.json",
       {gamma_one, "v1 solana-up-or-down-september-10-2026-10am-et Up/Down closed "
                   "resolved 1.000000/0.000000 fees 70000^1"}},
      {"protocol2-gamma-event-docs-example.json",
       {gamma_event, "refused: markets[0].outcomes: expected a value, found nothing"}},
      {"protocol2-gamma-market-docs-example.json",
       {gamma_one, "refused: slug: expected a value, found nothing"}},
      {"protocol2-resolutions-62hex-400.json",
       {resolutions, "refused: data: expected a value, found nothing"}},
      {"protocol2-resolutions-active.json", {resolutions, "0x017791f2 active"}},
      {"protocol2-resolutions-resolved-up.json",
       {resolutions,
        "0x015ecdba resolved 1.000000/0.000000 by CHAINLINK 2026-10-05T21:35:56Z"}},
      {"protocol2-trades-empty.json", {trades_v2, "0:"}},
  };
  return files;
}

} // namespace

TEST_CASE("recorded: every file has its expected content or a reason not to be read",
          "[recorded]") {
  for (const auto& name : all_recorded_files()) {
    INFO(name);
    const auto found = read_files().find(name);
    if (found == read_files().end()) {
      CHECK(unread_files().contains(name));
      continue;
    }
    CHECK_FALSE(unread_files().contains(name));
    CHECK(found->second.read(*recorded(name)) == found->second.expected);
  }
}
