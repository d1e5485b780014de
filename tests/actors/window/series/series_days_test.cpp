// SPDX-License-Identifier: MIT
// Slugs and bounds of every length on the days New York's clocks change, as tables.
#include "actors/text/time_text.hpp"
#include "actors/window/series/dated_slug.hpp"
#include "actors/window/series/series.hpp"
#include "actors/window/series/series_table.hpp"
#include "tests/support/catch.hpp"

#include <array>
#include <string>
#include <vector>

using namespace tracker;
using namespace std::chrono_literals;

namespace {

/// A day of New York in which its clocks change.
struct changed_day {
  /// `november-2`, with the year where slugs have one.
  const char* date;
  /// Midnight in New York, in UTC.
  const char* midnight;
  /// The clock time of each hour from then on; empty: an hour that occurs twice.
  std::vector<std::string> hours;
  /// Hours from midnight at which windows of four hours start.
  std::vector<int> four_hour_starts;
  /// Of the daily window that ends on the day.
  const char* daily_start;
  const char* daily_end;
};

const std::vector<std::string> autumn{
    "12am", "",    "",     "2am",  "3am",  "4am",  "5am", "6am", "7am",
    "8am",  "9am", "10am", "11am", "12pm", "1pm",  "2pm", "3pm", "4pm",
    "5pm",  "6pm", "7pm",  "8pm",  "9pm",  "10pm", "11pm"};
const std::vector<std::string> spring{"12am", "1am", "3am", "4am",  "5am",  "6am",
                                      "7am",  "8am", "9am", "10am", "11am", "12pm",
                                      "1pm",  "2pm", "3pm", "4pm",  "5pm",  "6pm",
                                      "7pm",  "8pm", "9pm", "10pm", "11pm"};

const std::vector<changed_day> days{{"november-2",
                                     "2025-11-02T04:00:00Z",
                                     autumn,
                                     {0, 5, 9, 13, 17, 21},
                                     "2025-11-01T16:00:00Z",
                                     "2025-11-02T17:00:00Z"},
                                    {"march-8",
                                     "2026-03-08T05:00:00Z",
                                     spring,
                                     {0, 3, 7, 11, 15, 19},
                                     "2026-03-07T17:00:00Z",
                                     "2026-03-08T16:00:00Z"},
                                    {"november-1-2026",
                                     "2026-11-01T04:00:00Z",
                                     autumn,
                                     {0, 5, 9, 13, 17, 21},
                                     "2026-10-31T16:00:00Z",
                                     "2026-11-01T17:00:00Z"}};

series named(const char* name) {
  return find_series(name).at(0);
}

void check_round_trip(const series& tested, const window& expected) {
  INFO(expected.slug);
  CHECK(window_of_slug(tested, expected.slug) == expected);
  CHECK(window_at(tested, expected.start) == expected);
  CHECK(window_at(tested, expected.start + 1ns) == expected);
  CHECK(next_window(tested, window_at(tested, expected.start - 1ns)) == expected);
}

} // namespace

TEST_CASE("hourly windows on the days New York's clocks change") {
  const auto btc = named("btc-1h");
  for (const auto& day : days) {
    auto start = *parse_time(day.midnight);
    for (const auto& hour : day.hours) {
      const auto found = window_at(btc, start + 59min);
      CHECK(found.start == start);
      CHECK(found.end == start + 1h);
      const bool is_shown_twice = hour.empty();
      CHECK(has_placeholder_slug(btc, found) == is_shown_twice);
      CHECK(found.slug ==
            (is_shown_twice
                 ? "btc-1h-" + std::to_string(to_unix_seconds(start))
                 : std::string{"bitcoin-up-or-down-"} + day.date + "-" + hour + "-et"));
      check_round_trip(btc, found);
      start += 1h;
    }
    // The day is over: 23 or 25 hours were named.
    CHECK(window_at(btc, start).slug.ends_with("-12am-et"));
  }
}

TEST_CASE("windows of minutes and of four hours on the same days") {
  for (const auto& day : days) {
    const auto midnight = *parse_time(day.midnight);
    const auto end = midnight + day.hours.size() * 1h;
    for (const auto* name : {"btc-5m", "btc-15m"}) {
      const auto tested = named(name);
      for (auto start = midnight; start < end; start += tested.length)
        check_round_trip(tested,
                         {tested.name + "-" + std::to_string(to_unix_seconds(start)),
                          start, start + tested.length});
    }
    const auto four = named("btc-4h");
    for (const auto hours : day.four_hour_starts) {
      const auto start = midnight + hours * 1h;
      check_round_trip(four, {"btc-updown-4h-" + std::to_string(to_unix_seconds(start)),
                              start, start + 4h});
    }
  }
}

TEST_CASE("the daily window of such a day has 23 or 25 hours") {
  const auto btc = named("btc-1d");
  for (const auto& day : days) {
    const window expected{std::string{"bitcoin-up-or-down-on-"} + day.date,
                          *parse_time(day.daily_start), *parse_time(day.daily_end)};
    CHECK(expected.end - expected.start == (day.hours.size() == 23 ? 23h : 25h));
    check_round_trip(btc, expected);
    // Every hour of the day lies in this window or in the next one.
    const auto midnight = *parse_time(day.midnight);
    for (std::size_t i = 0; i < day.hours.size(); ++i) {
      const auto time = midnight + i * 1h;
      const auto found = window_at(btc, time);
      CHECK((found == expected) == (time < expected.end));
      CHECK((found == next_window(btc, expected)) == (time >= expected.end));
    }
  }
}

