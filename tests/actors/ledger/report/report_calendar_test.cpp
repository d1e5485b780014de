// SPDX-License-Identifier: MIT
#include "actors/ledger/query/calendar.hpp"

#include "actors/text/time_text.hpp"
#include "tests/actors/ledger/report/report_times.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace tracker::test;

namespace {

const date::time_zone& find_zone(const char* name) {
  return *date::locate_zone(name);
}

std::string bounds_text(const char* day, const char* zone_name) {
  const auto bounds = day_bounds(parse_day(day).value(), find_zone(zone_name));
  return format_utc(bounds.begin) + ' ' + format_utc(bounds.end);
}

} // namespace

TEST_CASE("calendar: the bounds of a day, also with a clock change") {
  struct row {
    const char* day;
    const char* zone;
    const char* bounds;
  };
  const row rows[] = {
      {"2026-11-24", "UTC", "2026-11-24T00:00:00Z 2026-11-25T00:00:00Z"},
      {"2026-11-24", "America/Los_Angeles", "2026-11-24T08:00:00Z 2026-11-25T08:00:00Z"},
      // Days of 23 and of 25 hours.
      {"2026-03-08", "America/Los_Angeles", "2026-03-08T08:00:00Z 2026-03-09T07:00:00Z"},
      {"2026-11-01", "America/Los_Angeles", "2026-11-01T07:00:00Z 2026-11-02T08:00:00Z"},
      {"2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z 2026-03-29T22:00:00Z"},
      {"2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z 2026-10-25T23:00:00Z"},
      // A clock change of half an hour.
      {"2026-04-05", "Australia/Lord_Howe", "2026-04-04T13:00:00Z 2026-04-05T13:30:00Z"},
      // The day begins at 01:00, or its first hour occurs twice.
      {"2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z 2018-11-05T02:00:00Z"},
      {"2025-11-02", "America/Havana", "2025-11-02T04:00:00Z 2025-11-03T05:00:00Z"},
      // A day that was skipped at the date line.
      {"2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z 2011-12-30T10:00:00Z"},
  };
  for (const auto& row : rows) {
    INFO(row.day << ' ' << row.zone);
    CHECK(bounds_text(row.day, row.zone) == row.bounds);
  }
}

TEST_CASE("calendar: an instant is in the bounds of its own day and of no other",
          "[properties]") {
  CHECK(rc::check([] {
    const auto& zone = find_zone(
        *rc::gen::element("America/Los_Angeles", "Europe/Berlin", "America/Havana",
                          "Australia/Lord_Howe", "Pacific/Apia", "UTC"));
    // 2010 to 2029; half of them near a switch of Los Angeles or Havana.
    const auto center = *rc::gen::element<std::int64_t>(1'772'964'000, 1'793'520'000,
                                                        1'762'056'000, 1'325'239'200);
    const auto time = from_unix_seconds(*rc::gen::oneOf(
        rc::gen::inRange<std::int64_t>(1'262'304'000, 1'893'456'000),
        rc::gen::inRange<std::int64_t>(center - 100'000, center + 100'000)));
    const auto day = day_of(time, zone);
    RC_ASSERT(day_bounds(day, zone).contains(time));
    RC_ASSERT(!day_bounds(day - date::days{1}, zone).contains(time));
    RC_ASSERT(day_bounds(day, zone).end == day_bounds(day + date::days{1}, zone).begin);
  }));
}

TEST_CASE("calendar: weeks begin on Monday and have the number of ISO 8601") {
  const auto week = [](const char* day) {
    return format_week(week_of(parse_day(day).value()));
  };
  CHECK(week("2026-11-22") == "2026-W47");
  CHECK(week("2026-11-23") == "2026-W48");
  CHECK(week("2026-11-29") == "2026-W48");
  CHECK(week("2027-01-01") == "2026-W53");
  CHECK(week("2024-12-30") == "2025-W01");
}

TEST_CASE("calendar: a time without an offset is local") {
  CHECK(parse_instant("2026-11-24T13:30:05Z", los_angeles) ==
        time_at("2026-11-24T13:30:05Z"));
  CHECK(parse_instant("2026-11-24T13:30:05+02:00", los_angeles) ==
        time_at("2026-11-24T11:30:05Z"));
  CHECK(parse_instant("2026-11-24T13:30:05", los_angeles) ==
        time_at("2026-11-24T21:30:05Z"));
  CHECK(parse_instant("2026-11-24 13:30", los_angeles) ==
        time_at("2026-11-24T21:30:00Z"));
  CHECK(parse_instant("2026-07-01T00:00:00.25", los_angeles) ==
        time_at("2026-07-01T07:00:00.25Z"));
  // A local time that occurs twice, and one that does not occur.
  CHECK(parse_instant("2026-11-01T01:30", los_angeles) ==
        time_at("2026-11-01T08:30:00Z"));
  CHECK(parse_instant("2026-03-08T02:30", los_angeles) ==
        time_at("2026-03-08T10:00:00Z"));
  for (const auto* wrong : {"", "2026-11-24", "2026-11-24T25:00", "2026-02-30T10:00",
                            "13:30", "2026-11-24T13:30:05PST", "2026-11-24T13"})
    CHECK_FALSE(parse_instant(wrong, los_angeles));
}

TEST_CASE("calendar: days that do not exist are refused") {
  CHECK(format_day(parse_day("2028-02-29").value()) == "2028-02-29");
  for (const auto* wrong : {"", "2026-02-29", "2026-13-01", "2026-1-1", "26-01-01",
                            "2026/11/24", "2026-11-2x", "1969-12-31"})
    CHECK_FALSE(parse_day(wrong));
}

TEST_CASE("calendar: formatted times") {
  CHECK(format_local_minute(time_at("2026-11-24T21:30:05Z"), los_angeles) ==
        "2026-11-24 13:30");
  CHECK(format_local_second(time_at("2026-07-24T21:30:05Z"), los_angeles) ==
        "2026-07-24 14:30:05 PDT");
}
