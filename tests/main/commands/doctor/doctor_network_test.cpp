// SPDX-License-Identifier: MIT
#include "main/commands/doctor/doctor_network.hpp"

#include "tests/support/catch.hpp"

#include <cstdlib>

using namespace tracker;

TEST_CASE("doctor: the configured network", "[network]") {
  CHECK(check_network({}) ==
        diagnosis{health::good, "network", "direct connections", ""});
  CHECK(check_network({{"socks5h://127.0.0.1:9050", "", address_family::ipv4}, {}, {}})
            .text == "by socks5h://127.0.0.1:9050, IPv4 only");
  const auto unreadable =
      check_network({{"", "/ca.pem", address_family::ipv6}, {}, "No such file"});
  CHECK(unreadable.verdict == health::bad);
  CHECK(unreadable.text ==
        "direct connections, IPv6 only, certificates of /ca.pem: No such file");
}

TEST_CASE("doctor: a proxy in the environment is reported as ignored", "[network]") {
  for (const auto* name :
       {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
    unsetenv(name);
  setenv("https_proxy", "http://proxy.example:3128", 1);
  const auto found = check_network(look_at_network({}));
  unsetenv("https_proxy");
  CHECK(found.verdict == health::good);
  CHECK(found.text == "direct connections; https_proxy of the environment is ignored");
  CHECK(found.advice.find("http.proxy") != std::string::npos);
  // A configured proxy needs no advice.
  setenv("https_proxy", "http://proxy.example:3128", 1);
  const auto configured =
      check_network(look_at_network({"http://127.0.0.1:3128", "", address_family::any}));
  unsetenv("https_proxy");
  CHECK(configured.advice.empty());
}
