// SPDX-License-Identifier: MIT
#include "main/commands/status_screen.hpp"

#include "tests/actors/ledger/report/report_grades.hpp"
#include "tests/actors/ledger/report/report_times.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* answer_text =
    "performance_tracker 0.1.0 \"Silent Observer\", process 7, since "
    "2026-09-20T22:00:00Z\n"
    "  log_tee : 12 lines\n"
    "  ledger : ready\n"
    "  fetcher : gamma ok, data rate limited at /v2/activity, clob not used yet; 1 "
    "open; "
    "9 requests, 0 retries, 0 errors, 0 refused, 900 bytes\n"
    "  window btc-updown-15m : T-500s | UP 10.0@0.49, stale 70s | "
    "btc-updown-15m-1789943400 | open -$0.40 | 2 ended without a confirmed winner "
    "(oldest "
    "btc-updown-15m-1789941600, 900s ago) | books of 3 windows, 12 rows\n"
    "  window eth-updown-4h : next window in 3725s | eth-updown-4h | 0 ended without a "
    "confirmed winner | books of 0 windows, 0 rows\n"
    "  window sol-updown-5m : backfill: 3 of 960 windows, 0 of them left open\n"
    "  wallet main : 12 rows, activity known from A to B, read 3s ago\n"
    "  wallet side : 0 rows, activity not read yet\n"
    "  clock : 7 ticks\n"
    "  configuration : changed, needs a restart: log.file, tracker.series\n";

status_figures figures_of_today() {
  status_figures figures;
  auto graded = grade_at(september, {book{}.buy_up("10", "0.49")}, settlement::up);
  graded.graded_at = graded.window.end + 5s;
  figures.today.add(graded);
  figures.last = graded;
  return figures;
}

status_view view_of(ledger_result<status_figures> figures,
                    const std::string& text = answer_text) {
  return {market_at(september).end + 65s, los_angeles, parse_status_answer(text),
          std::move(figures), 3s};
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines)
    text += line + '\n';
  return text;
}

} // namespace

TEST_CASE("status screen: today, windows, grades, hosts and wallets") {
  CHECK(
      joined(status_lines(view_of(figures_of_today()), false)) ==
      "performance_tracker 0.1.0 \"Silent Observer\", process 7, since "
      "2026-09-20T22:00:00Z\n"
      "Today         : +$5.10 net | 1W 0L 100.0% | 1 of 1 grades traded | Directional "
      "+$5.10 1W 0L 100.0%\n"
      "Windows       : btc-updown-15m  8 min 20 s left, UP 10.0@0.49, stale 70s, open "
      "-$0.40, 2 ended without a confirmed winner (oldest btc-updown-15m-1789941600, "
      "900s ago)\n"
      "              : eth-updown-4h   next window in 1 h 2 min\n"
      "              : sol-updown-5m   backfill: 3 of 960 windows, 0 of them left open\n"
      "Last grade    : btc-updown-15m-1789943400 | UP | main +$5.10 | DIRECTIONAL WIN | "
      "FINAL, 1 min 0 s ago\n"
      "Next grade    : btc-updown-15m-1789943400, in 8 min 23 s at the earliest\n"
      "Hosts         : gamma ok, data rate limited at /v2/activity, clob not used yet\n"
      "Wallets       : main  12 rows, activity known from A to B, read 3s ago\n"
      "              : side  0 rows, activity not read yet\n"
      "Configuration : changed, needs a restart: log.file, tracker.series\n");
}

TEST_CASE("status screen: no data, an unreadable ledger and silent actors differ") {
  const std::string silent = "tracker\n  fetcher : no answer: timeout\n";
  CHECK(joined(status_lines(view_of(status_figures{}, silent), false))
            .find("Last grade    : none in the last 24 hours\n") != std::string::npos);
  const auto lines = joined(status_lines(
      view_of(ledger_error{ledger_error_kind::io, "disk on fire"}, silent), false));
  CHECK(lines == "tracker\n"
                 "Today         : not known: disk on fire\n"
                 "Next grade    : not known: no window is open\n"
                 "Hosts         : not known: the fetcher does not answer\n"
                 "Wallets       : none\n"
                 "Configuration : nothing pending\n");
}

TEST_CASE(
    "status screen: colours mark gain, loss and trouble, and nothing else changes") {
  const auto plain = joined(status_lines(view_of(figures_of_today()), false));
  auto coloured = joined(status_lines(view_of(figures_of_today()), true));
  CHECK(coloured.find("\x1b[32m+$5.10 net") != std::string::npos);
  CHECK(coloured.find("\x1b[31m-$0.40\x1b[0m") != std::string::npos);
  CHECK(coloured.find("\x1b[31mdata rate limited") != std::string::npos);
  for (auto begin = coloured.find('\x1b'); begin != std::string::npos;
       begin = coloured.find('\x1b'))
    coloured.erase(begin, coloured.find('m', begin) - begin + 1);
  CHECK(coloured == plain);
}

TEST_CASE("status screen: the same as JSON, amounts as text") {
  const auto object =
      nlohmann::json::parse(status_json(view_of(figures_of_today()), false));
  CHECK(object["today"]["pnl"] == "5.100000");
  CHECK(object["today"]["day"] == "2026-09-20");
  CHECK(object["last_grade"]["slug"] == "btc-updown-15m-1789943400");
  CHECK(object["next_grade"]["seconds"] == 503);
  CHECK(object["windows"][0]["seconds_left"] == 500);
  CHECK(object["windows"][0]["position"] == "UP 10.0@0.49, stale 70s");
  CHECK(object["windows"][0]["open_pnl"] == "-$0.40");
  CHECK(object["windows"][1]["slug"].is_null());
  CHECK(object["windows"][2]["seconds_left"].is_null());
  CHECK(object["hosts"][2]["state"] == "not used yet");
  CHECK(object["wallets"][0]["seconds_since_read"] == 3);
  CHECK(object["wallets"][1]["seconds_since_read"].is_null());
  CHECK(object["configuration_pending"] ==
        "changed, needs a restart: log.file, tracker.series");
  CHECK_FALSE(object.contains("actors"));
  const auto error = nlohmann::json::parse(
      status_json(view_of(ledger_error{ledger_error_kind::io, "gone"}), true));
  CHECK(error["today"].is_null());
  CHECK(error["ledger_error"] == "gone");
  CHECK(error["actors"].size() == 10);
}

TEST_CASE("status screen: odd rows harm only themselves") {
  for (const auto* row :
       {"  window btc : ", "  window btc : T-",
        "  window btc : T-99999999999999999999s | x", "  window btc :  |  |  | ",
        "  wallet  : , read s ago", "  fetcher : ,,, ;", "no colon", "  : : : ", "",
        "  window : T-5s | no pos | btc-1"}) {
    INFO(row);
    const auto view = view_of(figures_of_today(), std::string{"heading\n"} + row + "\n");
    CHECK(status_lines(view, true).front() == "heading");
    CHECK(nlohmann::json::accept(status_json(view, true)));
  }
}
