// SPDX-License-Identifier: MIT
// The sources of values and their priority.
#include "main/config/check.hpp"
#include "main/config/setting_table.hpp"
#include "main/config/syntax/config_text.hpp"
#include "main/version.hpp"
#include "tests/main/config/config_support.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace tracker::test {

namespace {

using namespace std::chrono_literals;

std::string documented_file() {
  std::ifstream file{TRACKER_SOURCE_DIR "/conf/tracker.conf"};
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

} // namespace

TEST_CASE("without a configuration the defaults of the contract are in effect") {
  const auto s = good(config_world{}.load());
  CHECK(s.config_file.empty());
  CHECK(s.watched_series ==
        std::vector<series>{{"btc-updown-15m", 15min, window_alignment::epoch}});
  CHECK(s.wallets.empty());
  CHECK(s.env_file == "/home/u/.env");
  CHECK(s.data_dir == "/home/u/polybot");
  CHECK(s.timezone == "America/Los_Angeles");
  CHECK(s.window_length == 0s);
  CHECK(s.poll_interval == 2s);
  CHECK(s.grade_delay == 3s);
  CHECK(s.capture_min_price == price::from_micros(950'000));
  CHECK(s.clock_interval == 1s);
  CHECK(s.gamma_url == "https://gamma-api.polymarket.com");
  CHECK(s.data_url == "https://data-api.polymarket.com");
  CHECK(s.clob_url == "https://clob.polymarket.com");
  CHECK(s.data_api == data_dialect::v2);
  CHECK(s.http_timeout == 5s);
  CHECK(s.http_connect_timeout == 3s);
  CHECK(s.max_connections_per_host == 4);
  CHECK(s.max_response_size == 8'388'608);
  CHECK(s.user_agent == std::string{"PerformanceTracker/"} + program_version);
  CHECK(s.log_file == "/home/u/polybot/tracker.log");
  CHECK(s.log_console);
  CHECK(s.level == log_level::info);
  CHECK(s.form == log_format::text);
  CHECK(s.log_rotate_size == 67'108'864);
  CHECK(s.log_rotate_files == 15);
  CHECK(s.ledger_file == "/home/u/polybot/tracker.db");
  CHECK(s.ledger_backup_interval == 24h);
  CHECK(s.ledger_backups == 7);
  CHECK(s.ledger_keep_events == 9600h);
  CHECK(s.capture_file.empty());
  CHECK(s.capture_keep == 168h);
  CHECK(s.strategies.empty());
  CHECK(s.shutdown_grace == 10s);
  for (const auto& row : setting_table())
    CHECK(source_text(s, row.key) ==
          (row.key == "tracker.timezone" ? "system" : "default"));
}

TEST_CASE("every key of the table reads its default and shows it again") {
  std::set<std::string> keys;
  for (const auto& row : setting_table()) {
    INFO(row.key);
    CHECK(keys.insert(row.key).second);
    const auto parsed = parse_config_value(row.default_value);
    REQUIRE(std::holds_alternative<config_value>(parsed));
    settings s;
    CHECK_FALSE(row.field.read(std::get<config_value>(parsed), s));
    CHECK(to_string(row.field.show(s)) == row.default_value);
    CHECK_FALSE(row.why.empty());
    CHECK_FALSE(row.field.allowed.empty());
  }
  CHECK(keys.size() == 56);
}

TEST_CASE("conf/tracker.conf documents every key with its default and why") {
  const auto text = documented_file();
  std::size_t position = 0;
  for (const auto& row : setting_table()) {
    INFO(row.key);
    const auto block = "; " + row.why + "\n; allowed: " + row.field.allowed + "\n" +
                       std::string{name_of(row.key)} + " = " + row.default_value + "\n";
    const auto found = text.find(block, position);
    REQUIRE(found != std::string::npos);
    const auto section = "\n[" + std::string{section_of(row.key)} + "]\n";
    const auto opened = text.rfind("\n[", found);
    CHECK(text.substr(opened, section.size()) == section);
    position = found;
  }
}

TEST_CASE("conf/tracker.conf is a valid configuration and changes nothing") {
  const auto documented = good(load_text(documented_file()));
  const auto defaults = good(config_world{}.load());
  for (const auto& row : setting_table()) {
    INFO(row.key);
    CHECK(row.field.show(documented) == row.field.show(defaults));
    CHECK(
        source_text(documented, row.key)
            .starts_with(row.key == "tracker.timezone" ? "system" : "file:/etc/t.conf:"));
  }
  CHECK(documented.caf.size() == 5);
}

TEST_CASE("the command line overrides the file, and the file the default") {
  const auto s = good(load_text("[http]\ntimeout = 7s\nconnect-timeout = 2s\n",
                                {{"http.timeout", "8s"}}));
  CHECK(s.http_timeout == 8s);
  CHECK(source_text(s, "http.timeout") == "command line");
  CHECK(s.http_connect_timeout == 2s);
  CHECK(source_text(s, "http.connect-timeout") == "file:/etc/t.conf:3");
  CHECK(source_text(s, "http.data-api") == "default");
}

TEST_CASE("without tracker.timezone the system's zone is in effect") {
  config_world world;
  world.variables.zone = {"Europe/Berlin", source::environment, ""};
  for (const auto& text : {"", "[tracker]\ntimezone = \"\"\n"}) {
    world.files["/etc/t.conf"] = text;
    const auto s = good(world.load({"/etc/t.conf", {}}));
    CHECK(s.timezone == "Europe/Berlin");
    CHECK(source_text(s, "tracker.timezone") == "environment");
    CHECK(s.warnings.empty());
  }
  world.variables.zone = {"UTC", source::default_value, "the zone is not known"};
  const auto unknown = good(world.load());
  CHECK(unknown.timezone == "UTC");
  CHECK(source_text(unknown, "tracker.timezone") == "default");
  CHECK(unknown.warnings == std::vector<std::string>{"the zone is not known"});
  const auto given =
      good(world.load({std::nullopt, {{"tracker.timezone", "Asia/Kolkata"}}}));
  CHECK(given.timezone == "Asia/Kolkata");
  CHECK(source_text(given, "tracker.timezone") == "command line");
  CHECK(given.warnings.empty());
}

TEST_CASE("the system's zone comes from TZ, then from /etc/localtime") {
  struct zone_case {
    std::optional<std::string> variable, local_zone;
    std::string name;
    source origin;
    std::string warning;
  };
  const std::string utc = ": times are in UTC; set tracker.timezone";
  const std::vector<zone_case> cases{
      {std::nullopt, "Europe/Berlin", "Europe/Berlin", source::system, ""},
      {"Asia/Kolkata", "Europe/Berlin", "Asia/Kolkata", source::environment, ""},
      {":Asia/Kolkata", std::nullopt, "Asia/Kolkata", source::environment, ""},
      {"/usr/share/zoneinfo/Asia/Kolkata", std::nullopt, "Asia/Kolkata",
       source::environment, ""},
      {":/etc/localtime", "Europe/Berlin", "Europe/Berlin", source::system, ""},
      {"", "Europe/Berlin", "UTC", source::environment, ""},
      {std::nullopt, std::nullopt, "UTC", source::default_value,
       "the time zone of /etc/localtime is not known" + utc},
      {std::nullopt, "Mars/Olympus", "UTC", source::default_value,
       "the time zone of /etc/localtime is not known" + utc},
      {"CET-1CEST", "Europe/Berlin", "UTC", source::default_value,
       "TZ = CET-1CEST is not in the time zone database" + utc},
      {"../../etc/passwd", "Europe/Berlin", "UTC", source::default_value,
       "TZ = ../../etc/passwd is not in the time zone database" + utc},
  };
  for (const auto& [variable, local_zone, name, origin, warning] : cases) {
    INFO(variable.value_or("(not set)"));
    const auto zone = choose_zone(variable, local_zone);
    CHECK(zone.name == name);
    CHECK(zone.origin == origin);
    CHECK(zone.warning == warning);
  }
}

TEST_CASE("sizes and durations may have short units") {
  const auto s =
      good(load_text("\xef\xbb\xbf# a comment\r\n[log]\r\nrotate-size = 64M\r\n"
                     "[http]\r\nmax-response-size = 8192k # 8 MiB\r\n"
                     "timeout = 2m\r\n[ledger]\r\nkeep-events = 400d\r\n"));
  CHECK(s.log_rotate_size == 67'108'864);
  CHECK(s.max_response_size == 8'388'608);
  CHECK(s.http_timeout == 2min);
  CHECK(s.ledger_keep_events == 9600h);
  CHECK(contains(check_listing(s), " 67108864 "));
  CHECK(good(load_text("", {{"log.rotate-size", "1G"}})).log_rotate_size ==
        1'073'741'824);
}

TEST_CASE("the default file, ~/polybot/tracker.conf, is read if it exists and none is "
          "named") {
  config_world world;
  world.files["/home/u/polybot/tracker.conf"] = "[log]\nlevel = \"debug\"\n";
  const auto s = good(world.load());
  CHECK(s.level == log_level::debug);
  CHECK(s.config_file == "/home/u/polybot/tracker.conf");
  world.files["/home/u/other.conf"] = "";
  CHECK(good(world.load({"~/other.conf", {}})).level == log_level::info);
  world.unreadable["/home/u/polybot/tracker.conf"] = {false, "it is a folder"};
  CHECK(contains(bad(world.load()),
                 "/home/u/polybot/tracker.conf: the configuration file "
                 "cannot be read: it is a folder"));
}

TEST_CASE("a named configuration file must exist") {
  CHECK(contains(bad(config_world{}.load({"/nowhere.conf", {}})),
                 "/nowhere.conf: the configuration file cannot be read: No such file"));
}

TEST_CASE("a path with ~ needs HOME") {
  config_world world;
  world.variables.home = "";
  const auto lines = bad(world.load());
  CHECK(contains(lines,
                 "default: tracker.data-dir = ~/polybot: ~ is the home folder, and "
                 "HOME is not set"));
  CHECK(contains(lines, "log.file"));
  CHECK(contains(lines, "ledger.file"));
  CHECK_FALSE(contains(lines, "env-file"));
  const config_request paths{
      std::nullopt,
      {{"tracker.data-dir", "/d"}, {"log.file", "/l"}, {"ledger.file", "/db"}}};
  CHECK(good(world.load(paths)).data_dir == "/d");
  CHECK(contains(bad(world.load({"~/x.conf", {}})), "config-file = ~/x.conf"));
  world.variables.home = "relative";
  CHECK(contains(bad(world.load()), "HOME is not set"));
}

TEST_CASE("tracker.window-length overrides the length of every series") {
  const auto s =
      good(load_text("[tracker]\nseries = [\"btc-updown-15m\", \"a-updown-x\"]\n"
                     "window-length = 6s\n"));
  CHECK(s.watched_series ==
        std::vector<series>{{"btc-updown-15m", 6s, window_alignment::epoch},
                            {"a-updown-x", 6s, window_alignment::epoch}});
}

TEST_CASE("a shorter http.timeout lowers the default connect-timeout") {
  const auto s = good(load_text("", {{"http.timeout", "1s"}}));
  CHECK(s.http_connect_timeout == 1s);
  CHECK(
      contains(bad(load_text("[http]\nconnect-timeout = 3s\n", {{"http.timeout", "1s"}})),
               "http.connect-timeout = 3s: it is longer than http.timeout, 1s"));
}

TEST_CASE("a loopback host may use http") {
  for (const std::string url : {"http://127.0.0.1:8080", "http://localhost:1",
                                "http://[::1]:8080/base", "http://127.1.2.3"})
    CHECK(good(load_text("", {{"http.gamma-url", url}})).gamma_url == url);
  CHECK(good(load_text("", {{"http.clob-url", "https://a.b:8443/x/"}})).clob_url ==
        "https://a.b:8443/x");
}

TEST_CASE("on the command line quotes and brackets may be left out") {
  const auto s = good(load_text("", {{"log.level", "warn"},
                                     {"tracker.series", "btc-updown-5m,eth-updown-5m"},
                                     {"tracker.capture-min-price", "0.9"},
                                     {"scheduler.policy", "stealing"},
                                     {"log.file", "\"/tmp/quoted\""}}));
  CHECK(s.level == log_level::warn);
  CHECK(s.series_names == std::vector<std::string>{"btc-updown-5m", "eth-updown-5m"});
  CHECK(s.capture_min_price == price::from_micros(900'000));
  CHECK(s.log_file == "/tmp/quoted");
  CHECK(s.caf ==
        std::vector<caf_setting>{{"scheduler.policy", {config_atom{"stealing"}}}});
  CHECK(good(load_text("", {{"tracker.series", "[\"sol-updown-4h\"]"}}))
            .watched_series.front()
            .alignment == window_alignment::new_york);
}

TEST_CASE("a bad override names the command line, the key and what is allowed") {
  CHECK(contains(bad(load_text("", {{"http.timeot", "3s"}})),
                 "command line: http.timeot = 3s: unknown key; did you mean "
                 "http.timeout?"));
  CHECK(contains(bad(load_text("", {{"http.timeout", "3"}})),
                 "command line: http.timeout = 3: a duration needs a unit, such as 3s"));
  CHECK(contains(bad(load_text("", {{"global.help", "true"}})), "unknown key"));
  CHECK(contains(bad(load_text("", {{"x.y", ""}})), "command line: x.y: unknown key"));
}

TEST_CASE(
    "a configuration that is truncated anywhere is refused or read as its whole lines") {
  const std::string text =
      "[http]\ntimeout = 10s ; cut me\nmax-response-size = 83886\n"
      "[log]\nrotate-files = 12\nlevel = \"debug\"\n"
      "[tracker]\nseries = [\"btc-updown-15m\", ; one\n"
      "  \"eth-updown-5m\"]\nwallets = [{ name = \"w\", address = \"" +
      address_a + "\" }]\ngrade-delay = 12min\n";
  const auto whole = good(load_text(text));
  const auto defaults = good(config_world{}.load());
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    const auto result = load_text(text.substr(0, cut));
    if (!std::holds_alternative<settings>(result))
      continue;
    const auto& s = std::get<settings>(result);
    INFO("cut at " << cut);
    for (const auto& row : setting_table()) {
      const auto shown = row.field.show(s);
      const auto known =
          shown == row.field.show(whole) || shown == row.field.show(defaults);
      CHECK(known);
    }
  }
}

TEST_CASE("loading reports every failure as a problem") {
  CHECK(rc::check("any bytes", [](const std::string& noise) {
    const auto result = load_text("[tracker]\nseries = " + noise + "\n[log]\n" + noise);
    if (const auto* problems = std::get_if<std::vector<config_problem>>(&result)) {
      RC_ASSERT(!problems->empty());
      for (const auto& line : to_lines(*problems))
        RC_ASSERT(line.find('\n') == std::string::npos);
    }
  }));
}

} // namespace tracker::test
