// SPDX-License-Identifier: MIT
#include "main/commands/explain_command.hpp"

#include "tests/actors/ledger/report/report_grades.hpp"
#include "tests/actors/ledger/report/report_memory_source.hpp"
#include "tests/support/catch.hpp"

#include <sstream>

using namespace tracker;
using namespace tracker::test;

namespace {

const date::time_zone& here = *date::locate_zone("America/Los_Angeles");
const book in;

struct answer {
  int exit_code = 0;
  std::string out;
  std::string err;
};

answer explain(report_source& source, const std::string& slug) {
  std::ostringstream out;
  std::ostringstream err;
  const auto exit_code = run_explain(slug, source, {}, {{}, here, {}, false}, out, err);
  return {exit_code, out.str(), err.str()};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

remembered_window a_window() {
  remembered_window what;
  const std::vector<activity_event> events{in.buy_up("10", "0.49")};
  auto mine = grade_at(september, events, settlement::up);
  auto theirs = grade_at(september, {}, settlement::up);
  theirs.wallet = {"other", side_address};
  what.of = mine.of;
  what.series = mine.series;
  what.in = in.of;
  what.grades = {mine, theirs};
  what.events = events;
  return what;
}

} // namespace

TEST_CASE("explain command: takes one window's slug") {
  CHECK(std::get<std::string>(parse_explain({"btc-updown-15m-1789943400"})) ==
        "btc-updown-15m-1789943400");
  CHECK(std::get<cli_text>(parse_explain({})).exit_code == 2);
  CHECK(std::get<cli_text>(parse_explain({"one", "two"})).exit_code == 2);
  CHECK(std::get<cli_text>(parse_explain({"--help"})).exit_code == 0);
}

TEST_CASE("explain command: each wallet's grade") {
  memory_source source;
  source.remembered = {a_window()};
  const auto said = explain(source, in.of.slug);
  CHECK(said.exit_code == 0);
  CHECK(said.err.empty());
  CHECK(count(said.out, "Wallet    : main\n") == 1);
  CHECK(count(said.out, "Wallet    : other\n") == 1);
  CHECK(count(said.out, "✓ UP cost") == 1);
  CHECK(count(said.out, "✗") == 0);
}

TEST_CASE("explain command: a window without a grade, and one that is not known") {
  memory_source source;
  auto missed = a_window();
  missed.grades.clear();
  missed.coverage = window_coverage{coverage_kind::missed, {}, {}, "not running"};
  source.remembered = {missed};
  CHECK(explain(source, in.of.slug).out ==
        "btc-updown-15m-1789943400 has no grade yet; it was missed: not running\n");
  const auto unknown = explain(source, "btc-updown-15m-1");
  CHECK(unknown.exit_code == 1);
  CHECK(unknown.out.empty());
  CHECK(unknown.err ==
        "performance_tracker: the ledger has no window btc-updown-15m-1\n");
}

TEST_CASE("explain command: a ledger that cannot be read is not an unknown window") {
  memory_source source;
  source.broken = ledger_error{ledger_error_kind::absent, "the ledger does not exist"};
  const auto said = explain(source, in.of.slug);
  CHECK(said.exit_code == 1);
  CHECK(said.err == "performance_tracker: the ledger does not exist\n");
}
