// SPDX-License-Identifier: MIT
#include "main/commands/explain_command.hpp"

#include "actors/text/time_text.hpp"

#include "tests/actors/ledger/report/report_grades.hpp"
#include "tests/actors/ledger/report/report_memory_source.hpp"
#include "tests/actors/ledger/report/report_times.hpp"
#include "tests/main/commands/command_result.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <sstream>

using namespace tracker;
using namespace tracker::test;

namespace {

const book sample_book;

command_result explain(report_source& source, const explain_options& options) {
  std::ostringstream out;
  std::ostringstream err;
  const report_setting setting{{}, los_angeles, {"btc-updown-15m"}, false};
  const auto exit_code = run_explain(options, source, {}, setting, out, err);
  return {exit_code, out.str(), err.str()};
}

command_result explain(report_source& source, const std::string& window) {
  return explain(source, explain_options{window, std::nullopt, explain_format::text});
}

remembered_window graded_window() {
  remembered_window window;
  const std::vector<activity_event> events{sample_book.buy_up("10", "0.49")};
  auto mine = grade_at(september, events, settlement::up);
  auto theirs = grade_at(september, {}, settlement::up);
  theirs.wallet = {"other", side_address};
  window.window = mine.window;
  window.series = mine.series;
  window.in = sample_book.market;
  window.grades = {mine, theirs};
  window.events = events;
  return window;
}

} // namespace

TEST_CASE("explain command: its options as they were typed") {
  CHECK(std::get<explain_options>(parse_explain(
            {"btc-updown-15m-1789943400", "--wallet=main,side", "--format", "json"})) ==
        explain_options{"btc-updown-15m-1789943400", "main,side", explain_format::json});
  CHECK(std::get<cli_text>(parse_explain({"x", "--format=csv"})).exit_code == 2);
  CHECK(std::get<cli_text>(parse_explain({})).exit_code == 2);
  CHECK(std::get<cli_text>(parse_explain({"one", "two"})).exit_code == 2);
  CHECK(std::get<cli_text>(parse_explain({"--help"})).exit_code == 0);
}

TEST_CASE("explain command: each wallet's grade") {
  memory_source source;
  source.remembered = {graded_window()};
  const auto result = explain(source, sample_book.market.slug);
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
  CHECK(count_of(result.out, "Wallet    : main\n") == 1);
  CHECK(count_of(result.out, "Wallet    : other\n") == 1);
  CHECK(count_of(result.out, "✓ UP cost") == 1);
  CHECK(count_of(result.out, "✗") == 0);
}

TEST_CASE("explain command: a window without a grade, and an unknown one") {
  memory_source source;
  auto missed = graded_window();
  missed.grades.clear();
  missed.coverage = window_coverage{coverage_kind::missed, {}, {}, "not running"};
  source.remembered = {missed};
  CHECK(explain(source, sample_book.market.slug).out ==
        "btc-updown-15m-1789943400 has no grade yet; it was missed: not running\n");
  const auto unknown = explain(source, "btc-updown-15m-1");
  CHECK(unknown.exit_code == 1);
  CHECK(unknown.out.empty());
  CHECK(unknown.err == "performance_tracker: the ledger has no window "
                       "btc-updown-15m-1; it has none within a day of it\n");
}

