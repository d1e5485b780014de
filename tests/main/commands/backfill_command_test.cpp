// SPDX-License-Identifier: MIT
#include "main/commands/backfill_command.hpp"

#include "actors/text/display_width.hpp"
#include "main/commands/backfill_progress.hpp"
#include "tests/support/catch.hpp"

#include <sstream>

using namespace tracker;
using namespace std::chrono_literals;

namespace {

const timestamp now = from_unix_seconds(1'768'910'400);
const steady_point start_time{};

span_progress progress_of(const std::string& series, std::uint64_t windows,
                          std::uint64_t settled, std::uint64_t left = 0) {
  span_progress result;
  result.series = series;
  result.windows = windows;
  result.settled = settled;
  result.left = left;
  result.over = settled + left == windows;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(left, 2); ++i)
    result.left_names.push_back(series + "-" + std::to_string(i) + ": PENDING");
  return result;
}

std::variant<window_span, option_fault> parsed(const std::string& begin,
                                               std::optional<std::string> end = {}) {
  return parse_backfill_span({begin, std::move(end)}, now,
                             *date::locate_zone("America/Los_Angeles"));
}

/// A backfill whose run reports these states of progress and ends with `code`.
struct backfill_result {
  explicit backfill_result(const std::vector<span_progress>& reports, int code = 0,
                           std::size_t columns = 0) {
    std::ostringstream stream;
    exit_code = backfill_command(
        {now - 1h, now},
        [&](const window_span& span, const auto& listener) {
          CHECK(span == window_span{now - 1h, now});
          for (const auto& report : reports)
            listener(report);
          return code;
        },
        2, [&] { return columns; }, stream,
        [](const window_span& span) {
          CHECK(span == window_span{now - 1h, now});
          return std::vector<std::string>{"cold"};
        });
    out = stream.str();
  }
  bool prints(const std::string& part) const {
    return out.find(part) != std::string::npos;
  }

  int exit_code = 0;
  std::string out;
};

} // namespace

