// SPDX-License-Identifier: MIT
// The command lines of tests/golden/commands.txt and their output. To change one on
// purpose, edit the file; with UPDATE_GOLDEN=1 in the environment the test rewrites it
// from the commands that it names: read the differences.
#include "tests/support/catch.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <vector>

using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* prompt = "$ ";

struct example {
  /// A line of sh, in which `pt` is the program with the ledger of the golden run, and
  /// `$span` that run's time.
  std::string command;
  std::string output;
};

/// The lines before the first command, and the commands with what they print.
struct examples {
  std::string heading;
  std::vector<example> rows;
};

examples read_examples(const std::string& file) {
  std::ifstream stream{file};
  examples result;
  for (std::string line; std::getline(stream, line);)
    if (line.starts_with(prompt))
      result.rows.push_back({line.substr(2), {}});
    else if (result.rows.empty())
      result.heading += line + '\n';
    else
      result.rows.back().output += line + '\n';
  return result;
}

void write_examples(const std::string& file, const examples& all) {
  std::ofstream stream{file};
  stream << all.heading;
  for (const auto& row : all.rows)
    stream << prompt << row.command << '\n' << row.output;
}

void replace_all(std::string& text, const std::string& part,
                 const std::string& replacement) {
  for (auto found = text.find(part); found != std::string::npos;
       found = text.find(part, found + replacement.size()))
    text.replace(found, part.size(), replacement);
}

/// Replaces the values that differ between machines by names, and a carriage return by
/// `\r`.
std::string normalize_output(std::string text, const std::string& home) {
  replace_all(text, "\r", "\\r");
  replace_all(text, home, "HOME");
  replace_all(text, TRACKER_BINARY, "performance_tracker");
  for (const auto& [pattern, name] :
       {std::pair{"\\d+ MiB free", "N MiB free"},
        {"open files {5}up to \\d+", "open files     up to N"},
        {"\\d+ KiB", "N KiB"},
        // The column is as wide as the longest path.
        {" {2,}(default|command line|environment|system|file:)", "  $1"},
        {"version \\d+,", "version N,"}})
    text = std::regex_replace(text, std::regex{pattern}, name);
  return text;
}

std::string run_example(const std::string& command, const std::string& home) {
  program invocation;
  invocation.path = "/bin/sh";
  invocation.environment = {
      {"HOME", home}, {"TZ", "UTC"}, {"PATH", "/usr/bin:/bin"}, {"LANG", "C.UTF-8"}};
  invocation.directory = home;
  invocation.arguments = {
      "-c", fmt::format("pt() {{ \"{}\" \"$@\" --ledger.file=\"$HOME/t.db\" "
                        "--http.gamma-url=http://127.0.0.1:1 "
                        "--http.data-url=http://127.0.0.1:1 "
                        "--http.clob-url=http://127.0.0.1:1; }}\n"
                        "span='--from=2026-11-25T05:47:00Z --to=2026-11-25T05:47:54Z'\n"
                        "exec 2>&1\n{}\n"
                        "echo \"[exit $?]\"",
                        TRACKER_BINARY, command)};
  process shell{invocation};
  if (shell.wait(60s) != 0)
    return "the shell failed\n";
  return normalize_output(shell.text(), home);
}

} // namespace

TEST_CASE("every command line of tests/golden/commands.txt prints the recorded output") {
  const temporary_directory folder;
  const auto home = folder.path().string();
  program replay;
  replay.path = TRACKER_BINARY;
  replay.environment = {{"HOME", home}, {"TMPDIR", home}};
  replay.arguments = {"replay", golden_capture(), "--ledger=" + home + "/t.db",
                      "--log.console=false"};
  REQUIRE(process{replay}.wait(60s) == 0);
  const auto file = golden_commands();
  auto all = read_examples(file);
  REQUIRE(all.rows.size() > 100);
  const bool updates = std::getenv("UPDATE_GOLDEN") != nullptr;
  for (auto& row : all.rows) {
    const auto printed = run_example(row.command, home);
    CAPTURE(row.command);
    if (updates)
      row.output = printed;
    CHECK(printed == row.output);
  }
  if (updates)
    write_examples(file, all);
}
