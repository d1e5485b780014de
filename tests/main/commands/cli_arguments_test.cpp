// SPDX-License-Identifier: MIT
// The options of single commands.
#include "actors/ledger/report/report_layout.hpp"
#include "main/commands/backfill_command.hpp"
#include "main/commands/cli/completion_command.hpp"
#include "main/commands/explain_command.hpp"
#include "main/commands/replay_options.hpp"
#include "main/commands/report_command.hpp"
#include "main/commands/status_command.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <rapidcheck.h>

#include <sstream>

namespace tracker::test {

namespace {

using arguments = std::vector<std::string>;

template <class T>
T good(const std::variant<T, cli_text>& result) {
  if (const auto* text = std::get_if<cli_text>(&result))
    FAIL(text->text);
  return std::get<T>(result);
}

template <class T>
cli_text printed(const std::variant<T, cli_text>& result) {
  REQUIRE(std::holds_alternative<cli_text>(result));
  return std::get<cli_text>(result);
}

void check_refused(const cli_text& text, const std::string& part,
                   const std::string& command) {
  INFO(text.text);
  CHECK(text.exit_code == 2);
  CHECK(contains(text.text, part));
  CHECK(text.text.ends_with("\nSee performance_tracker " + command + " --help.\n"));
}

struct bad_case {
  arguments given;
  std::string part;
};

} // namespace

TEST_CASE("backfill takes a begin and an optional end") {
  CHECK(good(parse_backfill({"--from", "7d"})) == backfill_arguments{"7d", std::nullopt});
  CHECK(good(parse_backfill({"--from=2026-11-01"})) ==
        backfill_arguments{"2026-11-01", std::nullopt});
  CHECK(good(parse_backfill({"--to=today", "--from=yesterday"})) ==
        backfill_arguments{"yesterday", "today"});
}

TEST_CASE("backfill refuses everything else") {
  const std::vector<bad_case> cases{
      {{}, "--from is required"},
      {{"--to=today"}, "--from is required"},
      {{"--from"}, "--from"},
      {{"--frm=7d"}, "unknown option --frm=7d; did you mean --from?"},
      {{"--from=7d", "--from=8d"}, "--from"},
      {{"--from=7d", "x"}, "the argument x is one too many"},
      {{"--from=7d", "--speed=1"}, "unknown option --speed=1"},
      {{"--from=7d", "\x1b"}, "\\x1b"},
  };
  for (const auto& [given, part] : cases)
    check_refused(printed(parse_backfill(given)), part, "backfill");
}

TEST_CASE("the help of each command fits one screen of 80 columns") {
  const std::vector<cli_text> helps{
      printed(parse_backfill({"--help"})), printed(parse_report({"--help"})),
      printed(parse_explain({"--help"})),  printed(parse_replay({"--help"})),
      printed(parse_status({"--help"})),   printed(parse_completion({"--help"}))};
  for (const auto& help : helps) {
    INFO(help.text);
    CHECK(help.exit_code == 0);
    CHECK(help.text.starts_with("Usage: performance_tracker "));
    CHECK(contains(help.text, "\nExamples:\n  performance_tracker "));
    CHECK(std::count(help.text.begin(), help.text.end(), '\n') <= 34);
    std::istringstream lines{help.text};
    for (std::string line; std::getline(lines, line);)
      CHECK(display_width(line) <= 80);
  }
  CHECK(
      helps[0].text ==
      "Usage: performance_tracker backfill [OPTIONS]\n"
      "grade past windows from the platform's history\n"
      "\n"
      "  --from=T    the first window to grade: today, yesterday, 7d (seven days ago),\n"
      "              a day such as 2026-11-24, or an ISO 8601 time\n"
      "  --to=T      the last one, in the same forms; without it up to now\n"
      "  --help-all  print the options of every command and the settings too\n"
      "\n"
      "Examples:\n"
      "  performance_tracker backfill --from=7d\n"
      "  performance_tracker backfill --from=2026-11-01 --to=yesterday\n");
}

TEST_CASE("status takes its three flags, completion one shell") {
  CHECK(good(parse_status({})) == status_options{});
  CHECK(good(parse_status({"--json", "--watch", "--actors"})) ==
        status_options{true, true, true});
  check_refused(printed(parse_status({"--jsn"})), "did you mean --json?", "status");
  check_refused(printed(parse_status({"x"})), "the argument x", "status");
  CHECK(good(parse_completion({"zsh"})) == shell_kind::zsh);
  check_refused(printed(parse_completion({})), "SHELL is required", "completion");
  check_refused(printed(parse_completion({"tcsh"})), "allowed: bash, zsh, fish",
                "completion");
}

TEST_CASE("any arguments of a command are understood or refused") {
  CHECK(rc::check("total", [](const arguments& given) {
    for (const auto& result : {parse_backfill(given)})
      if (const auto* text = std::get_if<cli_text>(&result))
        RC_ASSERT(!text->text.empty());
  }));
}

} // namespace tracker::test
