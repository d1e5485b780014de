// SPDX-License-Identifier: MIT
#include "actors/ledger/plot/plot_scale.hpp"

#include "actors/text/time_text.hpp"
#include "tests/actors/window/grade/accounting_events.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace tracker::test;

namespace {

using text_list = std::vector<std::string>;

text_list axis(const std::string& low, const std::string& high, std::size_t max_count) {
  text_list labels;
  for (const auto step : axis_steps(dollars(low), dollars(high), max_count))
    labels.push_back(axis_label(step));
  return labels;
}

text_list marks(const char* begin, const char* end, std::size_t max_count) {
  text_list labels;
  for (const auto& mark :
       time_marks({parse_time(begin).value(), parse_time(end).value()},
                  *date::locate_zone("America/Los_Angeles"), max_count))
    labels.push_back(mark.label);
  return labels;
}

} // namespace

TEST_CASE("plot: an axis has round amounts") {
  CHECK(axis("-0.66", "3.94", 7) == text_list{"-$1", "$0", "$1", "$2", "$3", "$4"});
  CHECK(axis("0", "0.4", 7) == text_list{"$0", "$0.10", "$0.20", "$0.30", "$0.40"});
  CHECK(axis("-11435.8", "0", 4) == text_list{"-$15k", "-$10k", "-$5000", "$0"});
  CHECK(axis("0", "60000", 4) == text_list{"$0", "$20k", "$40k", "$60k"});
  CHECK(axis("0", "0", 7) == text_list{"$0"});
  CHECK(axis_label(dollars("12500")) == "$12.5k");
  CHECK(axis_label(dollars("-2500000")) == "-$2.5M");
}

TEST_CASE("plot: an axis holds all amounts and not too many lines", "[properties]") {
  CHECK(rc::check([] {
    const auto low = *rc::gen::inRange<std::int64_t>(-2'000'000'000'000, 1);
    const auto high = *rc::gen::inRange<std::int64_t>(low, 3'000'000'000'000);
    const auto max_count = *rc::gen::inRange<std::size_t>(3, 12);
    const auto steps =
        axis_steps(usdc::from_micros(low), usdc::from_micros(high), max_count);
    RC_ASSERT(!steps.empty() && steps.size() <= max_count);
    RC_ASSERT(steps.front().micros() <= low && high <= steps.back().micros());
    for (std::size_t i = 2; i < steps.size(); ++i)
      RC_ASSERT(steps[i] - steps[i - 1] == steps[1] - steps[0]);
  }));
}

TEST_CASE("plot: a scale maps ends to ends, also of very large amounts") {
  const std::int64_t largest = 9'000'000'000'000'000;
  const linear_scale scale{0, largest, 1'000, 2'000};
  CHECK(scale(0) == 1'000);
  CHECK(scale(largest) == 2'000);
  CHECK(scale(largest / 2) == 1'500);
  CHECK(linear_scale{-10, 30, 300, 100}(0) == 250);
  CHECK(linear_scale{5, 5, 0, 100}(5) == 50);
  CHECK(format_tenths(125) == "12.5");
  CHECK(format_tenths(-5) == "-0.5");
  CHECK(format_tenths(120) == "12");
}

TEST_CASE("plot: time marks are round in the local time zone") {
  CHECK(
      marks("2026-11-24T08:10:00Z", "2026-11-24T12:10:00Z", 8) ==
      text_list{"00:30", "01:00", "01:30", "02:00", "02:30", "03:00", "03:30", "04:00"});
  CHECK(marks("2026-11-24T08:00:00Z", "2026-11-25T08:00:00Z", 8) ==
        text_list{"00:00", "06:00", "12:00", "18:00", "00:00"});
  CHECK(marks("2026-11-20T08:00:00Z", "2026-11-24T09:00:00Z", 8) ==
        text_list{"Nov 20", "Nov 21", "Nov 22", "Nov 23", "Nov 24"});
  // The day of 25 hours: every mark is a midnight.
  CHECK(marks("2026-10-30T12:00:00Z", "2026-11-04T12:00:00Z", 8) ==
        text_list{"Oct 31", "Nov  1", "Nov  2", "Nov  3", "Nov  4"});
  CHECK(marks("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 8) ==
        text_list{"2020", "2021", "2022", "2023", "2024", "2025"});
  CHECK(marks("2026-11-24T08:10:00Z", "2026-11-24T08:20:00Z", 8) ==
        text_list{"00:10", "00:12", "00:14", "00:16", "00:18", "00:20"});
  CHECK(marks("2026-11-24T20:00:00Z", "2026-11-26T12:00:00Z", 8) ==
        text_list{"12:00", "18:00", "Nov 25", "06:00", "12:00", "18:00", "Nov 26"});
  CHECK(marks("2026-01-20T12:00:00Z", "2026-11-24T12:00:00Z", 8) ==
        text_list{"Mar 2026", "May 2026", "Jul 2026", "Sep 2026", "Nov 2026"});
}

TEST_CASE("plot: marks are in the span, in order, and neither too many nor too few",
          "[properties]") {
  CHECK(rc::check([] {
    const auto begin = from_unix_seconds(*rc::gen::inRange(0, 2'000'000'000));
    const auto seconds = *rc::gen::element(
        *rc::gen::inRange(300, 7'200), *rc::gen::inRange(300, 200'000),
        *rc::gen::inRange(300, 30'000'000), *rc::gen::inRange(300, 600'000'000));
    const time_bounds span{begin, begin + std::chrono::seconds{seconds}};
    const auto& zone = *date::locate_zone(*rc::gen::element<std::string>(
        "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "UTC"));
    const auto all = time_marks(span, zone, 7);
    RC_ASSERT(!all.empty() && all.size() <= 7U);
    for (std::size_t i = 0; i < all.size(); ++i) {
      RC_ASSERT(span.begin <= all[i].time && all[i].time <= span.end);
      RC_ASSERT(i == 0 || all[i - 1].time < all[i].time);
      RC_ASSERT(all[i].label.size() <= 8U);
    }
  }));
}
