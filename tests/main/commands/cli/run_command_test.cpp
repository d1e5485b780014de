// SPDX-License-Identifier: MIT
#include "main/commands/backfill_command.hpp"
#include "main/commands/cli/manual_command.hpp"
#include "main/commands/cli/run_command.hpp"
#include "main/config/setting_table.hpp"
#include "main/version.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/text_checks.hpp"

#include <algorithm>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

std::string refused(const std::vector<std::string>& arguments) {
  const auto parsed = parse_run(arguments);
  const auto* text = std::get_if<cli_text>(&parsed);
  REQUIRE(text != nullptr);
  CHECK(text->exit_code == 2);
  return text->text;
}

run_command_options accepted(const std::vector<std::string>& arguments) {
  const auto parsed = parse_run(arguments);
  REQUIRE(std::holds_alternative<run_command_options>(parsed));
  return std::get<run_command_options>(parsed);
}

std::vector<command> some_commands() {
  return {{"run", run_summary, nullptr, true, run_option_rows},
          {"manual", manual_summary, nullptr, true, manual_option_rows}};
}

} // namespace

TEST_CASE("run ends with a signal, after a time, or after one pass") {
  CHECK(accepted({}) == run_command_options{});
  CHECK(accepted({"--once"}) == run_command_options{true, std::nullopt});
  CHECK(accepted({"--for=1h"}).limit == timespan{1h});
  CHECK(accepted({"--for", "90s"}).limit == timespan{90s});
  CHECK(accepted({"--for=2d"}).limit == timespan{48h});
}

TEST_CASE("run refuses an invalid time, and both options at once") {
  for (const auto* bad :
       {"--for=soon", "--for=1", "--for=500ms", "--for=-1h", "--for=9999h", "--for="}) {
    CAPTURE(bad);
    CHECK(contains(refused({bad}), "--for"));
  }
  CHECK(contains(refused({"--once", "--for=1h"}), "--once"));
  CHECK(contains(refused({"--onse"}), "did you mean --once?"));
}

TEST_CASE("one pass covers the windows of the last 24 hours") {
  const auto now = from_unix_seconds(1'795'600'000);
  CHECK(span_of_pass(now) == window_span{now - 24h, now});
}

TEST_CASE("the manual has every command, option and setting") {
  const auto program = manual_text(manual_page::program, some_commands());
  CHECK(contains(program, ".TH PERFORMANCE_TRACKER 1 "));
  CHECK(contains(program, std::string{program_version}));
  CHECK(contains(program, "\n\\fB\\-\\-for\\fR=\\fIDURATION\\fR\n"));
  CHECK(contains(program, "\n\\fB\\-\\-config\\-file\\fR=\\fIFILE\\fR\n"));
  CHECK(contains(program, ".SH EXIT STATUS\n"));
  const auto configuration = manual_text(manual_page::configuration, {});
  for (const auto& row : setting_table()) {
    auto key = row.key.substr(row.key.find('.') + 1);
    for (std::size_t i = 0; (i = key.find('-', i)) != std::string::npos; i += 2)
      key.insert(i, "\\");
    CAPTURE(row.key);
    CHECK(contains(configuration, ".TP\n\\fB" + key + "\\fR\n"));
  }
  // No line may begin with a control character of roff.
  for (const auto* control : {"\n'", "\n...", "\n.\n"})
    CHECK_FALSE(contains(program + configuration, control));
}

TEST_CASE("manual pages are named, others are refused") {
  CHECK(std::get<manual_page>(parse_manual({})) == manual_page::program);
  CHECK(std::get<manual_page>(parse_manual({"tracker.conf"})) ==
        manual_page::configuration);
  const auto unknown = parse_manual({"ls"});
  REQUIRE(std::holds_alternative<cli_text>(unknown));
  CHECK(std::get<cli_text>(unknown).exit_code == 2);
}

TEST_CASE("README.md has the exit codes of the manual") {
  auto text = test::readme_text();
  text.erase(std::remove(text.begin(), text.end(), '`'), text.end());
  const auto rows = exit_code_rows();
  CHECK(rows.size() == 6);
  for (const auto& row : rows) {
    CAPTURE(row.name);
    CHECK(contains(text, "\n| " + row.name + " | " + row.text + " |\n"));
  }
}
