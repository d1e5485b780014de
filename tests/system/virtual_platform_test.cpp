// SPDX-License-Identifier: MIT
// Whole runs in virtual time: hours of the platform in seconds.
#include "tests/support/catch.hpp"
#include "tests/system/support/bad_day.hpp"
#include "tests/system/support/virtual_platform.hpp"

#include <algorithm>
#include <random>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

const timestamp start = from_unix_seconds(1'796'000'000 / 300 * 300);

exchange::market_rules virtual_rules(std::size_t series, unsigned wallets) {
  exchange::market_rules rules;
  rules.window_length = 60s;
  rules.resolution_delay = 8s;
  rules.resolution_spread = 8s;
  rules.clob_lag = 5s;
  rules.resolutions_lag = 3s;
  rules.protocol2_percent = 50;
  rules.swapped_percent = 40;
  rules.misleading_percent = 40;
  rules.other_fees_percent = 30;
  rules.wallets.count = wallets;
  rules.wallets.series.clear();
  for (const auto* asset : {"btc", "eth", "sol", "xrp", "doge"})
    if (rules.wallets.series.size() < series)
      rules.wallets.series.push_back(std::string{asset} + "-updown-5m");
  rules.wallets.trading_begin = start;
  rules.wallets.index_delay = 2s;
  rules.wallets.index_jitter = 3s;
  return rules;
}

/// Faults as recorded at edges and proxies: 40 of 100 attempts fail, each kind equally
/// often.
class random_faults {
public:
  explicit random_faults(std::uint64_t seed) : random_{seed} {}

  attempt_end operator()(const exchange::request& /*request*/,
                         const exchange::reply& good, timestamp /*now*/) {
    const auto latency = std::chrono::milliseconds{draw(50, 400)};
    auto reply = answer_of(good);
    if (draw(0, 99) >= 40)
      return {latency, reply};
    switch (draw(0, 8)) {
    case 0:
      return {latency, page(500, "<html><title>500 Internal Server Error</title>")};
    case 1:
      return {latency, page(502, "<html><title>502 Bad Gateway</title>")};
    case 2:
      return {latency, page(503, "<html><title>503 Service Unavailable</title>")};
    case 3:
      reply = page(429, "slow down");
      reply.retry_after = "1";
      return {latency, reply};
    case 4:
      return {latency, page(404, "404 page not found")};
    case 5:
      return {latency, page(200, "<html><title>Just a moment...</title>")};
    case 6:
      return {5s, transport_failure{fetch_error_kind::timeout, 0, "no reply", true}};
    case 7:
      return {latency,
              transport_failure{fetch_error_kind::connect, 0, "connection reset", true}};
    default:
      return {latency, page(200, reply.body->substr(0, reply.body->size() / 2))};
    }
  }

private:
  static http_answer page(std::uint16_t status, std::string body) {
    http_answer result;
    result.status = status;
    result.body = std::make_shared<const std::string>(std::move(body));
    return result;
  }
  int draw(int smallest, int largest) {
    return std::uniform_int_distribution{smallest, largest}(random_);
  }

  std::mt19937_64 random_;
};

} // namespace

TEST_CASE("virtual: 100 windows of 4 wallets, rows up to 10 minutes late, one of three "
          "sources stuck per window, a third of the replies faulty",
          "[today]") {
  auto rules = virtual_rules(5, 4);
  rules.stuck_source_percent = 100;
  rules.wallets.late_percent = 30;
  rules.wallets.late_by = 10min;
  virtual_platform platform{rules, start};
  platform.model = scheduled_faults(rules, bad_day(), platform.effective.http_timeout, 1);
  const auto span = next_windows(rules, start, 20);
  REQUIRE(platform.run(span.end - start + 20min) == 0);
  const auto markets = markets_of(rules, span);
  CHECK(markets.size() == 100);
  const auto protocol2 =
      std::count_if(markets.begin(), markets.end(),
                    [](const auto& market) { return market.is_protocol2; });
  CHECK(protocol2 > 20);
  CHECK(protocol2 < 80);
  const auto rows = platform.report(span_options(span));
  CHECK(rows.size() == 400);
  check_grades(rows, rules, span);
  check_events(platform.effective.ledger_file, rules, span);
  // No window is missing, and some were graded before their last row came.
  auto options = span_options(span);
  options.emplace_back("--coverage");
  const auto coverage = platform.report(options);
  CHECK(coverage["missed"] == 0);
  CHECK(coverage["unsupported"] == 0);
  CHECK(platform.lines("GRADE AMENDED").size() > 20);
}

