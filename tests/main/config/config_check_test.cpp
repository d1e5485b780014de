// SPDX-License-Identifier: MIT
#include "main/config/check.hpp"
#include "main/config/config_reload.hpp"
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
  // The columns line up, also behind the masked address.
  CHECK(line_of("http.timeout").find("file:") == line_of("log.level").find("command"));
  CHECK(line_of("tracker.wallets").find("environment") ==
        line_of("log.level").find("command") + std::string{"…"}.size() - 1);
}

TEST_CASE(
    "a path that depends on the shell or the folder is refused with what to write") {
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

TEST_CASE("a reload without changes reports none") {
  const auto s = good(config_world{}.load());
  const auto change = compare(s, s);
  CHECK_FALSE(change.live);
  CHECK(change.needs_restart.empty());
}

TEST_CASE("a reload applies live settings and names the others") {
  const auto before = good(load_text("[scheduler]\nmax-threads = 3\n"));
  const auto after =
      good(load_text("[log]\nlevel = \"debug\"\nfile = \"/x\"\n[tracker]\ngrade-delay = "
                     "9s\nwallets = [\"" +
                     address_a + "\"]\n[scheduler]\nmax-throughput = 60\n"));
  const auto change = compare(before, after);
  REQUIRE(change.live);
  CHECK(change.live->level == log_level::debug);
  CHECK(change.live->grade_delay == 9s);
  CHECK(change.needs_restart == std::vector<std::string>{"tracker.wallets", "log.file",
                                                         "scheduler.max-threads",
                                                         "scheduler.max-throughput"});
}

TEST_CASE("every key but the live ones needs a restart") {
  const std::vector<setting_override> changes{
      {"tracker.series", "eth-updown-5m"},
      {"tracker.window-length", "6s"},
      {"clock.interval", "500ms"},
      {"http.timeout", "6s"},
      {"ledger.file", "/other.db"},
      {"log.console", "false"},
      {"ledger.backups", "3"},
      {"tracker.strategies", "[{ name = \"a\" }]"}};
  const auto before = good(config_world{}.load());
  for (const auto& change : changes) {
    INFO(change.key);
    const auto result = compare(before, good(load_text("", {change})));
    CHECK_FALSE(result.live);
    CHECK(result.needs_restart == std::vector<std::string>{change.key});
  }
  std::vector<std::string> live;
  for (const auto& row : setting_table())
    if (row.live)
      live.push_back(row.key);
  CHECK(live == std::vector<std::string>{"tracker.grade-delay", "log.level"});
}

} // namespace tracker::test
