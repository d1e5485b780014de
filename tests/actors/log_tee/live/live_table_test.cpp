// SPDX-License-Identifier: MIT
#include "actors/log_tee/live/colored_text.hpp"
#include "actors/log_tee/live/live_table.hpp"
#include "actors/text/display_width.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;
using texts = std::vector<std::string>;

constexpr auto start = from_unix_seconds(1'768'936'500);

log_line cycle_of(const std::string& series, const std::string& position,
                  const std::string& open_pnl = "", const std::string& pending = "0") {
  log_line line;
  line.time = start;
  line.actor = series;
  line.event = "cycle";
  line.fields = {{"series", series},      {"slug", series + "-1768936500"},
                 {"seconds_left", "450"}, {"seconds_total", "900"},
                 {"position", position},  {"open_pnl", open_pnl},
                 {"stale", ""},           {"stale_seconds", ""},
                 {"pending", pending}};
  return line;
}

log_line event_of(const std::string& event, const std::string& text) {
  log_line line;
  line.time = start;
  line.event = event;
  line.text = text;
  return line;
}

const std::string graded =
    "btc-updown-15m-1768935600 | UP | main +$2.14 | ARB PAIRED | FINAL";

/// 8 series and 5 wallets, some of which hold tokens.
live_table busy_table() {
  live_table table;
  for (const auto* asset : {"bnb", "btc", "doge", "eth", "hype", "ltc", "sol", "xrp"})
    table.apply(cycle_of(std::string{asset} + "-updown-15m", "", "", "1"));
  table.apply(cycle_of("btc-updown-15m",
                       "w1 UP 10.0@0.49 DN 10.0@0.47, w2 UP 5.0@0.97, w3 DN 7.5@0.33",
                       "+$0.40", "1"));
  table.apply(
      cycle_of("sol-updown-15m", "w4 UP 20.0@0.51, w5 DN 20.0@0.48", "-$1.25", "0"));
  table.apply(event_of(
      "totals", "TOTALS today | +$12.30 net | 3W 1L 75.0% | 6 of 8 grades traded"));
  table.apply(event_of("totals", "TOTALS session | +$99.99 net | 3W 1L 75.0%"));
  table.apply(event_of("window-graded", "WINDOW GRADED: " + graded));
  return table;
}

std::string joined(const texts& rows) {
  std::string text;
  for (const auto& row : rows)
    text += row + '\n';
  return text;
}

TEST_CASE("live table: today, the last grade and every position at 100x30 and 60x20") {
  const auto table = busy_table();
  for (const terminal_size box : {terminal_size{23, 100}, terminal_size{15, 60}}) {
    CAPTURE(box.columns);
    const auto rows = table.rows(box, {false, true});
    CHECK(rows.size() <= box.rows);
    const auto text = joined(rows);
    CAPTURE(text);
    CHECK(rows[0].starts_with("TODAY +$12.30 net | open -$0.85 | 7 pending"));
    CHECK(rows[1].starts_with(
        box.columns == 100 ? "LAST  btc-updown-15m-1768935600 | UP | main +$2.14"
                           : "LAST  btc-15m-1768935600 UP main +$2.14 ARB PAIRED FINAL"));
    for (const auto* part : {"w1 UP 10.0@0.49 DN 10.0@0.47", "w2 UP 5.0@0.97",
                             "w3 DN 7.5@0.33", "w4 UP 20.0@0.51", "w5 DN 20.0@0.48",
                             "+$0.40", "-$1.25", "450s", "██", "░░", "xrp-updown-15m"})
      CHECK(contains(text, part));
  }
}

TEST_CASE("live table: series that do not fit are counted") {
  const auto table = busy_table();
  const auto rows = table.rows({4, 60}, {false, true});
  CAPTURE(joined(rows));
  REQUIRE(rows.size() == 4);
  CHECK(rows.back() == "+7 series");
  CHECK(table.rows({10, 100}, {false, true}).back().starts_with("xrp-updown-15m"));
}

TEST_CASE("live table: positions that do not fit are counted") {
  live_table table;
  table.apply(cycle_of("btc-updown-15m",
                       "w1 UP 10.0@0.49 DN 10.0@0.47, w2 UP 5.0@0.97, w3 "
                       "DN 7.5@0.33, w4 UP 1.0@0.50"));
  const auto narrow = table.rows({3, 60}, {false, true});
  REQUIRE(narrow.size() == 3);
  CHECK(narrow[2] == "btc-15m 450s w1 U10 D10, w2 U5, w3 D7.5, w4 U1");
  const auto cut = table.rows({3, 40}, {false, true});
  REQUIRE(cut.size() == 3);
  CHECK(cut[2] == "btc-15m 450s w1 U10 D10, w2 U5 +2");
  const auto tall = table.rows({5, 60}, {false, true});
  REQUIRE(tall.size() == 4);
  CHECK(tall[3] == "  w2 UP 5.0@0.97, w3 DN 7.5@0.33, w4 UP 1.0@0.50");
}

TEST_CASE("live table: 40 open positions of 8 series and 5 wallets at 100x30 and 60x20") {
  live_table table;
  std::vector<std::string> series;
  for (const auto* asset : {"bnb", "btc", "doge", "eth", "hype", "ltc", "sol", "xrp"}) {
    std::string position;
    for (int wallet = 1; wallet <= 5; ++wallet)
      position += fmt::format("{}w{} UP {}.5@0.48 DN {}.0@0.47", wallet > 1 ? ", " : "",
                              wallet, 120 + wallet, 40 + wallet);
    table.apply(cycle_of(std::string{asset} + "-updown-15m", position, "-$1.25"));
  }
  for (const terminal_size box : {terminal_size{22, 100}, terminal_size{15, 60}}) {
    CAPTURE(box.columns);
    const auto rows = table.rows(box, {false, true});
    const auto text = joined(rows);
    CAPTURE(text);
    CHECK(rows.size() <= box.rows);
    std::size_t shown = 0;
    for (int wallet = 1; wallet <= 5; ++wallet)
      // The size exactly, or rounded.
      for (const auto& side :
           {fmt::format("UP {}.5", 120 + wallet), fmt::format("U{}", 121 + wallet)}) {
        const auto part = fmt::format("w{} {}", wallet, side);
        for (auto found = text.find(part); found != std::string::npos;
             found = text.find(part, found + 1))
          ++shown;
      }
    CHECK(shown == 40);
    CHECK_FALSE(contains(text, "+"));
  }
}

TEST_CASE(
    "live table: every row is narrower than the terminal, in any size, style and script",
    "[properties]") {
  auto table = busy_table();
  table.apply(cycle_of("日本語の長い名前の系列-updown-15m",
                       "財布 UP 10.0@0.49, \x1b[31m DN 1.0"));
  for (std::size_t columns = 2; columns <= 140; ++columns)
    for (std::size_t most = 3; most <= 25; ++most)
      for (const bool utf8 : {true, false}) {
        const auto rows = table.rows({most, columns}, {false, utf8});
        REQUIRE(rows.size() <= most);
        for (const auto& row : rows) {
          CAPTURE(columns, row);
          REQUIRE(display_width(row) < columns);
          REQUIRE(std::all_of(row.begin(), row.end(), [&](char c) {
            return c >= ' ' || (utf8 && static_cast<unsigned char>(c) >= 0x80);
          }));
        }
      }
}

TEST_CASE("live table: stale activity and a window without a market are shown") {
  live_table table;
  auto line = cycle_of("btc-updown-15m", "w1 UP 10.0@0.49");
  line.fields[6].second = "1 of 5 wallets";
  line.fields[7].second = "42";
  table.apply(line);
  table.apply(cycle_of("eth-updown-15m", "waiting for market data"));
  auto idle = cycle_of("sol-updown-4h", "");
  idle.fields[1].second = "";
  table.apply(idle);
  const auto rows = table.rows({9, 100}, {false, true});
  REQUIRE(rows.size() == 5);
  CHECK(contains(rows[2], "[stale 42s, 1 of 5 wallets], w1 UP 10.0@0.49"));
  CHECK(contains(rows[3], "waiting for market data"));
  CHECK(contains(rows[4], "until the next window"));
}

TEST_CASE("live table: totals of yesterday are not today's") {
  auto table = busy_table();
  CHECK(table.rows({9, 100}, {false, true})[0].starts_with("TODAY +$12.30"));
  auto line = cycle_of("btc-updown-15m", "");
  line.time = start + 24h;
  table.apply(line);
  const auto rows = table.rows({9, 100}, {false, true});
  CHECK(rows[0].starts_with("TODAY no grade yet | "));
  // The other series have left the table.
  CHECK(rows.size() == 3);
  CHECK(live_table{}.empty());
}

TEST_CASE("live table: a window without trades does not hide the last one with trades") {
  live_table table;
  table.apply(cycle_of("btc-updown-15m", ""));
  const std::string idle = "eth-updown-15m-1768935600 | DOWN | no trades | FINAL";
  table.apply(event_of("window-graded", "WINDOW GRADED: " + idle));
  CHECK(table.rows({9, 100}, {false, true})[1] == "LAST  " + idle);
  table.apply(event_of("window-graded", "WINDOW GRADED: " + graded));
  table.apply(event_of("window-graded", "WINDOW GRADED: " + idle));
  CHECK(table.rows({9, 100}, {false, true})[1] == "LAST  " + graded);
}

TEST_CASE("colours: gains are green, losses red, the rest has its own colour") {
  std::string text;
  append_amounts_colored(text, "net +$1,234.50, fees -$0.07.", sgr::heading);
  CHECK(text == "\x1b[1mnet \x1b[0m\x1b[32m+$1,234.50\x1b[0m\x1b[1m, fees \x1b[0m"
                "\x1b[31m-$0.07\x1b[0m\x1b[1m.\x1b[0m");
  text.clear();
  append_amounts_colored(text, "UP 10.0 $3 +4 -x");
  CHECK(text == "UP 10.0 $3 +4 -x");
  const auto rows = busy_table().rows({23, 100}, {true, true});
  CHECK(contains(rows[0], "\x1b[32m+$12.30\x1b[0m"));
  CHECK(contains(rows[0], "\x1b[31m-$0.85\x1b[0m"));
}

} // namespace
