// SPDX-License-Identifier: MIT
#include "actors/window/grade_block.hpp"

#include "actors/text/shown_cents.hpp"
#include "actors/window/grade/accounting.hpp"
#include "actors/window/series/series.hpp"
#include "tests/actors/ledger/report/report_grades.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;

namespace {

grade graded(const std::vector<activity_event>& events, settlement winner) {
  const auto listed = market_at(september);
  grade result;
  result.window = {listed.slug, listed.start, listed.end};
  result.series = "btc-updown-15m";
  result.wallet = {"main", std::string{"0x"}.append(40, 'a')};
  result.status = grade_status::final;
  result.winner = winner;
  result.figures = account(listed, std::nullopt, events, winner);
  return result;
}

} // namespace

TEST_CASE("grade block: a window without trades is one line for all wallets") {
  std::vector<grade_made> changes;
  for (const auto* name : {"main", "side", "spare"}) {
    auto idle = graded({}, settlement::up);
    idle.wallet.name = name;
    changes.push_back({idle, nullptr, grade_change::graded});
  }
  auto reports = grade_reports(changes, los_angeles);
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].event == "window-graded");
  CHECK(reports[0].text ==
        "WINDOW GRADED: btc-updown-15m-1789943400 | UP | no trades | FINAL");
  CHECK(reports[0].rows.empty());
  CHECK(std::count(reports[0].fields.begin(), reports[0].fields.end(),
                   std::pair<std::string, std::string>{"wallet", "main, side, spare"}) ==
        1);

  changes[1].graded.status = grade_status::provisional;
  changes[1].graded.reason = "the wallet's activity is not known to the window's end";
  reports = grade_reports(changes, los_angeles);
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].text ==
        "WINDOW GRADED: btc-updown-15m-1789943400 | UP | no trades | PROVISIONAL (1 of 3 "
        "wallets) | the wallet's activity is not known to the window's end");

  for (auto& change : changes)
    change.change = grade_change::confirmed;
  changes[1].graded.status = grade_status::final;
  changes[1].graded.reason.clear();
  reports = grade_reports(changes, los_angeles);
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].text == "GRADE FINAL: btc-updown-15m-1789943400 | UP | no trades");
}

TEST_CASE("grade block: wallets without trades are confirmed in one line, with the last "
          "of them") {
  const auto listed = market_at(september);
  const watched_wallet first{"main", std::string{"0x"}.append(40, 'a')};
  const watched_wallet second{"side", std::string{"0x"}.append(40, 'b')};
  grade_book books{*parse_series("btc-updown-15m"), {first, second}, {}};
  const auto end = listed.end + std::chrono::minutes{1};
  std::vector<std::string> lines;
  const auto log = [&](const std::vector<grade_book_event>& events) {
    std::vector<grade_made> changes;
    for (const auto& event : events)
      changes.push_back(std::get<grade_made>(event));
    for (const auto& report : grade_reports(changes_to_show(changes, books), los_angeles))
      lines.push_back(report.text);
  };
  const auto read_to_end = [&](const watched_wallet& wallet) {
    return books.add_activity({wallet,
                               std::make_shared<const std::vector<activity_event>>(),
                               {listed.start - std::chrono::hours{48}, end},
                               std::make_shared<const std::vector<doubtful_row>>(),
                               end},
                              end);
  };
  log(books.open({listed.slug, listed.start, listed.end}, listed.start));
  log(books.resolve(listed,
                    {{winner_source::gamma, settlement::up, end, {}},
                     {winner_source::clob, settlement::up, end, {}}},
                    end));
  log(read_to_end(first));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with(
      "WINDOW GRADED: btc-updown-15m-1789943400 | UP | no trades | PROVISIONAL | "));
  log(read_to_end(second));
  REQUIRE(lines.size() == 2);
  CHECK(lines[1] == "GRADE FINAL: btc-updown-15m-1789943400 | UP | no trades");
}