TEST_CASE("a repeated hour's slug names two windows, a skipped hour's none") {
  const auto btc = named("btc-1h");
  CHECK(names_two_windows(btc, "bitcoin-up-or-down-november-2-1am-et"));
  CHECK(names_two_windows(btc, "bitcoin-up-or-down-november-1-2026-1am-et"));
  CHECK_FALSE(window_of_slug(btc, "bitcoin-up-or-down-november-1-2026-1am-et"));
  CHECK_FALSE(names_two_windows(btc, "bitcoin-up-or-down-november-1-2026-2am-et"));
  CHECK_FALSE(names_two_windows(named("eth-1h"), "bitcoin-up-or-down-november-2-1am-et"));
  CHECK_FALSE(parse_dated_slug("bitcoin-up-or-down-march-8-2am-et"));
}

TEST_CASE("a date without a year is the last one before slugs had years") {
  const auto btc = named("btc-1h");
  CHECK(window_of_slug(btc, "bitcoin-up-or-down-march-12-12pm-et")->start ==
        *parse_time("2026-03-12T16:00:00Z"));
  CHECK(window_of_slug(btc, "bitcoin-up-or-down-june-30-12pm-et")->start ==
        *parse_time("2025-06-30T16:00:00Z"));
  CHECK(window_at(btc, *parse_time("2026-03-31T20:00:00Z")).slug ==
        "bitcoin-up-or-down-march-31-2026-4pm-et");
}

TEST_CASE("slugs of another form are no dated slugs") {
  for (const auto* slug :
       {"", "bitcoin-up-or-down-", "-up-or-down-march-1-2026-1am-et",
        "bitcoin-up-or-down-march-32-2026-1am-et",
        "bitcoin-up-or-down-march-01-2026-1am-et",
        "bitcoin-up-or-down-march-1-2026-13pm-et",
        "bitcoin-up-or-down-march-1-2026-0am-et", "bitcoin-up-or-down-march-1-2026-1am",
        "bitcoin-up-or-down-smarch-1-2026-1am-et",
        "bitcoin-up-or-down-february-30-2026-1am-et",
        "bitcoin-up-or-down-on-march-1-2026-x", "bitcoin-up-or-down-on-march-1-99999",
        "btc-updown-5m-1768936500", "bitcoin-up-or-down-march-1-2026-1am-et-"}) {
    INFO(slug);
    CHECK_FALSE(parse_dated_slug(slug));
  }
}

TEST_CASE("plain names stand for the platform's series") {
  CHECK(find_series("btc-15m").at(0).name == "btc-updown-15m");
  CHECK(find_series("sol-1d").at(0).name == "sol-1d");
  CHECK(find_series("all-5m").size() == 8);
  CHECK(find_series("all-1h").size() == 7);
  CHECK(find_series("btc-all").size() == 5);
  CHECK(find_series("zec-all").size() == 3);
  for (const auto* name :
       {"", "btc", "all-all", "btc-2h", "zec-1h", "btc-updown-5m", "-"})
    CHECK(find_series(name).empty());
  std::size_t single = 0;
  for (const auto& name : plain_names()) {
    const auto found = find_series(name);
    REQUIRE_FALSE(found.empty());
    single += found.size() == 1 && !name.ends_with("-all") ? 1 : 0;
    for (const auto& each : found) {
      CHECK(series_named(each.name) == each);
      CHECK(find_series(*plain_name_of(each)).at(0) == each);
      CHECK_FALSE(each.listing.empty());
    }
  }
  CHECK(single == 38);
  CHECK(plain_name_of(*parse_series("btc-updown-15m")) == "btc-15m");
}

TEST_CASE("a slug names its series; markets of other kinds name none") {
  CHECK(series_of_slug("eth-updown-5m-1768936500")->name == "eth-updown-5m");
  CHECK(series_of_slug("ethereum-up-or-down-november-28-2026-3pm-et")->name == "eth-1h");
  CHECK(series_of_slug("solana-up-or-down-on-november-28-2026")->name == "sol-1d");
  for (const auto* slug :
       {"eth-updown-5m-1768936501", "spx-up-or-down-on-march-2-2026",
        "bitcoin-above-100k", "", "zcash-up-or-down-march-1-2026-1am-et"})
    CHECK_FALSE(series_of_slug(slug));
}

TEST_CASE("the rule of a length names its source and its tie") {
  CHECK(rule_of(named("btc-1d"))->tie == "50-50");
  CHECK(rule_of(named("btc-1h"))->tie == "Up");
  CHECK(rule_of(named("btc-4h"))->decided_by.find("Chainlink") != std::string::npos);
  CHECK(rule_of(named("eth-1h"))->decided_by.find("ETH/USDT") != std::string::npos);
  // An overridden length is not the platform's.
  CHECK_FALSE(rule_of(*parse_series("btc-updown-5m", 6s)));
}
