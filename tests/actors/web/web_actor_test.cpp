// SPDX-License-Identifier: MIT
// The web actor over real sockets: what it serves and refuses, and its health.
#include "tests/actors/web/web_scene.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <thread>
#include <vector>

namespace tracker::test {

using namespace std::chrono_literals;

namespace {

health_check passed(std::string name) {
  return {std::move(name), health_status::pass, timespan{-1}, ""};
}

} // namespace

TEST_CASE("the page, the api and the metrics are served", "[web]") {
  web_scene scene;
  struct row {
    const char* target;
    int status;
    const char* part;
  };
  for (const auto& [target, status, part] :
       std::vector<row>{{"/", 200, "<!doctype html>"},
                        {"/app.css", 200, "{"},
                        {"/api/v1/windows", 200, "btc-updown-15m-1768936500"},
                        {"/api/v1/windows?limit=1&type=NO_TRADE", 200, "NO_TRADE"},
                        {"/api/v1/windows?limit=x", 400, "limit=x: allowed: 1 to 1000"},
                        {"/api/v1/windows?series=a%26b", 400, "series=a&b"},
                        {"/plot/equity.svg", 200, "<svg"},
                        {"/metrics", 200, "performance_tracker_build_info"},
                        {"/health", 503, "\"status\":\"fail\""},
                        {"/nothing", 404, "not known"},
                        {"/../../etc/passwd", 404, "not known"},
                        {"/%2e%2e/%2e%2e/etc/passwd", 404, "not known"},
                        {"//etc/passwd", 404, "not known"}}) {
    const auto reply = scene.get(target);
    INFO(target << "\n" << reply);
    CHECK(status_of(reply) == status);
    CHECK(body_of(reply).find(part) != std::string::npos);
    CHECK(reply.find("Content-Security-Policy: default-src 'none'") != std::string::npos);
    CHECK(reply.find("X-Content-Type-Options: nosniff") != std::string::npos);
    CHECK(reply.find("Access-Control-") == std::string::npos);
  }
}

TEST_CASE("HEAD has only headers, and a known ETag gets no body", "[web]") {
  web_scene scene;
  const auto page = scene.get("/");
  raw_client client{scene.port};
  client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  REQUIRE(client.is_closed_within(patience));
  CHECK(status_of(client.text()) == 200);
  CHECK(body_of(client.text()).empty());
  CHECK(client.text().find("Content-Length: " + std::to_string(body_of(page).size())) !=
        std::string::npos);

  // The ledger's revision is known after the first look at it.
  const auto tag_of = [](const std::string& reply) {
    const auto begin = reply.find("ETag: ");
    return begin == std::string::npos
               ? ""
               : reply.substr(begin + 6, reply.find('\r', begin) - begin - 6);
  };
  std::string tag;
  for (int i = 0; i < 600 && tag.empty(); ++i) {
    tag = tag_of(scene.get("/api/v1/days"));
    if (tag.empty())
      std::this_thread::sleep_for(50ms);
  }
  REQUIRE_FALSE(tag.empty());
  // The revision changes once more while the file's time stamp is young.
  std::string reply;
  for (int i = 0; i < 100; ++i) {
    reply = scene.get("/api/v1/days", "If-None-Match: \"x\", " + tag + "\r\n");
    if (status_of(reply) == 304)
      break;
    tag = tag_of(reply);
  }
  CHECK(status_of(reply) == 304);
  CHECK(body_of(reply).empty());
}

TEST_CASE("malformed and oversized requests are refused", "[web]") {
  web_scene scene;
  const auto reply_to = [&](const std::string& bytes) {
    raw_client client{scene.port};
    client.send(bytes);
    CHECK(client.is_closed_within(patience));
    return status_of(client.text());
  };
  const std::string host = "Host: 127.0.0.1\r\n";
  CHECK(reply_to("POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc") == 405);
  CHECK(reply_to("DELETE /api/v1/days HTTP/1.1\r\n" + host + "\r\n") == 405);
  CHECK(reply_to("BREW / HTTP/1.1\r\n" + host + "\r\n") == 405);
  CHECK(reply_to("OPTIONS * HTTP/1.1\r\n" + host + "\r\n") == 405);
  CHECK(reply_to("GET / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc") == 400);
  CHECK(reply_to("GET / HTTP/1.1\r\n" + host +
                 "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n") == 400);
  CHECK(reply_to("GET / HTTP/1.1\r\n" + host + "Host: evil.example\r\n\r\n") == 400);
  const std::string close = "Connection: close\r\n\r\n";
  CHECK(reply_to("GET / HTTP/1.1\r\nHost: evil.example\r\n" + close) == 421);
  CHECK(reply_to("GET / HTTP/1.0\r\n\r\n") == 400);
  const std::string long_text(20'000, 'a');
  CHECK(reply_to("GET /" + long_text + " HTTP/1.1\r\n" + host + "\r\n") == 414);
  CHECK(reply_to("GET / HTTP/1.1\r\n" + host + "X: " + long_text + "\r\n\r\n") == 431);
  // Many small parts use more memory of the library than their bytes.
  std::string parameters = "/?a";
  for (int i = 0; i < 800; ++i)
    parameters += "&b" + std::to_string(i) + "=1";
  CHECK(reply_to("GET " + parameters + " HTTP/1.1\r\n" + host + "\r\n") == 414);
  CHECK(reply_to("GET /?" + std::string(8'000, '&') + " HTTP/1.1\r\n" + host + "\r\n") ==
        414);
  std::string headers;
  for (int i = 0; i < 800; ++i)
    headers += "A: b\r\n";
  CHECK(reply_to("GET / HTTP/1.1\r\n" + host + headers + "\r\n") == 431);
  CHECK(reply_to("GET /app.css?a=1&b=2&c HTTP/1.1\r\n" + host + close) == 200);
  // The connection's next request is judged by itself.
  raw_client twice{scene.port};
  twice.get("/");
  twice.read_reply();
  twice.get("/app.css?" + std::string(63, '&'));
  CHECK(status_of(twice.read_reply()) == 200);
  // Bytes that are not HTTP need no reply; the connection ends.
  reply_to(std::string("\x16\x03\x01\x02\0 not http\r\n\r\n", 18));
  reply_to(std::string("\0\0\0\0\r\n\r\n", 8));
  CHECK(status_of(scene.get("/app.js")) == 200);
}

TEST_CASE("a token is needed for everything but health", "[web]") {
  const std::string token = "0123456789abcdef";
  web_scene scene{[&](web_options& options) { options.token = token; }};
  CHECK(status_of(scene.get("/")) == 401);
  CHECK(status_of(scene.get("/metrics")) == 401);
  CHECK(status_of(scene.get("/events")) == 401);
  CHECK(status_of(scene.get("/health")) == 503);
  const auto bearer = "Authorization: Bearer " + token + "\r\n";
  CHECK(status_of(scene.get("/metrics", bearer)) == 200);
  CHECK(status_of(scene.get("/metrics", "Authorization: Bearer " + token + "x\r\n")) ==
        401);
  const auto moved = scene.get("/?token=" + token);
  CHECK(status_of(moved) == 303);
  CHECK(moved.find("Location: /\r\n") != std::string::npos);
  CHECK(status_of(scene.get("/", "Cookie: performance_tracker_token=" + token +
                                     "\r\n")) == 200);
}

TEST_CASE("health and readiness follow what the supervisor reports", "[web]") {
  web_scene scene;
  const auto screen_of = [](std::uint64_t ticks) {
    status_screen screen;
    screen.actors = {
        {"clock", actor_status{0, "", {count_sample("ticks_total", ticks)}}},
        {"ledger", actor_status{0, "ready", {}, {passed("ledger")}}},
        {"window", actor_status{0, "", {}, {passed("market " + series_name)}}},
        {"wallet", actor_status{0, "", {}, {passed("activity main")}}}};
    return screen;
  };
  CHECK(status_of(scene.get("/ready")) == 503);
  int health = 0;
  int ready = 0;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (std::uint64_t i = 1;
       (health != 200 || ready != 200) && std::chrono::steady_clock::now() < deadline;
       ++i) {
    scene.send(screen_of(i));
    health = status_of(scene.get("/health"));
    ready = status_of(scene.get("/ready"));
    std::this_thread::sleep_for(100ms);
  }
  CHECK(health == 200);
  CHECK(ready == 200);
  CHECK(scene.get("/metrics").find("\nperformance_tracker_ready 1\n") !=
        std::string::npos);
  // Without a further report the last tick grows old.
  CHECK(scene.wait_for_metric("healthy", [](long value) { return value == 0; }));
  CHECK(status_of(scene.get("/health")) == 503);
}

TEST_CASE("a reload changes the names of readiness and of queries", "[web]") {
  web_scene scene;
  const std::string added = "eth-updown-5m";
  const auto query = "/api/v1/days?series=" + added;
  CHECK(status_of(scene.get(query)) == 400);
  status_screen screen;
  screen.actors = {
      {"clock", actor_status{0, "", {count_sample("ticks_total", 1)}}},
      {"ledger", actor_status{0, "ready", {}, {passed("ledger")}}},
      {"window", actor_status{0, "", {}, {passed("market " + added)}}},
      {"wallet", actor_status{0, "", {}, {passed("activity second")}}},
  };
  const auto is_ready_in_time = [&] {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (std::uint64_t i = 1; std::chrono::steady_clock::now() < deadline; ++i) {
      screen.actors.front().status->metrics = {count_sample("ticks_total", i)};
      scene.send(screen);
      const auto reply = scene.get("/ready");
      if (status_of(reply) == 200)
        return true;
      // Until the change the names of the start count as missing.
      if (reply.find("market " + series_name) != std::string::npos)
        scene.send(
            use_watched{{added}, {{"second", std::string{"0x"}.append(40, 'b')}}, {}});
      std::this_thread::sleep_for(100ms);
    }
    return false;
  };
  CHECK(is_ready_in_time());
  CHECK(status_of(scene.get(query)) == 200);
}

} // namespace tracker::test
