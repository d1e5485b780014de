// SPDX-License-Identifier: MIT
#include "actors/text/time_text.hpp"

#include "tests/support/catch.hpp"

#include <rapidcheck.h>

using namespace tracker;
using namespace std::chrono_literals;

TEST_CASE("every recorded form of time is parsed") {
  const auto time = from_unix_seconds(1'789'944'353); // 2026-09-20T22:45:53Z
  CHECK(parse_time("2026-09-20T22:45:53Z") == time);
  CHECK(parse_time("2026-09-20 22:45:53+00") == time);
  CHECK(parse_time("2026-09-20 22:45:53.547+00") == time + 547ms);
  CHECK(parse_time("2026-09-20 22:45:53+00:00:00") == time);
  CHECK(parse_time("2026-09-20T18:45:53-04:00") == time);
  CHECK(parse_time("2026-09-20T22:45:53.858898Z") == time + 858'898us);
}

TEST_CASE("any other text is refused") {
  for (const char* text :
       {"", "2026-09-20", "2026-09-20T22:45:53", "2026-13-20T22:45:53Z",
        "2026-02-30T22:45:53Z", "2026-09-20T24:45:53Z", "2026-09-20T22:45:53Zx",
        "2026-09-20T22:45:53.Z", "2026-09-20T22:45:53.1234567890Z",
        "1969-09-20T22:45:53Z", "9999-09-20T22:45:53Z", "-026-09-20T22:45:53Z",
        "2026-09-20T-2:45:53Z", "1789944353"}) {
    INFO(text);
    CHECK_FALSE(parse_time(text));
  }
}

TEST_CASE("a formatted time is parsed as the same second") {
  CHECK(rc::check([] {
    const auto time =
        from_unix_seconds(*rc::gen::inRange<std::int64_t>(0, 9'000'000'000));
    RC_ASSERT(parse_time(format_utc(time)) == time);
  }));
}
