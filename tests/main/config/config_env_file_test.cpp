// SPDX-License-Identifier: MIT
// The wallets, and the env-file that may name one.
#include "tests/main/config/config_support.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tracker::test {

TEST_CASE("the wallet comes from the first source that has one") {
  const std::string a = "0x" + std::string(40, 'a');
  const std::string b = "0x" + std::string(40, 'b');
  const std::string c = "0x" + std::string(40, 'c');
  const std::string d = "0x" + std::string(40, 'd');
  struct source_case {
    std::string line, file, variable, env_file, winner, origin;
  };
  const std::vector<source_case> cases{
      {a, b, c, d, a, "command line"},
      {"", b, c, d, b, "file:/etc/t.conf:2"},
      {"", "", c, d, c, "environment"},
      {"", "", "", d, d, "env-file:/home/u/.env"},
      {"", "", "", "", "", "default"},
      {a, "", "", d, a, "command line"},
      {"", b, "", "", b, "file:/etc/t.conf:2"},
  };
  for (const auto& [line, file, variable, env_file, winner, origin] : cases) {
    config_world world;
    world.variables.wallet_address = variable;
    world.files["/home/u/.env"] =
        env_file.empty() ? "OTHER=1\n" : "WALLET_ADDRESS=" + env_file + "\n";
    world.files["/etc/t.conf"] =
        file.empty() ? "" : "[tracker]\nwallets = [\"" + file + "\"]\n";
    config_request request{"/etc/t.conf", {}};
    if (!line.empty())
      request.overrides = {{"tracker.wallets", line}};
    const auto s = good(world.load(request));
    CHECK(source_text(s, "tracker.wallets") == origin);
    REQUIRE(s.wallets.size() == (winner.empty() ? 0 : 1));
    if (!winner.empty())
      CHECK(s.wallets[0].address == winner);
  }
}

TEST_CASE("an empty list of wallets reads the environment, and the origin shows it") {
  config_world world;
  world.variables.wallet_address = address_a;
  world.files["/etc/t.conf"] = "[tracker]\nwallets = []\n";
  const auto s = good(world.load({"/etc/t.conf", {}}));
  CHECK(s.wallets == std::vector<watched_wallet>{{"", address_a}});
  CHECK(source_text(s, "tracker.wallets") == "environment");
}

TEST_CASE("an empty WALLET_ADDRESS is ignored, an ill-formed one is refused") {
  config_world world;
  world.files["/home/u/.env"] = "WALLET_ADDRESS=\n";
  CHECK(good(world.load()).wallets.empty());
  world.variables.wallet_address = "0x1234";
  CHECK(contains(bad(world.load()), "environment: WALLET_ADDRESS = (6 characters): the "
                                    "address has 4 hex digits instead of 40"));
  world.variables.wallet_address = "";
  world.files["/home/u/.env"] = "export WALLET_ADDRESS='nonsense' # mine\n";
  CHECK(contains(bad(world.load()), "/home/u/.env: WALLET_ADDRESS"));
}

TEST_CASE("addresses are lower-cased and names kept") {
  const auto s = good(load_text("[tracker]\nwallets = [\"0x" + std::string(40, 'A') +
                                "\",\n  { name = \"main\", address = \"" + address_b +
                                "\" }, ; the second\n]\n"));
  CHECK(s.wallets == std::vector<watched_wallet>{{"", "0x" + std::string(40, 'a')},
                                                 {"main", address_b}});
}

TEST_CASE("the default env-file may be missing, a named one may not") {
  config_world world;
  CHECK(good(world.load()).wallets.empty());
  const config_request named{std::nullopt, {{"tracker.env-file", "/nowhere"}}};
  CHECK(contains(bad(world.load(named)), "command line: tracker.env-file = /nowhere"));
  world.variables.wallet_address = address_a;
  CHECK(contains(bad(world.load(named)), "No such file"));
  const config_request none{std::nullopt, {{"tracker.env-file", ""}}};
  CHECK(good(world.load(none)).env_file.empty());
}

TEST_CASE("naming the default env-file does not make it required") {
  CHECK(good(load_text("[tracker]\nenv-file = \"~/.env\"\n")).wallets.empty());
}

TEST_CASE("an env-file that cannot be read is an error, not an absent wallet") {
  config_world world;
  world.unreadable["/home/u/.env"] = {false, "Permission denied"};
  CHECK(contains(bad(world.load()), "Permission denied"));
  world.unreadable.clear();
  world.files["/home/u/.env"] = "FINE=1\nWALLET_ADDRESS is\n";
  CHECK(contains(bad(world.load()), "/home/u/.env:2: WALLET_ADDRESS"));
}

TEST_CASE("foreign lines of the env-file give one warning") {
  config_world world;
  world.files["/home/u/.env"] = "FINE=1\n[default]\nAPI_KEY: abc\nMAIN=" + address_a +
                                "\nexport WALLET_ADDRESS=${MAIN}\n";
  const auto s = good(world.load());
  REQUIRE(s.wallets.size() == 1);
  CHECK(s.wallets[0].address == address_a);
  CHECK(s.warnings ==
        std::vector<std::string>{
            "/home/u/.env:2: 2 lines of this file skipped: not NAME=value"});
  world.files["/home/u/.env"] = "WALLET_ADDRESS=$FROM_OUTSIDE\n";
  world.variables.variable = [](const std::string& name) {
    return name == "FROM_OUTSIDE" ? std::optional<std::string>{address_b} : std::nullopt;
  };
  CHECK(good(world.load()).wallets[0].address == address_b);
}

TEST_CASE("commands that do not use the env-file do not fail because of it") {
  config_world world;
  config_request request;
  for (const bool readable : {false, true}) {
    if (readable)
      world.files["/home/u/.env"] = "WALLET_ADDRESS: nothing\n";
    else
      world.unreadable["/home/u/.env"] = {false, "Permission denied"};
    request.env_file = env_file_use::unused;
    CHECK(good(world.load(request)).warnings.empty());
    request.env_file = env_file_use::optional;
    const auto s = good(world.load(request));
    REQUIRE(s.warnings.size() == 1);
    CHECK(contains(s.warnings[0], "/home/u/.env"));
    request.env_file = env_file_use::required;
    CHECK(contains(bad(world.load(request)), "/home/u/.env"));
    world.unreadable.clear();
  }
}

} // namespace tracker::test
