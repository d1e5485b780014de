// SPDX-License-Identifier: MIT
#include "actors/fetcher/transport/curl_pool.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/raw_server.hpp"

#include <cstdlib>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

namespace {

transfer_result fetch(const std::string& url, const network_options& network,
                      timespan timeout = 10s) {
  curl_pool_options options;
  options.timeout = timeout;
  options.user_agent = "test";
  options.network = network;
  curl_pool pool{options};
  pool.start(1, url);
  for (;;) {
    pool.wait(10s);
    auto ended = pool.take_ended();
    if (!ended.empty())
      return std::move(ended.front().result);
  }
}

/// Sets an environment variable for its lifetime.
class set_variable {
public:
  set_variable(const char* name, const std::string& value) : name_{name} {
    setenv(name, value.c_str(), 1);
  }
  ~set_variable() { unsetenv(name_); }
  set_variable(const set_variable&) = delete;
  set_variable& operator=(const set_variable&) = delete;

private:
  const char* name_;
};

} // namespace

TEST_CASE("a request goes to the proxy that the configuration names", "[network]") {
  raw_server proxy{[](const std::string&, std::size_t) { return http(200, "[]"); }};
  // The proxy serves loopback hosts too, whatever no_proxy excludes.
  const set_variable excluded{"no_proxy", "*"};
  const auto target = "http://127.0.0.1:" + std::to_string(closed_port()) + "/time";
  const auto result = fetch(target, {proxy.url(), "", address_family::any});
  REQUIRE(std::holds_alternative<http_answer>(result));
  CHECK(std::get<http_answer>(result).url == target);
  REQUIRE(proxy.heads().size() == 1);
  CHECK(proxy.heads().front().starts_with("GET " + target + " HTTP/1.1\r\n"));
}

TEST_CASE("proxies of the environment are ignored", "[network]") {
  raw_server host{[](const std::string&, std::size_t) { return http(200, "[]"); }};
  const auto nowhere = "http://127.0.0.1:" + std::to_string(closed_port());
  const set_variable one{"http_proxy", nowhere};
  const set_variable all{"all_proxy", nowhere};
  CHECK(std::holds_alternative<http_answer>(fetch(host.url() + "/time", {})));
}

TEST_CASE("a SOCKS proxy resolves the host name", "[network]") {
  // This server does not speak SOCKS and never answers.
  raw_server proxy{[](const std::string&, std::size_t) { return silence(); }};
  const auto url = "socks5h://127.0.0.1:" + std::to_string(proxy.port());
  const auto result =
      fetch("http://does.not.exist.invalid/", {url, "", address_family::any}, 500ms);
  // The proxy resolves the name: the failure is not one of name resolution.
  REQUIRE(std::holds_alternative<transport_failure>(result));
  CHECK(std::get<transport_failure>(result).kind != fetch_error_kind::resolve);
  CHECK(proxy.connections() == 1);
}

TEST_CASE("with IPv6 only, a host with only an IPv4 address is not reached",
          "[network]") {
  raw_server host{[](const std::string&, std::size_t) { return http(200, "[]"); }};
  const auto url = "http://localhost:" + std::to_string(host.port()) + "/";
  CHECK(std::holds_alternative<http_answer>(fetch(url, {"", "", address_family::ipv4})));
  CHECK(std::holds_alternative<transport_failure>(
      fetch(url, {"", "", address_family::ipv6})));
}

TEST_CASE("certificates that cannot be read are named in the error", "[network]") {
  const auto result = fetch("https://127.0.0.1:" + std::to_string(closed_port()) + "/",
                            {"", "/does/not/exist.pem", address_family::any});
  REQUIRE(std::holds_alternative<transport_failure>(result));
}