TEST_CASE("explain command: a time, a condition id and an address name the window") {
  memory_source source;
  source.remembered = {graded_window()};
  source.grades = source.remembered.front().grades;
  source.condition_id = sample_book.market.condition_id;
  source.windows = {{"btc-updown-15m", sample_book.market.start, sample_book.market.end,
                     coverage_kind::watched, ""}};
  const auto expected = explain(source, sample_book.market.slug).out;
  CHECK(count_of(expected, "Wallet    : main\n") == 1);
  auto upper = sample_book.market.condition_id;
  std::transform(upper.begin() + 2, upper.end(), upper.begin() + 2,
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  for (const auto& name :
       {std::string{"1789943400"}, format_utc(sample_book.market.start),
        sample_book.market.condition_id, upper,
        "https://polymarket.com/event/" + sample_book.market.slug + "?tid=1#x",
        "polymarket.com/event/" + sample_book.market.slug + "/" +
            sample_book.market.slug}) {
    INFO(name);
    const auto result = explain(source, name);
    CHECK(result.out == expected);
    CHECK(result.err.empty());
  }
}

TEST_CASE("explain command: a missing window and an unwatched series are told apart") {
  memory_source source;
  const auto start = sample_book.market.start;
  source.windows = {{"btc-updown-15m", start - std::chrono::minutes{30},
                     start - std::chrono::minutes{15}, coverage_kind::watched, ""},
                    {"btc-updown-15m", start + std::chrono::minutes{15},
                     start + std::chrono::minutes{30}, coverage_kind::watched, ""}};
  CHECK(explain(source, sample_book.market.slug).err ==
        "performance_tracker: the ledger has no window btc-updown-15m-1789943400; "
        "nearest: btc-updown-15m-1789941600, btc-updown-15m-1789944300\n");
  CHECK(
      explain(source, "eth-updown-5m-1789943400").err ==
      "performance_tracker: the series eth-updown-5m is not watched, and the ledger has "
      "none of its windows; watched: btc-updown-15m\n");
  const auto missing = explain(source, "1789943400").err;
  CHECK(missing.find("the ledger has no window at ") != std::string::npos);
  CHECK(missing.find("; nearest: btc-updown-15m-1789941600") != std::string::npos);
  CHECK(explain(source, "nonsense").err.find("\"nonsense\" is not a window; allowed:") !=
        std::string::npos);
  CHECK(explain(source, "nonsense").exit_code == 2);
  CHECK(explain(source, "").err.find("\"\" is not a window; allowed:") !=
        std::string::npos);
  CHECK(explain(source, "eth-updown-5m-1789943400").exit_code == 1);
  // A plain name of tracker.series with a start.
  CHECK(explain(source, "btc-15m-1789943400").err ==
        explain(source, sample_book.market.slug).err);
  CHECK(explain(source, "0x" + std::string(64, 'e')).err.find("condition id 0xeeee") !=
        std::string::npos);
  const auto of_v2 = "0x" + std::string(62, 'e');
  CHECK(explain(source, of_v2).err.find("condition id " + of_v2 + "00") !=
        std::string::npos);
}

TEST_CASE("explain command: one wallet of several, as text and as JSON") {
  memory_source source;
  source.remembered = {graded_window()};
  source.grades = source.remembered.front().grades;
  const auto text = explain(
      source, explain_options{sample_book.market.slug, "other", explain_format::text});
  CHECK(count_of(text.out, "Wallet    : other\n") == 1);
  CHECK(count_of(text.out, "Wallet    : main\n") == 0);
  const auto both = explain(source, explain_options{sample_book.market.slug,
                                                    "main, other", explain_format::text});
  CHECK(count_of(both.out, "Wallet    : ") == 2);
  const auto json = explain(
      source, explain_options{sample_book.market.slug, "main", explain_format::json});
  const auto rows = nlohmann::json::parse(json.out);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["slug"] == sample_book.market.slug);
  CHECK(rows[0]["wallet"] == "main");
  CHECK(rows[0]["grade"].is_object());
  CHECK(rows[0]["events"].size() == 1);
  CHECK(rows[0]["events"][0]["size"] == "10.000000");
  CHECK(rows[0]["lines"].size() > 5);
  const auto refused = explain(
      source, explain_options{sample_book.market.slug, "mian", explain_format::text});
  CHECK(refused.exit_code == 2);
  CHECK(refused.err.find("did you mean main?") != std::string::npos);
  CHECK(refused.err.ends_with("See performance_tracker explain --help.\n"));
}

TEST_CASE("explain command: an unreadable ledger is not reported as an unknown window") {
  memory_source source;
  source.broken = ledger_error{ledger_error_kind::absent, "the ledger does not exist"};
  const auto result = explain(source, sample_book.market.slug);
  CHECK(result.exit_code == 1);
  CHECK(result.err == "performance_tracker: the ledger does not exist\n");
}
