// SPDX-License-Identifier: MIT
#include "actors/window/series/other_series.hpp"

#include "tests/support/catch.hpp"

using namespace tracker;

TEST_CASE("rows of series that are not watched are counted and noted once") {
  other_series others{{"btc-updown-15m"}};
  CHECK(others.summary().empty());
  CHECK_FALSE(others.take_note());
  others.add("btc-updown-15m-1768936500", 3);
  others.add("who-wins-the-cup", 7);
  CHECK_FALSE(others.take_note());
  others.add("ethereum-up-or-down-november-28-2026-3pm-et", 12);
  others.add("solana-up-or-down-on-november-28-2026", 2);
  others.add("solana-up-or-down-on-november-27-2026");
  CHECK(others.take_note() ==
        "this wallet also trades eth-1h and sol-1d; add them with tracker.series");
  CHECK_FALSE(others.take_note());
  CHECK(others.summary() ==
        "15 rows of series that are not watched (eth-1h 12, sol-1d 3)");
  others.add("xrp-updown-5m-1768936500");
  CHECK(others.take_note() == "this wallet also trades eth-1h, sol-1d and xrp-5m; add "
                              "them with tracker.series");
}

TEST_CASE("a reload changes which series are watched") {
  other_series others{{"btc-updown-15m"}};
  others.add("ethereum-up-or-down-november-28-2026-3pm-et", 12);
  others.add("xrp-updown-5m-1768936500", 2);
  CHECK(others.take_note());
  other_series single{{"btc-updown-15m"}};
  single.add("xrp-updown-5m-1768936500");
  CHECK(single.summary() == "1 row of series that are not watched (xrp-5m 1)");
  // Added.
  others.set_watched({"btc-updown-15m", "eth-1h"});
  others.add("ethereum-up-or-down-november-28-2026-4pm-et");
  CHECK_FALSE(others.take_note());
  CHECK(others.summary() == "2 rows of series that are not watched (xrp-5m 2)");
  // Removed.
  others.set_watched({"eth-1h"});
  others.add("btc-updown-15m-1768936500");
  CHECK(others.take_note() ==
        "this wallet also trades btc-15m and xrp-5m; add them with tracker.series");
  // A series that was not noted yet is noted later.
  others.add("solana-up-or-down-on-november-28-2026");
  others.set_watched({"eth-1h", "xrp-updown-5m"});
  CHECK(others.take_note() ==
        "this wallet also trades btc-15m and sol-1d; add them with tracker.series");
}

TEST_CASE("a single other series is named alone") {
  CHECK(describe_other_series("main", {{"eth-1h", 1}}) ==
        "main also trades eth-1h; add it with tracker.series");
  CHECK(describe_other_series("main", {}).empty());
}
