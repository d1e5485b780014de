// SPDX-License-Identifier: MIT
#include "main/commands/cli/cli.hpp"
#include "main/config/setting_table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_checks.hpp"

#include <rapidcheck.h>

namespace tracker::test {

namespace {

int never_run(const command_line&) {
  FAIL("the parser must not run a command");
  return 1;
}

const std::vector<command>& commands() {
  static const std::vector<command> table{
      {"run", "observe until told to stop (the default)", never_run},
      {"check", "print every effective value", never_run},
      {"report", "graded windows and their totals", never_run, true, [] {
         return std::vector<option_row>{{"--by", "WHAT", "a row for each"},
                                        {"--all", "", "everything"}};
       }}};
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

} // namespace

TEST_CASE("a command line is a command, a file and overrides, in any order") {
  CHECK(parsed({}).chosen == &commands()[0]);
  CHECK(parsed({}).configuration == config_request{});
  CHECK(parsed({"run"}).chosen == &commands()[0]);
  CHECK(parsed({"check"}).chosen == &commands()[1]);
  const config_request all{
      "/x.conf", {{"http.timeout", "3s"}, {"tracker.series", "[\"a\", \"b=c\"]"}}};
  const std::string timeout = "--http.timeout=3s";
  const std::string names = "--tracker.series=[\"a\", \"b=c\"]";
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"check", "--config-file=/x.conf", timeout, names},
        {timeout, "--config-file=/x.conf", names, "check"},
        {timeout, "check", names, "--config-file", "/x.conf"}}) {
    CHECK(parsed(arguments).chosen == &commands()[1]);
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
  CHECK(line.chosen == &commands()[2]);
  CHECK(line.arguments == std::vector<std::string>{"--by=day", "SLUG", "--plot=x.svg",
                                                   "--help", "--version", "--"});
  CHECK(line.configuration == config_request{"f", {{"http.timeout", "3s"}}});
  CHECK(parsed({"report"}).arguments.empty());
}

TEST_CASE("the version has the program's name and codename") {
  for (const auto* argument : {"--version", "-V", "version"}) {
    const auto version = printed({argument});
    CHECK(version.exit_code == 0);
    CHECK(version.text.starts_with(std::string{version_text} + "\nCommit    : "));
    for (const auto* library : {"CAF 0.17", "libcurl ", "SQLite ", "zstd ", "OpenSSL "})
      CHECK(version.text.find(library) != std::string::npos);
  }
}

TEST_CASE("the program's help lists the commands and the common options") {
  const std::string expected =
      std::string{version_text} +
      "\n"
      "Grades what wallets did in Polymarket's Up or Down windows; it only reads.\n"
      "\n"
      "Usage: performance_tracker [COMMAND] [OPTIONS]\n"
      "\n"
      "Commands:\n"
      "  run      observe until told to stop (the default)\n"
      "  check    print every effective value\n"
      "  report   graded windows and their totals\n"
      "  help     print this, or the help of a COMMAND\n"
      "  version  print the version\n"
      "\n"
      "Options of every command:\n"
      "  --config-file=FILE         read this file, not ~/polybot/tracker.conf\n"
      "  --SECTION.KEY=VALUE        a setting; it overrides the configuration file\n"
      "  --color=auto|always|never  short for --log.color\n"
      "  -h, --help                 print the help of the command\n"
      "  --help-all                 print the help with every setting\n"
      "  -V, --version              print the version\n";
  for (const auto* argument : {"--help", "-h", "help"}) {
    CHECK(printed({argument}).text == expected);
    CHECK(printed({argument}).exit_code == 0);
  }
}

TEST_CASE("the help of a command has its options only, with --help-all every setting") {
  const std::string expected =
      "Usage: performance_tracker check: print every effective value\n"
      "\n"
      "  --help-all  print the options of every command and the settings too\n";
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"check", "--help"}, {"help", "check"}, {"check", "-h"}})
    CHECK(printed(arguments).text == expected);
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--help-all"}, {"check", "--help-all"}}) {
    const auto help = printed(arguments);
    CHECK(help.exit_code == 0);
    for (const auto& row : setting_table())
      CHECK(contains(help.text, "--" + row.key + "=" + row.default_value));
  }
  const auto line = parsed({"help", "report"});
  CHECK(line.chosen == &commands()[2]);
  CHECK(line.arguments == std::vector<std::string>{"--help"});
}

TEST_CASE("help is printed even beside wrong settings") {
  CHECK(printed({"--http.timeout=nonsense", "check", "--help"}).exit_code == 0);
}

TEST_CASE("a wrong command line is exit code 2 with its reason") {
  struct wrong_case {
    std::vector<std::string> arguments;
    std::vector<std::string> parts;
  };
  const std::vector<wrong_case> cases{
      {{"chek"}, {"chek", "did you mean check?"}},
      {{"replay"}, {"unknown command replay"}},
      {{"hepl"}, {"unknown command hepl", "did you mean help?"}},
      {{"help", "chekc"}, {"unknown command chekc", "did you mean check?"}},
      {{"xyzzy"}, {"unknown command xyzzy"}},
      {{""}, {"unknown command"}},
      {{"check", "extra"}, {"extra", "one too many", "See performance_tracker check -"}},
      {{"run", "check"}, {"check", "one too many", "See performance_tracker run --help"}},
      {{"--confg-file=x"}, {"--confg-file=x", "did you mean --config-file?"}},
      {{"check", "--hlep"}, {"unknown option --hlep", "did you mean --help?"}},
      {{"check", "--config-fil", "x"}, {"unknown option", "did you mean --config-file?"}},
      {{"--frobnicate"}, {"unknown option --frobnicate"}},
      {{"--by=day", "report"}, {"unknown option --by=day"}},
      {{"-x"}, {"unknown option -x"}},
      {{"check", "-x"}, {"unknown option -x"}},
      {{"--config-file"}, {"--config-file has no value", "--config-file=FILE"}},
      {{"check", "--config-file"}, {"--config-file has no value"}},
      {{"--config-file=a", "--config-file=b"}, {"--config-file is given twice"}},
      {{"--config-file=", "report", "--config-file", "b"}, {"is given twice"}},
      {{"--http.timeout"}, {"--http.timeout has no value", "--http.timeout=VALUE"}},
      {{"--http.timeout", "3s"}, {"--http.timeout has no value"}},
      {{"--log.level=info", "check", "--log.level=warn"}, {"--log.level is given twice"}},
      {{"--", "check"}, {"unknown option --"}},
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
