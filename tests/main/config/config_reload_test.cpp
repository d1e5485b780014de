// SPDX-License-Identifier: MIT
#include "main/config/config_reload.hpp"
#include "main/config/setting_table.hpp"
#include "tests/main/config/config_support.hpp"

namespace tracker::test {

using namespace std::chrono_literals;

namespace {

using lines = std::vector<std::string>;

config_change change_between(const std::string& before, const std::string& after) {
  return compare(good(load_text(before)), good(load_text(after)));
}

std::string tracker_keys(const std::string& keys) {
  return "[tracker]\n" + keys + '\n';
}

} // namespace

TEST_CASE("a reload without changes reports none") {
  const auto s = good(config_world{}.load());
  const auto change = compare(s, s);
  CHECK(change.changes.empty());
  CHECK(change.needs_restart.empty());
  CHECK_FALSE(change.is_watch_changed);
}

TEST_CASE("a reload reports each change it applies and each that needs a restart") {
  const auto change = change_between(
      "[scheduler]\nmax-threads = 3\n",
      "[log]\nlevel = \"debug\"\nfile = \"/x\"\n[tracker]\ngrade-delay = 9s\n"
      "[http]\ntimeout = 7s\n[scheduler]\nmax-throughput = 60\n");
  CHECK(change.changes ==
        lines{"tracker.grade-delay 3s -> 9s", "log.level info -> debug"});
  REQUIRE(change.needs_restart.size() == 4);
  CHECK(change.needs_restart[0] == "http.timeout 5s -> 7s");
  CHECK(change.needs_restart[1].ends_with("tracker.log -> /x"));
  CHECK(change.needs_restart[2] == "scheduler.max-threads 3 -> default");
  CHECK(change.needs_restart[3] == "scheduler.max-throughput default -> 60");
  CHECK(change.applied.level == log_level::debug);
  CHECK(change.applied.grade_delay == 9s);
  CHECK(change.applied.http_timeout == 5s);
}

TEST_CASE("a changed secret needs a restart, and the line does not show it") {
  const auto settings_with = [](const std::string& secret) {
    return "[web]\ntoken = \"token-of-" + secret +
           "\"\n[alerts]\nheartbeat-url = \"https://monitor.example/" + secret +
           "\"\nchannels = [{ name = \"phone\", type = \"ntfy\", "
           "url = \"https://ntfy.example\", topic = \"" +
           secret + "\" }]\n";
  };
  const auto before = settings_with("0123456789abcdef");
  CHECK(change_between(before, before).needs_restart.empty());
  const auto change = change_between(before, settings_with("fedcba9876543210"));
  CHECK(change.changes.empty());
  CHECK(change.needs_restart == lines{"web.token has changed",
                                      "alerts.channels has changed",
                                      "alerts.heartbeat-url has changed"});
}

TEST_CASE("series, wallets and strategies are added and removed by name") {
  const auto change = change_between(
      tracker_keys("series = [\"btc-updown-15m\", \"eth-updown-5m\"]\n"
                   "wallets = [{ name = \"main\", address = \"" +
                   address_a +
                   "\" }]\n"
                   "strategies = [{ name = \"a\" }, { name = \"b\" }]"),
      tracker_keys("series = [\"btc-updown-15m\", \"sol-updown-4h\"]\n"
                   "wallets = [\"" +
                   address_b +
                   "\"]\n"
                   "strategies = [{ name = \"a\", sides = \"one\" }, { name = \"c\" }]"));
  CHECK(change.changes ==
        lines{"tracker.series - eth-updown-5m", "tracker.series + sol-updown-4h",
              "tracker.wallets - main (" + mask_address(address_a) + ")",
              "tracker.wallets + " + mask_address(address_b),
              "tracker.strategies a has changed", "tracker.strategies - b",
              "tracker.strategies + c"});
  CHECK(change.needs_restart.empty());
  CHECK(change.is_watch_changed);
  REQUIRE(change.applied.watched_series.size() == 2);
  CHECK(change.applied.watched_series[1].length == 4h);
  // The wallets in a new order, and a new name for the same wallet.
  const auto renamed =
      change_between(tracker_keys("series = [\"btc-updown-15m\", \"eth-updown-5m\"]\n"
                                  "wallets = [\"" +
                                  address_a + "\"]"),
                     tracker_keys("series = [\"eth-updown-5m\", \"btc-updown-15m\"]\n"
                                  "wallets = [{ name = \"main\", address = \"" +
                                  address_a + "\" }]"));
  CHECK(renamed.changes == lines{"tracker.series has another order",
                                 "tracker.wallets " + mask_address(address_a) +
                                     " -> main (" + mask_address(address_a) + ")"});
}

TEST_CASE("a new series has the length of the running override") {
  const auto change =
      change_between(tracker_keys("window-length = 6s"),
                     tracker_keys("window-length = 9s\nseries = [\"eth-updown-5m\"]"));
  REQUIRE(change.applied.watched_series.size() == 1);
  CHECK(change.applied.watched_series[0].length == 6s);
  CHECK(change.needs_restart == lines{"tracker.window-length 6s -> 9s"});
}

TEST_CASE("a recorded run keeps the settings that its capture holds") {
  const std::string capture = "[capture]\nfile = \"/run.cap\"\n";
  const auto change = change_between(
      capture, "[log]\nlevel = \"debug\"\n" + capture +
                   tracker_keys("series = [\"eth-updown-5m\"]\ngrade-delay = 9s"));
  CHECK(change.changes == lines{"log.level info -> debug"});
  CHECK_FALSE(change.is_watch_changed);
  CHECK(change.applied.grade_delay == 3s);
  REQUIRE(change.needs_restart.size() == 3);
  CHECK(contains(change.needs_restart[1],
                 "tracker.series + eth-updown-5m, not while capture.file records"));
}

TEST_CASE("a removed configuration file or env-file keeps the old settings") {
  config_world world;
  world.files["/etc/t.conf"] = "[log]\nlevel = \"warn\"\n";
  auto running = good(world.load({"/etc/t.conf", {}}));
  const auto fresh = good(config_world{}.load());
  const auto order = take_over(running, fresh).order;
  REQUIRE(order.problems.size() == 1);
  CHECK(order.problems[0].starts_with("/etc/t.conf: the configuration file has gone"));
  CHECK(running.level == log_level::warn);

  running = fresh;
  running.wallets = {{"", address_a}};
  running.value_sources["tracker.wallets"] = {source::env_file, "/home/u/.env"};
  const auto missing = [](const std::string&) -> file_text {
    return file_error{true, "no such file"};
  };
  CHECK(find_gone_files(running, fresh, missing).size() == 1);
  const auto empty = [](const std::string&) -> file_text { return std::string{}; };
  CHECK(find_gone_files(running, fresh, empty).empty());
}

TEST_CASE("the next reload compares with the settings that were applied") {
  auto running = good(load_text(""));
  const auto fresh = good(load_text(tracker_keys("series = [\"eth-updown-5m\"]")));
  const auto first = take_over(running, fresh);
  CHECK(first.order.changes.size() == 2);
  REQUIRE(first.watched);
  CHECK(first.watched->watched_series.front().name == "eth-updown-5m");
  const auto second = take_over(running, fresh);
  CHECK(second.order.changes.empty());
  CHECK_FALSE(second.watched);
}

TEST_CASE("every key but the live ones needs a restart") {
  const std::vector<setting_override> changes{
      {"tracker.window-length", "6s"}, {"clock.interval", "500ms"},
      {"http.timeout", "6s"},          {"ledger.file", "/other.db"},
      {"log.console", "false"},        {"ledger.backups", "3"}};
  const auto before = good(config_world{}.load());
  for (const auto& change : changes) {
    INFO(change.key);
    const auto result = compare(before, good(load_text("", {change})));
    CHECK(result.changes.empty());
    REQUIRE(result.needs_restart.size() == 1);
    CHECK(result.needs_restart.front().starts_with(change.key + ' '));
  }
  std::vector<std::string> live;
  for (const auto& row : setting_table())
    if (row.live)
      live.push_back(row.key);
  CHECK(live == std::vector<std::string>{"tracker.series", "tracker.wallets",
                                         "tracker.wallets-file", "tracker.grade-delay",
                                         "tracker.strategies", "log.level"});
}

} // namespace tracker::test
