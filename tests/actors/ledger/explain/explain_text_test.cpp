// SPDX-License-Identifier: MIT
#include "actors/ledger/explain/explain.hpp"

#include "tests/actors/ledger/report/report_grades.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

using text_lines = std::vector<std::string>;

text_lines explained(const explanation& subject) {
  return explain_lines(subject, {}, los_angeles, {});
}

/// Up at 0.49 as a maker, Down at 0.47 as a taker, one Up sold, two sets merged, the rest
/// redeemed.
explanation mixed_window() {
  const std::vector<activity_event> events{
      trades.buy_up("10", "0.49"), later(trades.buy_down("8", "0.47", "3.899472"), 12),
      later(trades.sell_up("1", "0.6"), 400), later(trades.merge("2"), 600),
      later(trades.redeem(outcome::up, "7", "7"), 900)};
  auto graded = grade_at(september, events, settlement::up);
  graded.revision = 2;
  graded.sources = {{winner_source::gamma,
                     settlement::up,
                     graded.window.end + std::chrono::seconds{40},
                     {}},
                    {winner_source::resolutions, settlement::up,
                     graded.window.end + std::chrono::seconds{42}, "CHAINLINK"},
                    {winner_source::redemption, settlement::up, events.back().time, {}}};
  auto replaced =
      grade_at(september, {events[0]}, settlement::up, grade_status::provisional);
  replaced.reason = "one source";
  replaced.revision = 1;
  return {
      graded,
      trades.market,
      window_coverage{coverage_kind::watched, graded.window.start, graded.window.end, ""},
      events,
      {replaced}};
}

/// The lines below a title, up to the next.
text_lines part(const text_lines& lines, const char* title) {
  const auto first = std::find(lines.begin(), lines.end(), title);
  REQUIRE(first != lines.end());
  return {first + 1, std::find(first, lines.end(), "")};
}

/// True when one of the lines contains the text.
bool has_line(const text_lines& lines, const std::string& text) {
  return std::any_of(lines.begin(), lines.end(), [&](const std::string& each) {
    return each.find(text) != std::string::npos;
  });
}

} // namespace

