// SPDX-License-Identifier: MIT
// Windows of several lengths of one asset are open at once: a row of any time belongs to
// its market alone.
#include "actors/window/series/series_table.hpp"
#include "tests/actors/window/grade_book_rig.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

using namespace tracker;
using namespace tracker::test;
using namespace tracker::test::grade_book_rig;
using namespace std::chrono_literals;

namespace {

/// A window of a series that is open at the same time as all the others.
struct overlapping {
  const char* series;
  std::string slug;
  std::int64_t start;
  std::int64_t end;
  /// Ups bought at 0.40.
  std::string size;
};

const std::vector<overlapping>& all_lengths() {
  static const std::vector<overlapping> result{
      {"btc-updown-5m", "btc-updown-5m-1789944000", 1'789'944'000, 1'789'944'300, "1"},
      {"btc-updown-15m", "btc-updown-15m-1789943400", 1'789'943'400, 1'789'944'300, "20"},
      {"btc-1h", "bitcoin-up-or-down-september-20-2026-6pm-et", 1'789'941'600,
       1'789'945'200, "300"},
      {"btc-updown-4h", "btc-updown-4h-1789934400", 1'789'934'400, 1'789'948'800, "4000"},
      {"btc-1d", "bitcoin-up-or-down-on-september-21-2026", 1'789'920'000, 1'790'006'400,
       "50000"}};
  return result;
}

market market_of(std::size_t number) {
  const auto& window = all_lengths().at(number);
  const auto digit = static_cast<char>('1' + number);
  market result;
  result.slug = window.slug;
  result.condition_id = std::string{"0x"}.append(64, digit);
  result.up_token = std::string(70, digit) + "1";
  result.down_token = std::string(70, digit) + "2";
  result.start = from_unix_seconds(window.start);
  result.end = from_unix_seconds(window.end);
  return result;
}

series series_of(std::size_t number) {
  const auto known = series_named(all_lengths().at(number).series);
  REQUIRE(known);
  return *known;
}

/// Buys in all windows at the same second, in one message.
std::vector<activity_event> rows_of_all() {
  std::vector<activity_event> result;
  for (std::size_t number = 0; number < all_lengths().size(); ++number) {
    const book rows{market_of(number)};
    auto bought = rows.buy_up(all_lengths()[number].size, "0.4");
    bought.time = from_unix_seconds(1'789'944'100);
    bought.wallet = main_wallet.address;
    result.push_back(bought);
  }
  return result;
}

} // namespace

TEST_CASE("overlapping windows: a fill belongs to its market alone") {
  const auto rows = std::make_shared<const std::vector<activity_event>>(rows_of_all());
  const auto none = std::make_shared<const std::vector<doubtful_row>>();
  const auto now = from_unix_seconds(1'789'944'120);
  // The rows come before the window is opened, or after it.
  const bool is_early = GENERATE(true, false);
  std::uint64_t fills = 0;
  usdc cost;
  for (std::size_t number = 0; number < all_lengths().size(); ++number) {
    const auto& window = all_lengths()[number];
    INFO(window.series);
    const auto details = market_of(number);
    grade_book books{series_of(number), {main_wallet}, {}};
    const wallet_activity activity{
        main_wallet, rows, {details.start - 48h, now}, none, now};
    std::vector<grade_book_event> events;
    const auto keep = [&](std::vector<grade_book_event> more) {
      std::move(more.begin(), more.end(), std::back_inserter(events));
    };
    if (is_early)
      keep(books.add_activity(activity, details.start - 1h));
    keep(books.open({details.slug, details.start, details.end}, now));
    keep(books.set_market(details, now));
    if (!is_early)
      keep(books.add_activity(activity, now));
    keep(books.resolve(details,
                       {{winner_source::gamma, settlement::up, details.end, {}},
                        {winner_source::clob, settlement::up, details.end, {}}},
                       details.end));
    std::map<std::string, grade> made;
    for (const auto& event : events)
      if (const auto* grade = std::get_if<grade_made>(&event))
        made[grade->graded.window.slug] = grade->graded;
    REQUIRE(made.size() == 1);
    const auto& figures = made.at(window.slug).figures;
    CHECK(figures.fills == 1);
    CHECK(figures.unexplained == 0);
    CHECK(figures.up.bought == shares::from_micros(micros(window.size)));
    CHECK(figures.down.bought == shares{});
    fills += figures.fills;
    cost += figures.cost;
  }
  usdc paid;
  for (const auto& row : *rows)
    paid += row.cash;
  CHECK(fills == rows->size());
  CHECK(cost == paid);
}

TEST_CASE("overlapping windows: a row with the slug of one market and the condition of "
          "another counts in neither") {
  auto rows = rows_of_all();
  auto odd = rows[0];
  odd.condition_id = rows[1].condition_id;
  odd.transaction = std::string{"0x"}.append(64, 'e');
  const auto now = from_unix_seconds(1'789'944'120);
  for (const std::size_t number : {std::size_t{0}, std::size_t{1}}) {
    const auto details = market_of(number);
    grade_book books{series_of(number), {main_wallet}, {}};
    std::vector<grade_book_event> events =
        books.open({details.slug, details.start, details.end}, now);
    books.set_market(details, now);
    events = books.add_activity({main_wallet,
                                 std::make_shared<const std::vector<activity_event>>(
                                     std::vector<activity_event>{rows[0], rows[1], odd}),
                                 {details.start - 48h, now},
                                 std::make_shared<const std::vector<doubtful_row>>(),
                                 now},
                                now);
    for (const auto& event : events)
      if (const auto* grade = std::get_if<grade_made>(&event)) {
        CHECK(grade->graded.figures.fills == 1);
        CHECK(grade->graded.figures.up.bought ==
              shares::from_micros(micros(all_lengths()[number].size)));
      }
  }
}
