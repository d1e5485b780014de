// SPDX-License-Identifier: MIT
#include "main/cli.hpp"
#include "main/setting_table.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

namespace tracker::test {

namespace {

command_line parsed(const std::vector<std::string>& arguments) {
  const auto result = parse_command_line(arguments);
  if (const auto* text = std::get_if<cli_text>(&result))
    FAIL(text->text);
  return std::get<command_line>(result);
}

cli_text printed(const std::vector<std::string>& arguments) {
  const auto result = parse_command_line(arguments);
  REQUIRE(std::holds_alternative<cli_text>(result));
  return std::get<cli_text>(result);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a command line is a command, a file and overrides, in any order") {
  CHECK(parsed({}) == command_line{});
  CHECK(parsed({"run"}).what == command::run);
  CHECK(parsed({"check"}).what == command::check);
  const command_line all{
      command::check,
      {"/x.conf", {{"http.timeout", "3s"}, {"tracker.series", "[\"a\", \"b=c\"]"}}}};
  const std::string timeout = "--http.timeout=3s";
  const std::string names = "--tracker.series=[\"a\", \"b=c\"]";
  CHECK(parsed({"check", "--config-file=/x.conf", timeout, names}) == all);
  CHECK(parsed({timeout, "--config-file=/x.conf", names, "check"}) == all);
  CHECK(parsed({timeout, "check", names, "--config-file", "/x.conf"}) == all);
  CHECK(parsed({"--log.file="}).configuration.overrides ==
        std::vector<setting_override>{{"log.file", ""}});
  CHECK(parsed({"--scheduler.policy='sharing'"}).configuration.overrides ==
        std::vector<setting_override>{{"scheduler.policy", "'sharing'"}});
}

TEST_CASE("help and version name the program, its codename and every setting") {
  const auto version = printed({"--version"});
  CHECK(version.exit_code == 0);
  CHECK(version.text == "performance_tracker " TRACKER_VERSION " \"Silent Observer\"\n");
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--help"},
                                                    {"-h"},
                                                    {"check", "--help"},
                                                    {"run", "--help"}}) {
    const auto help = printed(arguments);
    CHECK(help.exit_code == 0);
    CHECK(contains(help.text, "--config-file FILE"));
    CHECK(contains(help.text, "Silent Observer"));
    for (const auto& row : setting_table())
      CHECK(contains(help.text, "--" + row.key + "=" + row.preset));
  }
  const auto help = printed({"--help"}).text;
  CHECK(contains(help, "run"));
  CHECK(contains(help, "check"));
  CHECK(contains(printed({"check", "--help"}).text, "print every effective value"));
}

TEST_CASE("help wins, also among settings that are wrong") {
  CHECK(printed({"--http.timeout=nonsense", "check", "--help"}).exit_code == 0);
}

TEST_CASE("a wrong command line is exit 2 and says what is wrong") {
  struct wrong_case {
    std::vector<std::string> arguments;
    std::vector<std::string> parts;
  };
  const std::vector<wrong_case> cases{
      {{"chek"}, {"chek", "did you mean check?"}},
      {{"report"}, {"no command report"}},
      {{"xyzzy"}, {"no command xyzzy"}},
      {{""}, {"no command"}},
      {{"check", "extra"}, {"extra", "one too many"}},
      {{"run", "check"}, {"check", "one too many"}},
      {{"--confg-file=x"}, {"--confg-file=x", "did you mean --config-file?"}},
      {{"--frobnicate"}, {"no option --frobnicate"}},
      {{"-x"}, {"no option -x"}},
      {{"check", "-x"}, {"no option -x"}},
      {{"--config-file"}, {"--config-file"}},
      {{"--config-file=a", "--config-file=b"}, {"--config-file"}},
      {{"--http.timeout"}, {"--http.timeout has no value", "--http.timeout=VALUE"}},
      {{"--http.timeout", "3s"}, {"--http.timeout has no value"}},
      {{"--log.level=info", "check", "--log.level=warn"}, {"--log.level is given twice"}},
      {{"--", "check"}, {"performance_tracker: "}},
      {{"\x1b[31m"}, {"\\x1b[31m"}},
  };
  for (const auto& [arguments, parts] : cases) {
    const auto text = printed(arguments);
    INFO(text.text);
    CHECK(text.exit_code == 2);
    CHECK(contains(text.text, "See performance_tracker --help."));
    for (const auto& part : parts)
      CHECK(contains(text.text, part));
  }
}

TEST_CASE("any arguments are understood or refused") {
  CHECK(rc::check("total", [](const std::vector<std::string>& arguments) {
    const auto result = parse_command_line(arguments);
    if (const auto* text = std::get_if<cli_text>(&result))
      RC_ASSERT(!text->text.empty());
  }));
}

} // namespace tracker::test
