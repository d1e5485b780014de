// SPDX-License-Identifier: MIT
// The final content of a ledger by the simulator's own books.
#pragma once

#include "tests/simulator/market/market.hpp"
#include "tests/system/support/tracker_run.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace tracker::test {

/// The windows of every series of the simulated wallets that start at `start` or later
/// and end at `end` or earlier.
struct stretch {
  timestamp start{};
  timestamp end{};
};

/// The next `count` windows of each series that start after `now`.
stretch next_windows(const exchange::market_rules& rules, timestamp now,
                     std::int64_t count);

/// `tracker.wallets=…`, `tracker.series=…` and `tracker.window-length=…` for what is
/// simulated.
std::vector<std::string> follow_all(const exchange::market_rules& rules);

/// The simulated markets of a span, series by series.
std::vector<exchange::simulated_market> markets_of(const exchange::market_rules& rules,
                                                   const stretch& span);

/// The options `--from=…` and `--to=…` of a report about the span.
std::vector<std::string> span_options(const stretch& span);

/// The fields of a row of `report --format=json` that follow from the simulator's books,
/// once a window is settled.
nlohmann::json true_row(const std::string& wallet,
                        const exchange::simulated_market& market,
                        const exchange::market_rules& rules);

/// Asks until all grades of the span are FINAL, AMENDED or VOID; false when they are not
/// within `limit`.
bool wait_until_settled(const tracker_run& run, const stretch& span,
                        std::chrono::seconds limit);

/// Of `rows`, a whole report: each window and wallet of the span has one row, which is
/// FINAL or VOID and the truth, and so is every other row that says it is settled.
void check_grades(const nlohmann::json& rows, const exchange::market_rules& rules,
                  const stretch& span);
void check_grades(const tracker_run& run, const stretch& span);

/// The ledger's file is sound and holds each row of the simulated activity once, and no
/// other.
void check_events(const std::filesystem::path& ledger,
                  const exchange::market_rules& rules, const stretch& span);
void check_events(const tracker_run& run, const stretch& span);

} // namespace tracker::test