// 8 pairs cost 8/10 of 4.90 and 3.899472; 2 sets were merged, 6 Up won. 2 Up cost 0.98:
// one sold for 0.60, one won.
TEST_CASE("explain: the events, the sums, the winner and the missing data") {
  CHECK(
      explained(mixed_window()) ==
      text_lines{
          // clang-format off
"btc-updown-15m-1789943400",
"  Window    : 2026-09-20 15:30:00 PDT to 2026-09-20 15:45:00 PDT",
"  Wallet    : main",
"  Grade     : FINAL, ARB, P/L 0.800528",
"  Rule      : the Chainlink stream of BTC/USD, averaged over a minute (TWAP); a "
"tie is Up",
"  Coverage  : watched from 2026-09-20 15:30:00 PDT to 2026-09-20 15:45:00 PDT",
"",
"Winner",
"  Outcome   : UP by gamma 2026-09-20 15:45:40 PDT, resolutions 2026-09-20 15:45:42 PDT (CHAINLINK), redemption 2026-09-20 15:46:00 PDT",
"  Settled   : 2026-09-20 15:45:40 PDT",
"  gamma     : no winner recorded",
"  Redeemed  : proves UP",
"",
"History",
"  revision 1 at 2026-09-20 15:45:50 PDT: PROVISIONAL, P/L 5.100000, one source",
"  revision 2 at 2026-09-20 15:45:50 PDT: FINAL, P/L 0.800528",
"",
"Events",
"      Time                     To end  Type    Side     Shares  Price            Cash  Fee in it          Role            Transaction",
"  #1  2026-09-20 15:31:00 PDT  T-840s  BUY     UP    10.000000  @ 0.490000  -4.900000  0.000000 observed  maker inferred  0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
"  #2  2026-09-20 15:31:12 PDT  T-828s  BUY     DOWN   8.000000  @ 0.470000  -3.899472  0.139472 observed  taker inferred  0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
"  #3  2026-09-20 15:37:40 PDT  T-440s  SELL    UP     1.000000  @ 0.600000  +0.600000  0.000000 observed  maker inferred  0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
"  #4  2026-09-20 15:41:00 PDT  T-240s  MERGE   both   2.000000              +2.000000                                     0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
"  #5  2026-09-20 15:46:00 PDT   T+60s  REDEEM  UP     7.000000              +7.000000                                     0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
"",
"Arithmetic",
"  ✓ UP bought               10.000000 = 10.000000 #1",
"  ✓ UP cost                  4.900000 = 4.900000 #1",
"  ✓ UP sold                  1.000000 = 1.000000 #3",
"  ✓ UP proceeds              0.600000 = 0.600000 #3",
"  ✓ UP redeemed              7.000000 = 7.000000 #5",
"  ✓ UP payout                7.000000 = 7.000000 #5",
"  ✓ DOWN bought              8.000000 = 8.000000 #2",
"  ✓ DOWN cost                3.899472 = 3.899472 #2",
"  ✓ Merged                   2.000000 = 2.000000 #4",
"  ✓ Merge proceeds           2.000000 = 2.000000 #4",
"  ✓ Fees                     0.139472 = 0.139472 #2",
"  ✓ UP at the end            7.000000 = 10.000000 bought - 1.000000 sold - 2.000000 merged",
"  ✓ UP held                  0.000000 = 7.000000 at the end - 7.000000 redeemed",
"  ✓ DOWN at the end          6.000000 = 8.000000 bought - 2.000000 merged",
"  ✓ DOWN held                6.000000 = 6.000000 at the end",
"  ✓ DOWN value               0.000000 = 6.000000 held, $1 each - 6.000000 lost",
"  ✓ UP average entry         0.490000 = 0.490000 from 4.900000 / 10.000000",
"  ✓ DOWN average entry       0.487434 = 0.487434 from 3.899472 / 8.000000",
"  ✓ Pair cost                0.977434 = 0.490000 UP average + 0.487434 DOWN average",
"  ✓ Money in                 8.799472 = 4.900000 UP + 3.899472 DOWN",
"  ✓ Proceeds                 2.600000 = 0.600000 UP + 2.000000 merges",
"  ✓ Payout                   7.000000 = 7.000000 UP",
"  ✓ Net P/L                  0.800528 = 2.600000 proceeds + 7.000000 payout - 8.799472 money in",
"  ✓ Before fees              0.940000 = 0.800528 net P/L + 0.139472 fees",
"  ✓ Pairs                    8.000000 = 8.000000 the smaller side",
"  ✓ One-sided                2.000000 = 10.000000 the larger side - 8.000000 paired",
"  ✓ ARB cost                 7.819472 = 3.920000 UP cost × 8.000000/10.000000 + 3.899472 DOWN cost × 8.000000/8.000000",
"  ✓ ARB P/L                  0.180528 = 2.000000 merges + 6.000000 UP payout and value - 7.819472 ARB cost",
"  ✓ One-sided cost           0.980000 = 8.799472 money in - 7.819472 ARB cost",
"  ✓ DIR P/L                  0.620000 = 0.600000 UP proceeds + 1.000000 UP payout and value - 0.980000 one-sided cost",
"  ✓ Residual                 0.000000 = 0.800528 net P/L - 0.180528 ARB - 0.620000 directional",
"    One-sided part        DIRECTIONAL : average entry 0.490000, captures begin at 0.950000",
"  ✓ All figures, computed again from these events, are the same.",
"",
"Roles",
"  maker    57.9% of 19.000000 shares in 2 fills, 0 observed, +$4.70, +0.4273 a share",
"  taker    42.1% of 19.000000 shares in 1 fill, 0 observed, -$3.90, -0.4874 a share",
"  legs     mixed 12.0 s in 1 window between the first buys",
"",
"Missing",
"  nothing",
          // clang-format on
      });
}

TEST_CASE("explain: a dissenting source and unrecorded sources are shown") {
  auto subject = mixed_window();
  subject.current.sources[1].winner = settlement::down;
  auto lines = part(explained(subject), "Winner");
  CHECK(has_line(lines, "Outcome   : UP by gamma 2026-09-20 15:45:40 PDT, redemption "));
  CHECK(has_line(
      lines, "But       : resolutions 2026-09-20 15:45:42 PDT (CHAINLINK) says DOWN"));
  subject.current.sources.clear();
  lines = part(explained(subject), "Winner");
  CHECK(has_line(lines, "Outcome   : UP by sources that were not recorded"));
}

TEST_CASE("explain: sources that disagree name no winner, and all are shown") {
  auto subject = mixed_window();
  subject.current.winner.reset();
  subject.current.status = grade_status::pending;
  subject.current.sources.resize(2);
  subject.current.sources[1].winner = settlement::down;
  subject.current.reason = "gamma says UP, resolutions says DOWN, not graded";
  const auto lines = explained(subject);
  CHECK(has_line(lines, "  none yet"));
  CHECK(has_line(lines, "Disputed  : gamma 2026-09-20 15:45:40 PDT says UP"));
  CHECK(has_line(
      lines, "Disputed  : resolutions 2026-09-20 15:45:42 PDT (CHAINLINK) says DOWN"));
  CHECK(has_line(lines, "a winner: gamma says UP, resolutions says DOWN, not graded"));
}

