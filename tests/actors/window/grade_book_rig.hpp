// SPDX-License-Identifier: MIT
// The grade books of one series, and the events that they return.
#pragma once

#include "actors/window/grade_book.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/actors/window/sample_windows.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tracker::test::grade_book_rig {

inline const watched_wallet main_wallet{"main", std::string{"0x"}.append(40, 'a')};
inline const watched_wallet other_wallet{"other", std::string{"0x"}.append(40, 'b')};

/// The books of one series, and the events that they have returned.
struct book_scene {
  explicit book_scene(std::vector<watched_wallet> wallets = {main_wallet},
                      grade_book_rules rules = {})
      : books{btc, std::move(wallets), std::move(rules)} {}

  book rows;
  tracker::market market = rows.market;
  window this_window{market.slug, market.start, market.end};
  grade_book books;
  timestamp now = market.start;
  std::vector<grade_made> made;
  std::vector<grade_book_event> others;

  void keep(std::vector<grade_book_event> events) {
    for (auto& event : events)
      if (auto* grade = std::get_if<grade_made>(&event))
        made.push_back(*grade);
      else
        others.push_back(event);
  }
  void open() {
    keep(books.open(this_window, now));
    keep(books.set_market(market, now));
  }
  /// The wallet's rows, with everything known up to `known_to`.
  void add_rows(std::vector<activity_event> events, timestamp known_to,
                std::vector<doubtful_row> doubtful = {},
                const watched_wallet& wallet = main_wallet) {
    for (auto& row : events)
      row.wallet = wallet.address;
    keep(books.add_activity(
        {wallet,
         std::make_shared<const std::vector<activity_event>>(std::move(events)),
         {market.start - std::chrono::hours{48}, known_to},
         std::make_shared<const std::vector<doubtful_row>>(std::move(doubtful)),
         now},
        now));
  }
  /// Gamma reports the winner, and CLOB too when it is `confirmed`.
  void resolve(settlement winner, bool confirmed) {
    std::vector<source_report> reports{{winner_source::gamma, winner, now, {}}};
    if (confirmed)
      reports.push_back({winner_source::clob, winner, now, {}});
    report(std::move(reports));
  }
  void report(std::vector<source_report> reports) {
    keep(books.resolve(market, std::move(reports), now));
  }
  source_report report_of(winner_source source, settlement winner) const {
    return {source, winner, now, {}};
  }
  const grade& last() const { return made.back().graded; }
  std::size_t count(grade_change change) const {
    return static_cast<std::size_t>(
        std::count_if(made.begin(), made.end(),
                      [&](const grade_made& each) { return each.change == change; }));
  }
};

} // namespace tracker::test::grade_book_rig
