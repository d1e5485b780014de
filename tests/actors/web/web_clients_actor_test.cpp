// SPDX-License-Identifier: MIT
// Slow, silent and hostile clients, and more of them than the server has room for.
#include "tests/actors/web/web_scene.hpp"
#include "tests/support/catch.hpp"

#include <list>

#include <sys/resource.h>

namespace tracker::test {

using namespace std::chrono_literals;

TEST_CASE("a client that sends its header byte by byte is dropped", "[web]") {
  web_scene scene;
  raw_client client{scene.port};
  client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ");
  bool is_open = true;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (is_open && std::chrono::steady_clock::now() < deadline) {
    client.send("a");
    is_open = !client.is_closed_within(200ms);
  }
  CHECK_FALSE(is_open);
  CHECK(status_of(scene.get("/")) == 200);
}

TEST_CASE("32 streams are served, 8 of them asleep, and the 33rd is refused", "[web]") {
  web_scene scene;
  std::list<raw_client> streams;
  for (int i = 0; i < 32; ++i) {
    auto& client = streams.emplace_back(scene.port);
    client.get("/events");
    REQUIRE(client.read_until("retry: 2000", patience).find("retry: 2000") !=
            std::string::npos);
  }
  const auto refused = scene.get("/events");
  CHECK(status_of(refused) == 503);
  CHECK(refused.find("Retry-After: ") != std::string::npos);
  // All but the first eight read two further events; meanwhile requests are answered.
  int number = 0;
  for (auto& client : streams) {
    if (++number <= 8)
      continue;
    const auto size = client.text().size();
    CHECK(client.read_until("event: strip", patience).find("event: strip") !=
          std::string::npos);
    CHECK(client.text().find("text/event-stream") != std::string::npos);
    CHECK(client.text().size() >= size);
  }
  CHECK(status_of(scene.get("/api/v1/days")) == 200);
  // The server closes the streams of clients that have gone, and accepts others.
  streams.clear();
  int status = 0;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (status != 200 && std::chrono::steady_clock::now() < deadline) {
    raw_client next{scene.port};
    next.get("/events");
    status = status_of(next.read_until("\r\n\r\n", patience));
    std::this_thread::sleep_for(50ms);
  }
  CHECK(status == 200);
}

TEST_CASE("a client that reads nothing is dropped, and no other waits", "[web]") {
  web_scene scene{[](web_options& options) {
    // The reply must not fit into the buffers of the kernel.
    options.limits.reply_time = 2s;
    options.limits.request_time = 30s;
  }};
  std::list<raw_client> clients;
  for (int i = 0; i < 4; ++i) {
    auto& client = clients.emplace_back(scene.port, 1);
    // Many replies of one connection fill its buffers.
    for (int j = 0; j < 2000; ++j)
      client.get("/metrics");
  }
  CHECK(status_of(scene.get("/")) == 200);
  // All four events arrive, each once.
  CHECK(scene.wait_for_metric("web_clients_refused_total{reason=\"slow_reader\"}",
                              [](long count) { return count == 4; }));
  CHECK(scene.wait_for_metric("web_connections", [](long count) { return count <= 1; }));
}

TEST_CASE("without a free descriptor clients are refused and the server does not spin",
          "[web]") {
  web_scene scene;
  CHECK(status_of(scene.get("/")) == 200);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  std::list<raw_client> waiting;
  for (int i = 0; i < 4; ++i) {
    // The sockets exist before the limit: connecting needs no further descriptor.
    waiting.emplace_back(scene.port);
    waiting.back().get("/app.css");
    CHECK(status_of(waiting.back().read_reply()) == 200);
  }
  {
    const owned_socket own{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    std::vector<owned_socket> hogs;
    rlimit low{static_cast<rlim_t>(own.get()) + 64, before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &low);
    for (int next = dup(own.get()); next >= 0; next = dup(own.get()))
      hogs.emplace_back(next);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(scene.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(own.get(), reinterpret_cast<const sockaddr*>(&address),
                    sizeof address) == 0);
    pollfd ended{own.get(), POLLIN, 0};
    CHECK(poll(&ended, 1, 60'000) == 1);
    char byte = 0;
    CHECK(recv(own.get(), &byte, 1, 0) <= 0);
    // Connected clients are still served.
    waiting.front().get("/app.js");
    CHECK(status_of(waiting.front().read_reply()) == 200);
  }
  setrlimit(RLIMIT_NOFILE, &before);
  CHECK(status_of(scene.get("/")) == 200);
}

TEST_CASE("more clients than connections with a request get 503", "[web]") {
  web_scene scene{[](web_options& options) { options.limits.connections = 4; }};
  std::list<raw_client> clients;
  for (int i = 0; i < 4; ++i) {
    auto& client = clients.emplace_back(scene.port);
    client.get("/events");
    client.read_until("retry", patience);
  }
  raw_client next{scene.port};
  next.get("/");
  CHECK(next.is_closed_within(patience));
  CHECK((next.text().empty() || status_of(next.text()) == 503));
}

TEST_CASE("a new client replaces the one that has been idle for longest", "[web]") {
  web_scene scene{[](web_options& options) { options.limits.connections = 3; }};
  std::list<raw_client> clients;
  for (int i = 0; i < 3; ++i) {
    auto& client = clients.emplace_back(scene.port);
    client.get("/app.css");
    CHECK(status_of(client.read_reply()) == 200);
  }
  raw_client next{scene.port};
  next.get("/app.css");
  CHECK(status_of(next.read_reply()) == 200);
  CHECK(clients.front().is_closed_within(patience));
  clients.back().get("/app.css");
  CHECK(status_of(clients.back().read_reply()) == 200);
}

TEST_CASE("400 clients with half a request do not keep others out", "[web]") {
  web_scene scene;
  raw_client stream{scene.port};
  stream.get("/events");
  stream.read_until("retry", patience);
  std::list<raw_client> halves;
  for (int i = 0; i < 400; ++i) {
    auto& half = halves.emplace_back(scene.port);
    half.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ");
    if (i % 20 == 0) {
      INFO(i);
      // No supervisor reports to this server: it answers that it is unhealthy.
      CHECK(status_of(scene.get("/health")) == 503);
      CHECK(scene.get("/health").find("\"checks\"") != std::string::npos);
    }
  }
  CHECK(scene.get("/health").find("\"checks\"") != std::string::npos);
  // A client with a request keeps its place.
  CHECK_FALSE(stream.is_closed_within(10ms));
}

TEST_CASE("the actor ends in time with streams, idle and sleeping clients", "[web]") {
  web_scene scene;
  std::list<raw_client> clients;
  for (int i = 0; i < 12; ++i) {
    auto& client = clients.emplace_back(scene.port);
    if (i < 8) {
      client.get("/events");
      client.read_until("retry", patience);
    } else if (i < 10) {
      client.get("/app.css");
      client.read_reply();
    } else {
      client.send("GET / HT");
    }
  }
  const auto begin = std::chrono::steady_clock::now();
  CHECK(scene.stop(2s));
  CHECK(std::chrono::steady_clock::now() - begin < 20s);
  for (auto& client : clients)
    CHECK(client.is_closed_within(patience));
  // A stream ends in order: with its last chunk.
  CHECK(clients.front().text().ends_with("0\r\n\r\n"));
}

} // namespace tracker::test
