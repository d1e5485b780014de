// SPDX-License-Identifier: MIT
// tracker.wallets-file: its content and its problems.
#include "main/config/config_reload.hpp"
#include "main/config/wallets/wallets_file.hpp"
#include "tests/main/config/config_support.hpp"

#include <fmt/format.h>

namespace tracker::test {

namespace {

constexpr const char* file = "/etc/wallets";

/// Loads wallets of the configuration and of a file.
load_result load_both(const std::string& wallets, const std::string& listed) {
  config_world world;
  world.files["/etc/t.conf"] =
      "[tracker]\nwallets-file = \"/etc/wallets\"\n" + wallets + "\n";
  world.files[file] = listed;
  return world.load({"/etc/t.conf", {}});
}

std::string address(std::size_t number) {
  return fmt::format("0x{:040x}", number);
}

std::string many_lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text += address(i) + '\n';
  return text;
}

} // namespace

TEST_CASE("a wallets file has an address and a name on each line, and comments") {
  const auto loaded = good(load_both(
      "", "# the desk\r\n\r\n" + address_a + "\tmain bot\r\n  " +
              "0xABCDEFabcdefabcdefabcdefabcdefabcdefabcd" + " # without a name\n"));
  CHECK(loaded.wallets ==
        std::vector<watched_wallet>{{"main bot", address_a}, {"", address_b}});
  CHECK(loaded.warnings.empty());
  CHECK(to_string(value_source_of(loaded, "tracker.wallets")) == "file:/etc/wallets");
}

TEST_CASE("wallets of the configuration come first, those of the file after them") {
  const auto loaded =
      good(load_both("wallets = [\"" + address_b + "\"]", address_a + " second\n"));
  CHECK(loaded.wallets ==
        std::vector<watched_wallet>{{"", address_b}, {"second", address_a}});
}

TEST_CASE("a wallet in the configuration and twice in the file is watched once, with one "
          "warning") {
  const auto loaded = good(
      load_both("wallets = [\"" + address_a + "\"]",
                address_a + " again\n" + address_b + "\n" + address_b + " other name\n"));
  CHECK(loaded.wallets == std::vector<watched_wallet>{{"", address_a}, {"", address_b}});
  REQUIRE(loaded.warnings.size() == 1);
  CHECK(contains(loaded.warnings[0], "/etc/wallets:1: 0x12345678…345678 is also given in "
                                     "tracker.wallets and 1 more like it"));
  CHECK_FALSE(contains(loaded.warnings[0], address_a));
}

TEST_CASE("every bad line of a wallets file is an error with its line") {
  const auto problems =
      bad(load_both("", address_a + " main\nmain " + address_b + "\n" + address_b +
                            " main\n0x12 short\n" + address(7) + " two,names\n"));
  CHECK(contains(problems, "/etc/wallets:2: tracker.wallets-file"));
  CHECK(contains(problems,
                 "/etc/wallets:3: tracker.wallets-file: another wallet is called "
                 "main too, in line 1"));
  CHECK(contains(problems, "/etc/wallets:4: tracker.wallets-file"));
  CHECK(contains(problems, "/etc/wallets:5: tracker.wallets-file"));
  CHECK_FALSE(contains(problems, "/etc/wallets:1:"));
  CHECK_FALSE(contains(problems, address_b));
}

TEST_CASE("a wallets file of garbage gives a bounded number of errors") {
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += "not a wallet\n";
  const auto problems = bad(load_both("", text));
  CHECK(std::count(problems.begin(), problems.end(), '\n') == 21);
  CHECK(contains(problems, "980 more lines of this file are refused"));
  CHECK(contains(bad(load_both("", std::string("0x\0\x01", 4))), "not text"));
}

TEST_CASE("a wallets file that cannot be read is an error of its key") {
  config_world world;
  world.files["/etc/t.conf"] = "[tracker]\nwallets-file = \"/etc/none\"\n";
  const auto problems = bad(world.load({"/etc/t.conf", {}}));
  CHECK(contains(problems, "/etc/t.conf:2: tracker.wallets-file"));
  CHECK(contains(problems, "No such file"));
  // Commands without wallets do not read the file.
  CHECK(good(world.load({"/etc/t.conf", {}, env_file_use::unused})).wallets.empty());
}

TEST_CASE("a thousand wallets are allowed, and ten thousand and one are not") {
  CHECK(good(load_both("", many_lines(1000))).wallets.size() == 1000);
  CHECK(good(load_both("", many_lines(max_watched_wallets))).wallets.size() ==
        max_watched_wallets);
  CHECK(contains(bad(load_both("", many_lines(max_watched_wallets + 1))),
                 "/etc/wallets:10001: tracker.wallets-file: there are too many wallets"));
}

TEST_CASE("a reload applies a changed wallets file, with a bounded number of log lines") {
  const auto before = good(load_both("", address_a + " main\n"));
  const auto change =
      compare(before, good(load_both("", address_a + " main\n" + address_b + "\n")));
  CHECK(change.is_watch_changed);
  REQUIRE(change.changes.size() == 1);
  CHECK(change.changes[0].starts_with("tracker.wallets + 0xabcdefab"));
  CHECK(change.needs_restart.empty());
  const auto grown = compare(before, good(load_both("", many_lines(1000))));
  CHECK(grown.applied.wallets.size() == 1000);
  REQUIRE(grown.changes.size() == 21);
  CHECK(grown.changes.back() == "tracker.wallets: 981 more changes like these");
}

} // namespace tracker::test
