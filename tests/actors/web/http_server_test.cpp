// SPDX-License-Identifier: MIT
// The web server without its actor.
#include "actors/web/server/http_server.hpp"
#include "tests/actors/web/raw_client.hpp"
#include "tests/support/catch.hpp"

#include <chrono>
#include <stdexcept>
#include <thread>
#include <variant>

using namespace tracker;
using namespace tracker::test;
using namespace std::chrono_literals;

TEST_CASE("an exception in a handler ends only its request, and its reason is kept",
          "[web]") {
  auto socket = std::get<listen_socket>(listen_socket::open({"127.0.0.1", 0}));
  const auto port = socket.address().port;
  http_server server{std::move(socket),
                     {},
                     "",
                     [](std::uint64_t, const web_request& request) -> http_decision {
                       if (request.path == "/odd")
                         throw 1;
                       throw std::runtime_error{"boom: " + request.path +
                                                std::string(1'000, 'x')};
                     },
                     [](std::string_view) { return false; }};
  http_faults faults;
  const auto ask = [&](const std::string& path) {
    const raw_client client{port};
    REQUIRE(client.send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    const auto limit = std::chrono::steady_clock::now() + 60s;
    faults = {};
    while (faults.requests == 0 && std::chrono::steady_clock::now() < limit) {
      server.run(std::chrono::steady_clock::now());
      std::this_thread::sleep_for(1ms);
      faults = server.take_faults();
    }
  };
  ask("/page");
  CHECK(server.counts().refused.at("internal_error") == 1);
  CHECK(faults.requests == 1);
  CHECK(faults.reason.starts_with("boom: /pagexxx"));
  CHECK(faults.reason.size() == 512);
  CHECK(server.take_faults().requests == 0);
  ask("/odd");
  CHECK(faults.requests == 1);
  CHECK(faults.reason == "an exception without a text");
}
