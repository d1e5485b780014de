// SPDX-License-Identifier: MIT
// What a ledger has to hold in the end, by the simulator's own books.
#pragma once

#include "tests/simulator/market/market.hpp"
#include "tests/system/support/tracker_run.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace tracker::test {

/// Windows of every series of the simulated wallets: those that start at `from` or later
/// and end by `to`.
struct stretch {
  timestamp start{};
  timestamp end{};
};

/// The next so many windows of each series that start after `now`.
stretch next_windows(const exchange::market_rules& rules, timestamp now,
                     std::int64_t count);

/// `tracker.wallets=…`, `tracker.series=…` and `tracker.window-length=…`: follow what is
/// simulated.
std::vector<std::string> follow_all(const exchange::market_rules& rules);

/// The simulated markets of a span, series by series.
std::vector<exchange::simulated_market> markets_of(const exchange::market_rules& rules,
                                                   const stretch& span);

/// `--from=…` and `--to=…` of a report about the span.
std::vector<std::string> about(const stretch& span);

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
