// SPDX-License-Identifier: MIT
// The options that belong to one command.
#include "main/commands/cli_backfill.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

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

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
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

TEST_CASE("backfill takes a beginning and perhaps an end") {
  CHECK(good(parse_backfill({"--from", "7d"})) == backfill_options{"7d", std::nullopt});
  CHECK(good(parse_backfill({"--from=2026-11-01"})) ==
        backfill_options{"2026-11-01", std::nullopt});
  CHECK(good(parse_backfill({"--to=today", "--from=yesterday"})) ==
        backfill_options{"yesterday", "today"});
}

TEST_CASE("backfill refuses everything else") {
  const std::vector<bad_case> cases{
      {{}, "--from is required"},
      {{"--to=today"}, "--from is required"},
      {{"--from"}, "--from"},
      {{"--frm=7d"}, "no option --frm=7d; did you mean --from?"},
      {{"--from=7d", "--from=8d"}, "--from"},
      {{"--from=7d", "x"}, "the argument x is one too many"},
      {{"--from=7d", "--speed=1"}, "no option --speed=1"},
      {{"--from=7d", "\x1b"}, "\\x1b"},
  };
  for (const auto& [given, part] : cases)
    check_refused(printed(parse_backfill(given)), part, "backfill");
}

TEST_CASE("each command's help tells its options and those of every command") {
  const auto backfill = printed(parse_backfill({"--help"}));
  CHECK(backfill.exit_code == 0);
  CHECK(contains(backfill.text, "Usage: performance_tracker backfill"));
  CHECK(contains(backfill.text, backfill_summary));
  for (const std::string part :
       {"--from", "--to", "--config-file FILE", "--http.timeout=5s"})
    CHECK(contains(backfill.text, part));
}

TEST_CASE("any arguments of a command are understood or refused") {
  CHECK(rc::check("total", [](const arguments& given) {
    for (const auto& result : {parse_backfill(given)})
      if (const auto* text = std::get_if<cli_text>(&result))
        RC_ASSERT(!text->text.empty());
  }));
}

} // namespace tracker::test