TEST_CASE("virtual: 40 % random faults for 5 minutes silence no host and fill no log",
          "[today]") {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    INFO(seed);
    const auto rules = virtual_rules(2, 4);
    virtual_platform platform{rules, start};
    platform.model = random_faults{seed};
    const auto span = next_windows(rules, start, 4);
    REQUIRE(platform.run(5min) == 0);
    const auto end = platform.now();
    for (const auto target : {host::gamma, host::data, host::clob}) {
      const auto silence = std::chrono::duration_cast<std::chrono::milliseconds>(
          platform.longest_silence(target, end));
      INFO(to_string(target));
      CAPTURE(silence.count());
      CHECK(platform.record().at(static_cast<std::size_t>(target)).attempts.size() > 50);
      CHECK(silence <= 20s);
    }
    const auto warnings = platform.lines(" WARN ");
    CAPTURE(warnings);
    CHECK(warnings.size() <= 30);
    CHECK(platform.lines(" ERROR ").empty());
    // Every window has a grade for each wallet during the faults.
    CHECK(platform.report(span_options(span)).size() == 8 * 4);
    REQUIRE(platform.run(5min) == 0);
    check_grades(platform.report(span_options(span)), rules, span);
  }
}

TEST_CASE("virtual: the window after a correction of the wall clock is watched",
          "[today]") {
  struct scenario {
    const char* name;
    virtual_platform::clock_error error;
    /// The time since the start after which the clock is right.
    timespan corrected_at;
    std::vector<std::string> lines;
  };
  const auto clock_error = [](timespan error, timespan begin, timespan end) {
    return [error, begin, end](timespan elapsed) {
      return elapsed >= begin && elapsed < end ? error : timespan{0};
    };
  };
  const std::vector<scenario> scenarios{
      {"an hour ahead for 8 s",
       clock_error(1h, 90s, 98s),
       98s,
       {"went ahead 3600s, windows follow it",
        "went back 3600s, windows set back to now"}},
      {"8 hours ahead at the start",
       clock_error(8h, 0s, 75s),
       75s,
       {"went back 28800s, windows set back to now"}},
      {"two years ahead for half a minute",
       clock_error(17520h, 90s, 120s),
       120s,
       {"went ahead 63072000s, windows follow it",
        "went back 63072000s, windows set back to now"}},
  };
  for (const auto& [name, error, corrected_at, texts] : scenarios) {
    INFO(name);
    const auto rules = virtual_rules(1, 1);
    virtual_platform platform{rules, start};
    REQUIRE(platform.run(10min, error) == 0);
    CHECK(platform.lines("wall-clock").size() + platform.lines("clock | went ").size() ==
          texts.size());
    for (const auto& text : texts)
      CHECK(platform.lines(text).size() == 1);
    // Each window that starts after the clock was corrected, the next one included.
    auto span = next_windows(rules, start + corrected_at, 5);
    const auto markets = markets_of(rules, span);
    for (const auto& market : markets)
      CHECK(platform.lines("NEW WINDOW: " + market.slug).size() == 1);
    check_grades(platform.report(span_options(span)), rules, span);
    auto options = span_options(span);
    options.emplace_back("--coverage");
    CHECK(platform.report(options)["missed"] == 0);
  }
}

TEST_CASE("virtual: a tracker that stopped while its clock was ahead starts at the next "
          "window",
          "[today]") {
  const auto rules = virtual_rules(1, 1);
  virtual_platform platform{rules, start};
  REQUIRE(platform.run(3min, [](timespan) { return timespan{8h}; }) == 0);
  const auto restart = platform.now();
  REQUIRE(platform.run(10min) == 0);
  const auto span = next_windows(rules, restart, 5);
  check_grades(platform.report(span_options(span)), rules, span);
  const auto warnings = platform.lines("in an earlier run; the record is ignored");
  CAPTURE(platform.lines(" WARN "));
  CHECK(warnings.size() == 1);
}