TEST_CASE(
    "grade block: each wallet with trades has its own block, and a pending grade has "
    "none") {
  const book rows;
  std::vector<grade_made> changes;
  changes.push_back({graded({}, settlement::up), nullptr, grade_change::graded});
  changes.push_back({graded({rows.buy_up("10", "0.60")}, settlement::up), nullptr,
                     grade_change::graded});
  changes.push_back({graded({rows.buy_up("20", "0.60")}, settlement::up), nullptr,
                     grade_change::corrected});
  changes.push_back({graded({}, settlement::up), nullptr, grade_change::opened});
  changes.push_back({graded({rows.buy_up("10", "0.60")}, settlement::up), nullptr,
                     grade_change::counted});
  const auto reports = grade_reports(changes, los_angeles);
  REQUIRE(reports.size() == 3);
  CHECK(reports[0].text == "WINDOW GRADED: btc-updown-15m-1789943400 | UP | main +$4.00 "
                           "| DIRECTIONAL WIN | FINAL");
  CHECK_FALSE(reports[0].rows.empty());
  CHECK(reports[1].text == "GRADE CORRECTED: btc-updown-15m-1789943400 | UP | main "
                           "+$8.00 | DIRECTIONAL WIN | FINAL");
  CHECK(reports[2].text ==
        "WINDOW GRADED: btc-updown-15m-1789943400 | UP | no trades | FINAL");
}

TEST_CASE("grade block: only the traded parts have rows") {
  const book rows;
  auto sample =
      graded({rows.buy_up("10", "0.49"), later(rows.buy_down("10", "0.47"), 12)},
             settlement::down);
  sample.strategy = "pairs";
  CHECK(grade_summary(sample) == "DOWN | main +$0.40 | ARB PAIRED | FINAL");
  CHECK(grade_rows(sample, los_angeles) ==
        std::vector<std::string>{
            "  Time       : 2026-09-20 15:30:00 - 15:45:00 PDT",
            "  Outcome    : DOWN",
            "  ARB Entry  : 10.0 pairs: UP @0.49 maker + DN @0.47 maker = 0.96, legs 12s "
            "apart, UP first",
            "  ARB Result : PAIRED",
            "  ARB P/L    : +$0.40",
            "  Fees       : $0.0000 observed, before fees +$0.40",
            "  TOTAL P/L  : +$0.40",
            "  Status     : FINAL | ARB | pairs",
        });
  sample = graded({rows.buy_down("20", "0.97")}, settlement::up);
  sample.status = grade_status::provisional;
  sample.reason = "no second source has named the winner";
  CHECK(grade_summary(sample) == "UP | main -$19.40 | 99C_CAPTURE LOSS | PROVISIONAL");
  CHECK(grade_rows(sample, los_angeles) ==
        std::vector<std::string>{
            "  Time       : 2026-09-20 15:30:00 - 15:45:00 PDT",
            "  Outcome    : UP",
            "  99c Entry  : DN 20.0@0.97",
            "  99c Result : LOSS",
            "  99c P/L    : -$19.40",
            "  Fees       : $0.0000 observed, before fees -$19.40",
            "  TOTAL P/L  : -$19.40",
            "  Status     : PROVISIONAL | 99C_CAPTURE | no second source has named the "
            "winner",
        });
  const auto text =
      grade_rows(graded({rows.buy_up("10", "0.60")}, settlement::up), los_angeles);
  REQUIRE(text.size() == 8);
  CHECK(text[2] == "  DIR Entry  : UP 10.0@0.60");
  CHECK(text[3] == "  DIR Result : WIN");
  CHECK(text[4] == "  DIR P/L    : +$4.00");
}