TEST_CASE("explain: a figure that does not add up is marked") {
  auto subject = mixed_window();
  subject.current.figures.up.cost -= usdc::from_micros(1'000);
  const auto lines = part(explained(subject), "Arithmetic");
  CHECK(has_line(lines,
                 "✗ UP cost                  4.899000 = 4.900000 #1, which is 4.900000"));
  CHECK(has_line(lines, "✗ Money in"));
  CHECK(has_line(lines, "✓ DOWN cost"));
  CHECK(has_line(lines,
                 "✗ Computed again from these events, the figures are not the same: P/L "
                 "0.800528, fees 0.139472, ARB."));
}

TEST_CASE("explain: an event later than the grade is reported") {
  auto subject = mixed_window();
  subject.events.push_back(trades.buy_up("1", "0.5"));
  const auto lines = part(explained(subject), "Arithmetic");
  CHECK(has_line(lines, "✗ UP bought"));
  CHECK(has_line(lines, "= 10.000000 #1 + 1.000000 #6, which is 11.000000"));
}

TEST_CASE("explain: many rows are counted, not listed") {
  const std::vector<activity_event> events(200, trades.buy_up("1", "0.5"));
  explanation subject{
      grade_at(september, events, settlement::up), trades.market, {}, events, {}};
  CHECK(has_line(explained(subject),
                 "✓ UP bought              200.000000 = 200.000000 in 200 rows"));
  CHECK(part(explained(subject), "Events").size() == 201);
}

TEST_CASE("explain: a window that is open, not traded, not found") {
  auto open = grade_at(september, {trades.buy_up("10", "0.49")}, std::nullopt);
  const explanation subject{open, trades.market, {}, {trades.buy_up("10", "0.49")}, {}};
  CHECK(part(explained(subject), "Winner").front() == "  none yet");
  CHECK(part(explained(subject), "Missing") == text_lines{"  a winner"});
  CHECK(
      has_line(explained(subject),
               "UP value                 0.000000 = 10.000000 held, $1 each - 10.000000 "
               "without a winner"));

  auto idle = grade_at(september, {}, settlement::down);
  idle.wallet = {};
  const explanation nothing{idle, std::nullopt, {}, {}, {}};
  CHECK(has_line(explained(nothing), "Wallet    : none is watched"));
  CHECK(has_line(explained(nothing), "gamma     : the market was not found yet"));
  CHECK(part(explained(nothing), "Events") == text_lines{"  none"});
  CHECK(part(explained(nothing), "Arithmetic").empty());
  CHECK(part(explained(nothing), "Missing") == text_lines{"  nothing"});
}

TEST_CASE("explain: removed events are not reported as none") {
  auto subject = mixed_window();
  subject.events.clear();
  const auto lines = explained(subject);
  CHECK(part(lines, "Events") == text_lines{"  3 fills, no longer in the ledger"});
  CHECK_FALSE(has_line(lines, "✗"));
  CHECK_FALSE(has_line(lines, "UP bought"));
  CHECK(has_line(lines, "✓ Net P/L"));
  CHECK(part(lines, "Missing") ==
        text_lines{"  the events, older than ledger.keep-events"});
}

TEST_CASE("explain: uncertain data is named") {
  auto odd = trades.buy_up("1", "0.5");
  odd.asset = "12345";
  const std::vector<activity_event> events{trades.sell_up("4", "0.5"), odd,
                                           trades.redeem_all("3")};
  auto graded = grade_at(september, events, settlement::down, grade_status::provisional);
  graded.reason = "the wallet's history is not complete";
  const explanation subject{graded, trades.market, {}, events, {}};
  CHECK(part(explained(subject), "Missing") ==
        text_lines{"  the wallet's history is not complete",
                   "  rows that brought 4.000000 UP tokens",
                   "  rows that brought 3.000000 DOWN tokens",
                   "  3.000000 of redemptions that the held tokens do not explain",
                   "  the meaning of 1 row"});
  CHECK(has_line(explained(subject), "contradicts the winner"));
}

TEST_CASE("explain: each wallet's events and revisions are its own") {
  remembered_window subject;
  subject.in = trades.market;
  auto mine = grade_at(september, {}, settlement::up);
  auto theirs = mine;
  theirs.wallet = {"", side_address};
  subject.grades = {mine, theirs};
  auto event = trades.buy_up("1", "0.5");
  subject.events = {event, event};
  subject.events.back().wallet = side_address;
  const auto explanations = explanations_of(subject, {theirs, theirs, mine});
  REQUIRE(explanations.size() == 2);
  CHECK(explanations[0].current == mine);
  CHECK(explanations[0].events == std::vector{subject.events[0]});
  CHECK(explanations[0].before.size() == 1);
  CHECK(explanations[1].events == std::vector{subject.events[1]});
  CHECK(explanations[1].before.size() == 2);
}
