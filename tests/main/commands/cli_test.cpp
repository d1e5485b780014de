// SPDX-License-Identifier: MIT
#include "main/commands/cli.hpp"
#include "main/config/setting_table.hpp"
#include "tests/support/catch.hpp"

#include <rapidcheck.h>

namespace tracker::test {

namespace {

int never_run(const command_line&) {
  FAIL("a parser runs nothing");
  return 1;
}

const std::vector<command>& commands() {
  static const std::vector<command> table{
      {"run", "observe until told to stop (the default)", never_run},
      {"check", "print every effective value", never_run},
      {"report", "graded windows and their totals", never_run, true}};
  return table;
}

command_line parsed(const std::vector<std::string>& arguments) {
  const auto result = parse_command_line(arguments, commands());
  if (const auto* text = std::get_if<cli_text>(&result))
    FAIL(text->text);
  return std::get<command_line>(result);
}

cli_text printed(const std::vector<std::string>& arguments) {
  const auto result = parse_command_line(arguments, commands());
  REQUIRE(std::holds_alternative<cli_text>(result));
  return std::get<cli_text>(result);
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a command line is a command, a file and overrides, in any order") {
  CHECK(parsed({}).what == &commands()[0]);
  CHECK(parsed({}).configuration == config_request{});
  CHECK(parsed({"run"}).what == &commands()[0]);
  CHECK(parsed({"check"}).what == &commands()[1]);
  const config_request all{
      "/x.conf", {{"http.timeout", "3s"}, {"tracker.series", "[\"a\", \"b=c\"]"}}};
  const std::string timeout = "--http.timeout=3s";
  const std::string names = "--tracker.series=[\"a\", \"b=c\"]";
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"check", "--config-file=/x.conf", timeout, names},
        {timeout, "--config-file=/x.conf", names, "check"},
        {timeout, "check", names, "--config-file", "/x.conf"}}) {
    CHECK(parsed(arguments).what == &commands()[1]);
    CHECK(parsed(arguments).configuration == all);
  }
  CHECK(parsed({"--log.file="}).configuration.overrides ==
        std::vector<setting_override>{{"log.file", ""}});
  CHECK(parsed({"--scheduler.policy='sharing'"}).configuration.overrides ==
        std::vector<setting_override>{{"scheduler.policy", "'sharing'"}});
}

TEST_CASE("a command with arguments of its own gets them as they are, in their order") {
  const auto line =
      parsed({"--config-file", "f", "report", "--by=day", "--http.timeout=3s", "SLUG",
              "--plot=x.svg", "--help", "--version", "--"});
  CHECK(line.what == &commands()[2]);
  CHECK(line.arguments == std::vector<std::string>{"--by=day", "SLUG", "--plot=x.svg",
                                                   "--help", "--version", "--"});
  CHECK(line.configuration == config_request{"f", {{"http.timeout", "3s"}}});
  CHECK(parsed({"report"}).arguments.empty());
}

TEST_CASE("help and version name the program, its codename and every setting") {
  const auto version = printed({"--version"});
  CHECK(version.exit_code == 0);
  CHECK(version.text == "performance_tracker " TRACKER_VERSION " \"Silent Observer\"\n");
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--help"}, {"-h"}, {"check", "--help"}, {"run", "-h"}}) {
    const auto help = printed(arguments);
    CHECK(help.exit_code == 0);
    CHECK(contains(help.text, "--config-file FILE"));
    CHECK(contains(help.text, "Silent Observer"));
    for (const auto& row : setting_table())
      CHECK(contains(help.text, "--" + row.key + "=" + row.default_value));
  }
  const auto help = printed({"--help"}).text;
  for (const auto& one : commands())
    CHECK(contains(help, "\n  " + one.name + " "));
  CHECK_FALSE(contains(help, "backfill"));
  const auto of_check = printed({"check", "--help"}).text;
  CHECK(contains(of_check, "print every effective value"));
  CHECK(contains(of_check, "Usage: performance_tracker check"));
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
      {{"replay"}, {"no command replay"}},
      {{"xyzzy"}, {"no command xyzzy"}},
      {{""}, {"no command"}},
      {{"check", "extra"}, {"extra", "one too many", "See performance_tracker check -"}},
      {{"run", "check"}, {"check", "one too many", "See performance_tracker run --help"}},
      {{"--confg-file=x"}, {"--confg-file=x", "did you mean --config-file?"}},
      {{"check", "--hlep"}, {"no option --hlep", "did you mean --help?"}},
      {{"check", "--config-fil", "x"}, {"no option", "did you mean --config-file?"}},
      {{"--frobnicate"}, {"no option --frobnicate"}},
      {{"--by=day", "report"}, {"no option --by=day"}},
      {{"-x"}, {"no option -x"}},
      {{"check", "-x"}, {"no option -x"}},
      {{"--config-file"}, {"--config-file has no value", "--config-file=FILE"}},
      {{"check", "--config-file"}, {"--config-file has no value"}},
      {{"--config-file=a", "--config-file=b"}, {"--config-file is given twice"}},
      {{"--config-file=", "report", "--config-file", "b"}, {"is given twice"}},
      {{"--http.timeout"}, {"--http.timeout has no value", "--http.timeout=VALUE"}},
      {{"--http.timeout", "3s"}, {"--http.timeout has no value"}},
      {{"--log.level=info", "check", "--log.level=warn"}, {"--log.level is given twice"}},
      {{"--", "check"}, {"no option --"}},
      {{"\x1b[31m"}, {"\\x1b[31m"}},
      {{"check", "\x1b[31m"}, {"\\x1b[31m"}},
  };
  for (const auto& [arguments, parts] : cases) {
    const auto text = printed(arguments);
    INFO(text.text);
    CHECK(text.exit_code == 2);
    CHECK(text.text.starts_with("performance_tracker: "));
    CHECK(contains(text.text, "\nSee performance_tracker "));
    CHECK(text.text.ends_with(" --help.\n"));
    for (const auto& part : parts)
      CHECK(contains(text.text, part));
  }
}

TEST_CASE("any arguments are understood or refused") {
  CHECK(rc::check("total", [](const std::vector<std::string>& arguments) {
    const auto result = parse_command_line(arguments, commands());
    if (const auto* text = std::get_if<cli_text>(&result))
      RC_ASSERT(!text->text.empty());
  }));
}

} // namespace tracker::test