TEST_CASE("grade block: the parts in cents add up to the total in cents") {
  // Exact: +$0.106 and +$0.106 make +$0.212; rounded one by one they would make $0.22.
  auto sample = graded({}, settlement::up);
  sample.figures.kind = trade_kind::arb;
  sample.figures.arb.result = trade_result::lopsided;
  sample.figures.one_sided.kind = trade_kind::directional;
  sample.figures.arb.pnl = sample.figures.directional_pnl = usdc::from_micros(106'000);
  sample.figures.pnl = usdc::from_micros(212'000);
  const auto rows = grade_rows(sample, los_angeles);
  CHECK(rows[4] == "  ARB P/L    : +$0.11");
  CHECK(rows[7] == "  DIR P/L    : +$0.10");
  CHECK(rows[8] == "  TOTAL P/L  : +$0.21");
}

TEST_CASE("shown cents: a table") {
  const auto shown = [](const std::vector<std::int64_t>& micros) {
    std::vector<usdc> parts;
    for (const auto count : micros)
      parts.push_back(usdc::from_micros(count));
    std::vector<std::int64_t> cents;
    for (const auto part : shown_cents(parts))
      cents.push_back(part.micros() / 10'000);
    return cents;
  };
  using list = std::vector<std::int64_t>;
  CHECK(shown({}).empty());
  CHECK(shown({5'000}) == list{1});
  CHECK(shown({-5'000}) == list{-1});
  CHECK(shown({4'999}) == list{0});
  CHECK(shown({106'000, 106'000}) == list{11, 10});
  CHECK(shown({103'300, 103'300, 103'400}) == list{10, 10, 11});
  CHECK(shown({-104'000, 104'000}) == list{-10, 10});
  CHECK(shown({10'000, 0, -20'000}) == list{1, 0, -2});
  CHECK(shown({19'999, 0, 1}) == list{2, 0, 0});
}

TEST_CASE("shown cents: they add up to the shown total, each within a cent",
          "[properties]") {
  CHECK(rc::check([] {
    std::vector<usdc> parts(*rc::gen::inRange<std::size_t>(1, 12));
    usdc total;
    for (auto& part : parts) {
      part = usdc::from_micros(*rc::gen::element(
          *rc::gen::inRange<std::int64_t>(-50'000, 50'000),
          *rc::gen::inRange<std::int64_t>(-9'000'000'000'000, 9'000'000'000'000),
          *rc::gen::inRange<std::int64_t>(-500, 500) * 10'000));
      total += part;
    }
    const auto shown = shown_cents(parts);
    RC_ASSERT(shown.size() == parts.size());
    usdc sum;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      sum += shown[i];
      RC_ASSERT(shown[i].micros() % 10'000 == 0);
      const auto difference = (shown[i] - parts[i]).micros();
      RC_ASSERT(-10'000 < difference && difference < 10'000);
      RC_ASSERT(parts[i].micros() % 10'000 != 0 || shown[i] == parts[i]);
    }
    RC_ASSERT(format_signed_dollars(sum) == format_signed_dollars(total));
  }));
}

TEST_CASE("grade block: the parts of any trades add up to their total", "[properties]") {
  CHECK(rc::check([] {
    auto sample = any_grade();
    // Fees make amounts with fractions of cents.
    const auto fee = [](usdc& pnl, usdc& part) {
      const auto amount = usdc::from_micros(*rc::gen::inRange<std::int64_t>(0, 30'000));
      pnl -= amount;
      part -= amount;
    };
    if (sample.figures.kind == trade_kind::arb)
      fee(sample.figures.pnl, sample.figures.arb.pnl);
    if (sample.figures.one_sided.kind == trade_kind::directional)
      fee(sample.figures.pnl, sample.figures.directional_pnl);
    std::int64_t parts = 0;
    std::int64_t total = 0;
    for (const auto& row : grade_rows(sample, los_angeles)) {
      const auto label = row.find("P/L");
      if (label == std::string::npos || row.find("before fees") != std::string::npos)
        continue;
      auto amount = row.substr(row.find(": ") + 2);
      amount.erase(amount.find('$'), 1);
      if (amount.front() == '+')
        amount.erase(0, 1);
      const auto cents = parse_micros(amount).value();
      (row.find("TOTAL") == std::string::npos ? parts : total) += cents;
    }
    RC_ASSERT(parts == total);
  }));
}

TEST_CASE("grade block: a confirmed grade is one line") {
  const book rows;
  const auto reports =
      grade_reports({{graded({rows.buy_up("10", "0.60")}, settlement::up), nullptr,
                      grade_change::confirmed}},
                    los_angeles);
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].event == "grade-confirmed");
  CHECK(reports[0].text == "GRADE FINAL: btc-updown-15m-1789943400 | UP | main +$4.00");
  CHECK(reports[0].rows.empty());
}
