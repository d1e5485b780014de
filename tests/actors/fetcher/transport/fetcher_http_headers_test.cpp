// SPDX-License-Identifier: MIT
#include "actors/fetcher/transport/http_headers.hpp"
#include "tests/support/catch.hpp"

#include <date/date.h>
#include <rapidcheck.h>

#include <sstream>
#include <string>

namespace tracker {
namespace {

using std::chrono::seconds;

TEST_CASE("Age is whole seconds, or 0 when it is invalid") {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"67", 67},
      {" 67\r\n", 67},
      {"0", 0},
      {"12, 400", 12},
      {"", 0},
      {"-5", 0},
      {"+5", 0},
      {"1.5", 0},
      {"1e9", 0},
      {"abc", 0},
      {"6 7", 0},
      {"2147483647", 2147483647},
      {"2147483648", 2147483647},
      {"99999999999999999999999999", 2147483647},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(parse_age(text) == seconds{expected});
  }
}

TEST_CASE("Date is read in its current form") {
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == from_unix_seconds(784111777));
  CHECK(parse_http_date(" Thu, 01 Jan 1970 00:00:00 GMT\r\n") == from_unix_seconds(0));
  CHECK(parse_http_date("Thu, 29 Feb 2024 23:59:60 GMT") ==
        from_unix_seconds(1709251200));
  for (const auto* bad :
       {"", "now", "784111777", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 31 Feb 2026 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 anN 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 9994 08:49:37 GMT",
        "Sun, 06 Nov 1969 08:49:37 GMT", "Sun, 06 Nov 1994 0 :49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT trailing"}) {
    INFO(bad);
    CHECK_FALSE(parse_http_date(bad).has_value());
  }
}

TEST_CASE("every formatted Date is read back") {
  const auto round_trip = [] {
    const auto time =
        from_unix_seconds(*rc::gen::inRange<std::int64_t>(0, 7'258'118'400));
    std::ostringstream text;
    text << date::format("%a, %d %b %Y %H:%M:%S GMT",
                         std::chrono::time_point_cast<seconds>(time));
    RC_ASSERT(parse_http_date(text.str()) == time);
  };
  CHECK(rc::check("read back", round_trip));
}

TEST_CASE("Retry-After is a pause of seconds, or until a date, and bounded") {
  const auto now = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(parse_retry_after("0", now) == timespan{0});
  CHECK(parse_retry_after(" 12 ", now) == timespan{seconds{12}});
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:50:00 GMT", now) == timespan{seconds{23}});
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:00 GMT", now) == timespan{0});
  CHECK(longest_retry_after == std::chrono::minutes{5});
  CHECK(parse_retry_after("86400", now) == longest_retry_after);
  CHECK(parse_retry_after("9999999999999999999999", now) == longest_retry_after);
  CHECK(parse_retry_after("Fri, 06 Nov 2150 08:49:37 GMT", now) == longest_retry_after);
  for (const auto* bad : {"", "soon", "-1", "1.5", "12s", "0x10"}) {
    INFO(bad);
    CHECK_FALSE(parse_retry_after(bad, now).has_value());
  }
}

TEST_CASE("hostile header values are ignored") {
  const auto harmless = [](const std::string& value, std::int64_t now) {
    constexpr std::int64_t a_century = 4'000'000'000;
    const auto time = from_unix_seconds((now % a_century + a_century) % a_century);
    RC_ASSERT(parse_age(value) >= seconds{0});
    const auto pause = parse_retry_after(value, time).value_or(timespan{0});
    RC_ASSERT(pause >= timespan{0});
    RC_ASSERT(pause <= longest_retry_after);
  };
  CHECK(rc::check("bounded", harmless));
}

} // namespace
} // namespace tracker
