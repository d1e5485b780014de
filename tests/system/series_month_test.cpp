// SPDX-License-Identifier: MIT
// A wallet that trades windows of every length over both nights on which New York's
// clocks change: every grade equals the simulator's books, and windows that the platform
// never listed are "not offered" and not missed.
#include "actors/ledger/days/day_comparison.hpp"
#include "actors/ledger/store/ledger_reader.hpp"
#include "main/config/setting_checks.hpp"
#include "tests/simulator/market/calendar.hpp"
#include "tests/support/catch.hpp"
#include "tests/system/support/virtual_platform.hpp"

#include "actors/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

exchange::market_rules platform_of_all_lengths() {
  exchange::market_rules rules;
  rules.seed = 17;
  rules.resolution_delay = 21s;
  rules.resolution_spread = 30s;
  rules.clob_lag = 10s;
  rules.unlisted_percent = 1;
  rules.split_percent = 1;
  rules.swapped_percent = 20;
  rules.wallets.count = 1;
  rules.wallets.series = {"btc-updown-5m", "btc-updown-15m", "btc-1h", "btc-updown-4h",
                          "btc-1d"};
  return rules;
}

/// The number of windows of all series in the span, listed or not, without the hours that
/// New York's clocks repeat.
std::size_t count_slots(const exchange::market_rules& rules, const stretch& span) {
  auto all = rules;
  all.unlisted_percent = 0;
  return markets_of(all, span).size();
}

/// Every whole day of the span is proven, each with under ten requests.
void check_proofs(const virtual_platform& platform, const stretch& span) {
  auto reader =
      std::get<ledger_reader>(ledger_reader::open(platform.effective.ledger_file));
  auto proofs = std::get<std::vector<day_proof>>(reader.proofs(timestamp{}));
  std::erase_if(proofs, [&](const day_proof& proof) {
    return proof.day < span.start || proof.day + day_length > span.end;
  });
  std::uint64_t fills = 0;
  std::uint32_t most_requests = 0;
  for (const auto& proof : proofs) {
    INFO(proof_text(proof));
    CHECK(state_of(proof) == proof_state::proven);
    CHECK(proof.requests < 10);
    CHECK(proof.ours.settled_grades == proof.ours.grades);
    fills += proof.ours.fills;
    most_requests = std::max(most_requests, proof.requests);
  }
  const auto whole_days =
      (day_of(span.end) - day_of(span.start + day_length - timespan{1})) / day_length;
  CHECK(proofs.size() == static_cast<std::size_t>(whole_days));
  WARN(fmt::format("{} days proven with {} fills, at most {} requests a day",
                   proofs.size(), fills, most_requests));
}

/// Runs the tracker over `span` and compares its books with the simulator's.
/// `repeated_hours` are never offered.
void check_span(const char* begin, timespan length, std::size_t repeated_hours) {
  auto rules = platform_of_all_lengths();
  const stretch span{*parse_time(begin), *parse_time(begin) + length};
  rules.wallets.trading_begin = span.start;
  virtual_platform platform{rules, span.start};
  platform.effective.series_names = {"btc-all"};
  REQUIRE(name_series(platform.effective).empty());
  platform.effective.clock_interval = 1min;
  platform.effective.poll_interval = 10min;
  // The grades of the last windows follow UMA, at most 26 minutes after their end.
  REQUIRE(platform.run(length + 90min) == 0);
  CHECK(platform.lines(" ERROR ").empty());
  auto options = span_options(span);
  options.emplace_back("--all");
  check_grades(platform.report(options), rules, span);

  options = span_options(span);
  options.emplace_back("--coverage");
  const auto coverage = platform.report(options);
  INFO(coverage.dump(1));
  const auto offered = markets_of(rules, span).size();
  const auto absent = count_slots(rules, span) - offered + repeated_hours;
  CHECK(coverage["missed"] == 0);
  CHECK(coverage["not_offered"] == absent);
  CHECK(coverage["known"] == "1.000000");
  std::size_t reported = 0;
  for (const auto& gap : coverage["gaps"]) {
    CHECK(gap["coverage"] == "not offered");
    reported += gap["windows"].get<std::size_t>();
  }
  CHECK(reported == absent);
  CHECK(platform.lines("was not offered by the platform").size() >= absent);
  check_proofs(platform, span);
}

} // namespace

TEST_CASE("windows of every length over the night the clocks go back", "[series]") {
  check_span("2026-10-31T12:00:00Z", 48h, 2);
}

TEST_CASE("windows of every length over the night the clocks go forward",
          "[series][.long]") {
  check_span("2026-03-07T12:00:00Z", 48h, 0);
}

TEST_CASE("a month of every length over the night the clocks go back",
          "[series][.long]") {
  check_span("2026-10-12T12:00:00Z", 30 * 24h, 2);
}

TEST_CASE("a month of every length over the night the clocks go forward",
          "[series][.long]") {
  check_span("2026-02-20T12:00:00Z", 30 * 24h, 0);
}