TEST_CASE("backfill: the span is from the first instant of a day to the end of another") {
  CHECK(parsed("2026-01-18", "2026-01-19") ==
        std::variant<window_span, option_fault>{
            window_span{from_unix_seconds(1'768'723'200), now - 4h}});
  CHECK(parsed("2026-01-20T11:00:00Z") ==
        std::variant<window_span, option_fault>{window_span{now - 1h, now}});
}

TEST_CASE("backfill: the span ends now at the latest") {
  const auto span = parsed("yesterday", "today");
  REQUIRE(std::holds_alternative<window_span>(span));
  CHECK(std::get<window_span>(span).end == now);
}

TEST_CASE("backfill: an impossible span is refused, with the allowed forms") {
  const auto option_of = [](const std::variant<window_span, option_fault>& result) {
    REQUIRE(std::holds_alternative<option_fault>(result));
    return std::get<option_fault>(result).option;
  };
  CHECK(option_of(parsed("soon")) == "--from");
  CHECK(option_of(parsed("2030-01-01")) == "--from");
  CHECK(option_of(parsed("7d", "later")) == "--to");
  CHECK(option_of(parsed("7d", "2020-01-01")) == "--to");
}

TEST_CASE("backfill: 0 when every window of every series is settled") {
  const backfill_result run{
      {progress_of("btc", 4, 1), progress_of("eth", 4, 4), progress_of("btc", 4, 4)}};
  CHECK(run.exit_code == 0);
  CHECK(run.prints("8 windows: 8 settled, 0 left open"));
  CHECK(run.prints("cold did not trade in these windows"));
}

TEST_CASE("backfill: 1 when some are left, and they are named") {
  const backfill_result run{{progress_of("btc", 4, 2, 2), progress_of("eth", 4, 1, 3)}};
  CHECK(run.exit_code == 1);
  CHECK(run.prints("8 windows: 3 settled, 5 left open"));
  CHECK(run.prints("  btc-1: PENDING\n"));
  CHECK(run.prints("  eth-0: PENDING\n"));
  CHECK(run.prints("and 1 more"));
}

TEST_CASE("backfill: 1 when it was stopped before the end of one series") {
  const backfill_result run{{progress_of("btc", 4, 4), progress_of("eth", 4, 1)}};
  CHECK(run.exit_code == 1);
  CHECK(run.prints("5 settled"));
  CHECK(run.prints("the same command continues it"));
  CHECK_FALSE(run.prints("did not trade"));
  CHECK(backfill_result{{progress_of("btc", 4, 4)}}.exit_code == 1);
}

TEST_CASE("backfill: the exit code of a failed run is passed on") {
  const backfill_result run{{}, 4};
  CHECK(run.exit_code == 4);
  CHECK(run.out.empty());
}

TEST_CASE("backfill: a terminal has one line that is drawn over") {
  const backfill_result run{
      {progress_of("btc", 4, 0), progress_of("btc", 4, 2), progress_of("eth", 0, 0)},
      0,
      80};
  CHECK(run.prints("\r\x1b[K[............"));
  CHECK(run.prints("[############............] 2 of 4 windows, 50 %"));
  CHECK(std::count(run.out.begin(), run.out.end(), '\n') == 3);
}

TEST_CASE(
    "backfill: a line wider than the terminal is cut, since it cannot be drawn over") {
  auto waiting = progress_of("btc", 4, 2);
  waiting.waits_for = "gamma /markets/slug: " + std::string(100, 'x');
  const backfill_result run{{waiting}, 0, 100};
  const auto begin = run.out.find("\x1b[K") + 3;
  const auto line = run.out.substr(begin, run.out.find('\n') - begin);
  CHECK(line.find("waits for gamma") != std::string::npos);
  CHECK(display_width(line) == 99);
}

TEST_CASE("backfill: rate and time left are measured since the first progress") {
  backfill_tally tally{1};
  tally.add(progress_of("btc", 1000, 400), start_time);
  CHECK(tally.line(start_time + 1s) == "400 of 1000 windows, 40 %");
  tally.add(progress_of("btc", 1000, 450), start_time + 10s);
  CHECK(tally.line(start_time + 10s) == "450 of 1000 windows, 45 %, 5.0/s, 2 min left");
  tally.add(progress_of("btc", 1000, 990, 10), start_time + 100s);
  CHECK(tally.line(start_time + 100s) == "1000 of 1000 windows, 100 %, 6.0/s");
}

TEST_CASE("backfill: the line names what the next window waits for") {
  backfill_tally tally{2};
  auto reading = progress_of("btc", 10, 0);
  reading.read_to = now;
  tally.add(reading, start_time);
  reading.series = "eth";
  reading.read_to = now - 1h;
  tally.add(reading, start_time);
  CHECK(tally.line(start_time + 1s) == "0 of 20 windows, 0 %, reads the wallets' "
                                       "activity, now up to 2026-01-20T11:00:00Z");
  reading.read_to = std::nullopt;
  reading.waits_for = "the ledger";
  tally.add(reading, start_time);
  reading.series = "btc";
  reading.waits_for = "";
  tally.add(reading, start_time);
  CHECK(tally.line(start_time + 1s) == "0 of 20 windows, 0 %, waits for the ledger");
}

TEST_CASE("backfill: hours are shown in hours and minutes") {
  backfill_tally tally{1};
  tally.add(progress_of("btc", 10'001, 0), start_time);
  tally.add(progress_of("btc", 10'001, 1), start_time + 1s);
  CHECK(tally.line(start_time + 1s) == "1 of 10001 windows, 0 %, 1.0/s, 2 h 47 min left");
  CHECK(backfill_tally{1}.bar(start_time, 4) == "[####] 0 of 0 windows, 100 %");
}
