// SPDX-License-Identifier: MIT
#include "main/config/check.hpp"
#include "main/config/setting_table.hpp"
#include "tests/main/config/config_support.hpp"

namespace tracker::test {

using namespace std::chrono_literals;

TEST_CASE("check lists every key, its value and its origin, and masks wallets") {
  config_world world;
  world.files["/etc/t.conf"] = "[http]\ntimeout = 7s\n[scheduler]\nmax-threads = 3\n";
  world.variables.wallet_address = address_a;
  const auto text =
      check_listing(good(world.load({"/etc/t.conf", {{"log.level", "debug"}}})));
  INFO(text);
  CHECK(contains(text, "configuration file: /etc/t.conf\n"));
  for (const auto& row : setting_table())
    CHECK(contains(text, "\n" + row.key + " "));
  CHECK(contains(text, "[\"0x12345678…345678\"]"));
  CHECK_FALSE(contains(text, address_a));

  const auto line_of = [&](const std::string& key) {
    const auto begin = text.find("\n" + key + " ") + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  CHECK(contains(line_of("http.timeout"), " 7s "));
  CHECK(line_of("http.timeout").ends_with("  file:/etc/t.conf:2"));
  CHECK(line_of("log.level").ends_with("  command line"));
  CHECK(line_of("tracker.wallets").ends_with("  environment"));
  CHECK(line_of("clock.interval").ends_with("  default"));
  CHECK(contains(line_of("scheduler.max-threads"), " 3 "));
  CHECK(line_of("scheduler.policy").ends_with("  default"));
  // The columns are aligned, also after the masked address.
  CHECK(line_of("http.timeout").find("file:") == line_of("log.level").find("command"));
  CHECK(line_of("tracker.wallets").find("environment") ==
        line_of("log.level").find("command") + std::string{"…"}.size() - 1);
}

TEST_CASE("a path that depends on the shell or the folder is refused with advice") {
  struct path_case {
    std::string written;
    std::string advice;
  };
  for (const auto& [written, advice] : std::vector<path_case>{
           {"$HOME/polybot/t.log",
            "variables are not expanded; write \"~/polybot/t.log\""},
           {"${HOME}/t.log", "variables are not expanded; write \"~/t.log\""},
           {"$DATA/t.log", "variables are not expanded; write the path itself"},
           {"logs/t.log", "the path is relative; write it from /"},
           {"./t.log", "\"~/t.log\""}}) {
    INFO(written);
    const auto problems = load_text("[log]\nfile = \"" + written + "\"\n");
    REQUIRE(std::holds_alternative<std::vector<config_problem>>(problems));
    const auto lines = to_lines(std::get<std::vector<config_problem>>(problems));
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().starts_with("/etc/t.conf:2: log.file = "));
    CHECK(contains(lines.front(), advice));
  }
  CHECK(good(load_text("[log]\nfile = \"\"\n")).log_file.empty());
}

} // namespace tracker::test
