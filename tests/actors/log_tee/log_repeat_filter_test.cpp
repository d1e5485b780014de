// SPDX-License-Identifier: MIT
#include "actors/log_tee/repeat_filter.hpp"
#include "tests/actors/log_tee/log_support.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

#include <chrono>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

log_line warning(timespan after, std::string text = "gamma: timeout",
                 std::string actor = "fetcher") {
  return line_at(log_start + after, log_level::warn, std::move(text), std::move(actor));
}

/// The texts that are printed of `lines`, including the summaries at `end`.
std::vector<std::string> printed(repeat_filter& filter,
                                 const std::vector<log_line>& lines, timespan end) {
  std::vector<log_line> out;
  for (const auto& line : lines)
    if (filter.admit(line, out))
      out.push_back(line);
  filter.finish(log_start + end, out);
  std::vector<std::string> texts;
  for (const auto& line : out)
    texts.push_back(line.text);
  return texts;
}

using texts = std::vector<std::string>;

TEST_CASE("repeated warnings are printed once and then counted") {
  repeat_filter filter{60s};
  CHECK(printed(
            filter, {warning(0s), warning(1s), warning(59s), warning(60s), warning(61s)},
            65s) == texts{"gamma: timeout", "gamma: timeout … (2 more in the last 60 s)",
                          "gamma: timeout", "gamma: timeout … (1 more in the last 5 s)"});
}

TEST_CASE("any line's time ends a period") {
  repeat_filter filter{60s};
  CHECK(printed(filter,
                {warning(0s), warning(2s),
                 line_at(log_start + 75s, log_level::info, "T-10s", "window")},
                80s) ==
        texts{"gamma: timeout", "gamma: timeout … (1 more in the last 60 s)", "T-10s"});
}

TEST_CASE("a summary is stamped when it is printed and keeps level, actor and event") {
  repeat_filter filter{60s};
  std::vector<log_line> due;
  filter.admit(warning(0s), due);
  filter.admit(warning(1s), due);
  filter.admit(line_at(log_start + 60s, log_level::info, "tick"), due);
  REQUIRE(due.size() == 1);
  CHECK(due[0].time == log_start + 60s);
  CHECK(due[0].level == log_level::warn);
  CHECK(due[0].actor == "fetcher");
  CHECK(due[0].event == "event");
}

TEST_CASE("only identical warnings of one actor are folded") {
  const auto not_folded = [](const log_line& first, const log_line& second) {
    repeat_filter filter{60s};
    return printed(filter, {first, second}, 2s).size() == 2;
  };
  auto error = warning(1s);
  error.level = log_level::error;
  auto essential = warning(1s);
  essential.retention = log_retention::essential;
  auto block = warning(1s);
  block.rows = {"a row"};
  const auto info = line_at(log_start, log_level::info, "the same");
  const std::string long_text(repeat_filter::longest_text + 1, 'x');
  CHECK(not_folded(warning(0s), warning(1s, "gamma: refused")));
  CHECK(not_folded(warning(0s), warning(1s, "gamma: timeout", "window")));
  CHECK(not_folded(warning(0s), error));
  CHECK(not_folded(warning(0s), essential));
  CHECK(not_folded(essential, warning(0s)));
  CHECK(not_folded(block, block));
  CHECK(not_folded(info, info));
  CHECK(not_folded(warning(0s, long_text), warning(1s, long_text)));
  repeat_filter filter{60s};
  CHECK(printed(filter, {error, error}, 2s) ==
        texts{"gamma: timeout", "gamma: timeout … (1 more in the last 1 s)"});
}

TEST_CASE("a wall clock that is set back does not hide warnings") {
  repeat_filter filter{60s};
  CHECK(printed(filter, {warning(0s), warning(1s), warning(-3600s)}, -3600s) ==
        texts{"gamma: timeout", "gamma: timeout … (1 more in the last 0 s)",
              "gamma: timeout"});
}

TEST_CASE("the number of remembered texts is bounded") {
  repeat_filter filter{60s};
  std::vector<log_line> due;
  filter.admit(warning(0s, "first"), due);
  filter.admit(warning(1s, "first"), due);
  for (std::size_t i = 1; i < repeat_filter::remembered; ++i)
    filter.admit(warning(2s, fmt::format("text {}", i)), due);
  CHECK(due.empty());
  filter.admit(warning(3s, "one too many"), due);
  REQUIRE(due.size() == 1);
  CHECK(due[0].text == "first … (1 more in the last 3 s)");
}

TEST_CASE("printed and counted repeats add up to all warnings") {
  CHECK(rc::check([] {
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 40), rc::gen::inRange(0, 400)));
    repeat_filter filter{60s};
    std::vector<log_line> lines;
    timespan now{};
    for (const auto& [seconds, text] : steps) {
      now += std::chrono::seconds{seconds};
      lines.push_back(warning(now, fmt::format("text {}", text % 7)));
    }
    std::size_t accounted = 0;
    for (const auto& text : printed(filter, lines, now)) {
      const auto bracket = text.find(" … (");
      accounted += bracket == std::string::npos
                       ? 1
                       : std::stoul(text.substr(bracket + std::string{" … ("}.size()));
    }
    RC_ASSERT(accounted == lines.size());
  }));
}

} // namespace
