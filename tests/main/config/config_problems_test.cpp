// SPDX-License-Identifier: MIT
// Problems are all reported, in order, printable, and without a secret.
#include "tests/main/config/config_bad_cases.hpp"

#include <fmt/format.h>

namespace tracker::test {

TEST_CASE("every problem of a file is reported, in the order of its lines") {
  const auto lines = bad(load_text("[http]\ntimeout = 3\n[nonsense]\nx = 1\n[log]\n"
                                   "level = \"loud\"\nconsole = maybe\n"));
  CHECK(lines.find(":2: http.timeout") < lines.find(":3: unknown section [nonsense]"));
  CHECK(lines.find(":3:") < lines.find(":6: log.level"));
  CHECK(lines.find(":6:") < lines.find(":7: log.console"));
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 4);
}

TEST_CASE("a problem in the file counts although the command line overrides its key") {
  CHECK(contains(bad(load_text("[http]\ntimeout = 3\n", {{"http.timeout", "4s"}})),
                 "http.timeout = 3"));
}

TEST_CASE("the problems of a file are limited in number") {
  std::string text = "[http]\n";
  for (int i = 0; i < 5000; ++i)
    text += "k" + std::to_string(i) + " = 1\n";
  const auto lines = bad(load_text(text));
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 100);
}

TEST_CASE("bytes that are not printable are escaped in messages") {
  const auto lines = bad(load_text("", {{"log.level", "\x1b[31m\xff"
                                                      "A"}}));
  CHECK(contains(lines, R"(command line: log.level = \x1b[31m\xffA)"));
  const auto long_value = bad(load_text("", {{"log.level", std::string(500, 'x')}}));
  CHECK(contains(long_value, std::string(60, 'x') + "…"));
  CHECK_FALSE(contains(long_value, std::string(61, 'x')));
}

TEST_CASE("a secret under a wrong name is not quoted either") {
  for (const std::string key :
       {"tracker.wallet", "log.level", "log.file", "scheduler.policy"})
    for (const auto& secret : {"0x" + key64, key64 + "\\q", "[\"" + key64}) {
      const auto lines = bad(load_text("", {{key, "\"" + secret}}));
      INFO(lines);
      CHECK_FALSE(lines.empty());
      CHECK_FALSE(contains(lines, key64.substr(0, 12)));
    }
}

TEST_CASE("the value of an unknown key and the credentials in a URL are not quoted") {
  const auto unknown = bad(load_text("[web]\ntokn = \"correct-horse-battery\"\n"));
  CHECK(contains(unknown, "tokn"));
  CHECK_FALSE(contains(unknown, "correct-horse"));
  for (const auto* key : {"http.proxy", "http.gamma-url"}) {
    const auto lines = bad(load_text("", {{key, "\"http://ann:horse@host/?a b\""}}));
    INFO(lines);
    CHECK_FALSE(lines.empty());
    CHECK_FALSE(contains(lines, "horse"));
  }
}

TEST_CASE("a secret inside a list, or as a name, is not quoted either") {
  for (const auto& text :
       {series_of("[" + in_quotes("0x" + key64) + "]"),
        series_of("[" + in_quotes(key64) + "]"),
        "[tracker]\nstrategies = [{ name = " + in_quotes(key64) + " }]\n",
        "[tracker]\nstrategies = [{ " + key64 + " = 1 }]\n",
        "[tracker]\n" + key64 + " = 1\n", "[" + key64 + "]\n", key64 + " = 1\n",
        wallets_of("[{ " + key64 + " = 1 }]")}) {
    const auto lines = bad(load_text(text));
    INFO(lines);
    CHECK_FALSE(lines.empty());
    CHECK_FALSE(contains(lines, key64.substr(0, 12)));
  }
}

TEST_CASE("an invalid name is not quoted, only its length") {
  const std::string secret = "Xq7_Hunter2-Correct-Horse";
  const std::string long_secret = "correct-horse-battery-staple-correct-horse-battery";
  for (const auto& name : {secret, long_secret})
    for (const auto& text :
         {"[tracker]\nstrategies = [{ " + name + " = 1 }]\n",
          "[alerts]\nchannels = [{ " + name + " = 1 }]\n",
          "[alerts]\nchannels = [{ " + name + " = 1, " + name + " = 2 }]\n",
          "[tracker]\n" + name + " = 1\n", "[" + name + "]\n", name + " = 1\n",
          name + ": 1\n", name + ".level = 1\n", "log." + name + " = 1\n",
          "[" + name + "]\n[" + name + "]\n", wallets_of("[{ " + name + " = 1 }]")}) {
      const auto lines = bad(load_text(text));
      INFO(text + lines);
      CHECK_FALSE(lines.empty());
      CHECK_FALSE(contains(lines, "orrect"));
      CHECK(contains(lines, fmt::format("(a name of {} characters)", name.size())));
    }
  CHECK(contains(bad(load_text("[log]\nlevl = \"warn\"\n")), "log.levl"));
}

TEST_CASE("a wallet that may be a secret is never quoted") {
  config_world world;
  for (const auto& secret : {"0x" + key64, key64, std::string{"hunter2 correct horse"}}) {
    world.files["/etc/t.conf"] = wallets_of("[" + in_quotes(secret) + "]");
    world.files["/home/u/.env"] = "WALLET_ADDRESS=" + secret + "\n";
    const auto in_file = bad(world.load({"/etc/t.conf", {}}));
    const auto in_env_file = bad(world.load());
    const auto on_line = bad(load_text("", {{"tracker.wallets", secret}}));
    for (const auto& lines : {in_file, in_env_file, on_line}) {
      CHECK_FALSE(lines.empty());
      CHECK_FALSE(contains(lines, secret.substr(0, 12)));
    }
    CHECK(contains(in_env_file, "/home/u/.env: WALLET_ADDRESS = ("));
  }
}

} // namespace tracker::test
