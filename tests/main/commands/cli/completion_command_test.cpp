// SPDX-License-Identifier: MIT
#include "main/commands/cli/completion_command.hpp"

#include "main/commands/explain_command.hpp"
#include "main/commands/replay_options.hpp"
#include "main/commands/report_command.hpp"
#include "main/commands/temporary_folder.hpp"
#include "main/config/setting_table.hpp"
#include "tests/support/catch.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

using namespace tracker;

namespace {

std::vector<command> commands() {
  return {{"run", "observe until told to stop", nullptr},
          {"report", report_summary, nullptr, true, report_option_rows},
          {"explain", explain_summary, nullptr, true, explain_option_rows},
          {"replay", replay_summary, nullptr, true, replay_option_rows},
          {"completion", completion_summary, nullptr, true, completion_option_rows}};
}

/// The words that the shell prints for a script.
std::set<std::string> words_of(const std::string& shell, const std::string& script) {
  const auto folder = temporary_folder::make();
  REQUIRE(folder);
  const auto file = folder->path() + "/script";
  std::ofstream{file} << script;
  auto* const output = popen((shell + " " + file + " 2>&1").c_str(), "r");
  REQUIRE(output != nullptr);
  std::string text;
  std::array<char, 4096> part{};
  while (const auto count = fread(part.data(), 1, part.size(), output))
    text.append(part.data(), count);
  pclose(output);
  std::istringstream stream{text};
  std::set<std::string> words;
  for (std::string word; stream >> word;)
    words.insert(word);
  return words;
}

/// The words that bash offers when Tab follows `line`, which is split as bash does.
std::set<std::string> offered_by_bash(const std::vector<std::string>& line) {
  auto script = completion_script(shell_kind::bash, commands()) + "COMP_WORDS=(";
  for (const auto& word : line)
    script += "'" + word + "' ";
  script += ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_performance_tracker\n"
            "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
  return words_of("bash --norc", script);
}

bool is_installed(const std::string& shell) {
  return std::system(("command -v " + shell + " >/dev/null 2>&1").c_str()) == 0;
}

} // namespace

TEST_CASE("completion: bash offers commands, their options and the settings") {
  CHECK(offered_by_bash({"performance_tracker", "re"}) ==
        std::set<std::string>{"report", "replay"});
  CHECK(offered_by_bash({"performance_tracker", "--vers"}) ==
        std::set<std::string>{"--version"});
  CHECK(offered_by_bash({"performance_tracker", "report", "--st"}) ==
        std::set<std::string>{"--statement=", "--status=", "--strategy="});
  CHECK(offered_by_bash({"performance_tracker", "report", "--log.f"}) ==
        std::set<std::string>{"--log.file=", "--log.format="});
  CHECK(offered_by_bash({"performance_tracker", "replay", "--le"}) ==
        std::set<std::string>{"--ledger=", "--lenient",
                              "--ledger.file=", "--ledger.backup-interval=",
                              "--ledger.backups=", "--ledger.keep-events="});
  CHECK(offered_by_bash({"performance_tracker", "completion", ""}) ==
        std::set<std::string>{"bash", "zsh", "fish"});
  CHECK(offered_by_bash({"performance_tracker", "help", "ex"}) ==
        std::set<std::string>{"explain"});
  // The value of this option is a file name, which bash itself offers.
  CHECK(offered_by_bash({"performance_tracker", "--config-file", "=", "/"}).empty());
}

TEST_CASE("completion: every command, option and setting is in each script") {
  for (const auto shell : {shell_kind::bash, shell_kind::zsh, shell_kind::fish}) {
    const auto script = completion_script(shell, commands());
    const std::string dashes = shell == shell_kind::fish ? " -l " : "--";
    for (const auto& row : setting_table())
      CHECK(script.find(dashes + row.key) != std::string::npos);
    CHECK(script.find(dashes + "color") != std::string::npos);
    for (const auto& row : commands()) {
      CHECK(script.find(row.name) != std::string::npos);
      for (const auto& option : row.options ? row.options() : std::vector<option_row>{})
        if (!option.is_positional())
          CHECK(script.find(dashes + option.name.substr(2)) != std::string::npos);
    }
  }
}

TEST_CASE("completion: zsh and fish, where they are installed") {
  if (is_installed("zsh"))
    CHECK(words_of("zsh -f -n", completion_script(shell_kind::zsh, commands())).empty());
  if (is_installed("fish")) {
    const auto script = completion_script(shell_kind::fish, commands());
    CHECK(words_of("fish --no-config",
                   script + "\ncomplete -C 'performance_tracker rep' | cut -f1\n") ==
          std::set<std::string>{"report", "replay"});
    CHECK(words_of("fish --no-config",
                   script +
                       "\ncomplete -C 'performance_tracker report --st' | cut -f1\n") ==
          std::set<std::string>{"--statement", "--status", "--strategy"});
  }
}
