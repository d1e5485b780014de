// SPDX-License-Identifier: MIT
#include "actors/web/server/event_stream.hpp"
#include "actors/web/server/request_checks.hpp"
#include "tests/support/catch.hpp"

using namespace tracker;

namespace {

constexpr const char* token = "0123456789abcdef-token";
const listen_address loopback{"127.0.0.1", 8087};
const listen_address everywhere{"0.0.0.0", 8087};

unsigned status_of(const std::optional<web_reply>& reply) {
  return reply ? reply->status : 0;
}

} // namespace

TEST_CASE("an address to listen on is numeric, with a port", "[web]") {
  using result = std::optional<listen_address>;
  CHECK(parse_listen_address("127.0.0.1:8087") == result{{"127.0.0.1", 8087}});
  CHECK(parse_listen_address("localhost:0") == result{{"127.0.0.1", 0}});
  CHECK(parse_listen_address("[::1]:80") == result{{"::1", 80}});
  CHECK(parse_listen_address("0.0.0.0:65535") == result{{"0.0.0.0", 65535}});
  for (const auto* text :
       {"", "8087", ":8087", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "::1:80",
        "127.0.0.1:+80", "127.0.0.1:8o", "example.org:80", "[127.0.0.1]:80", "[::1]",
        "127.0.0.1 :80", "300.0.0.1:80"}) {
    INFO(text);
    CHECK_FALSE(parse_listen_address(text));
  }
  CHECK(is_loopback(*parse_listen_address("127.8.0.1:1")));
  CHECK(is_loopback(*parse_listen_address("[::1]:1")));
  CHECK_FALSE(is_loopback(*parse_listen_address("192.168.0.1:1")));
  CHECK_FALSE(is_loopback(everywhere));
  CHECK(url_of({"::1", 80}) == "http://[::1]:80/");
}

TEST_CASE("a Host header is accepted only with an address of the server", "[web]") {
  for (const auto* host : {"127.0.0.1", "127.0.0.1:8087", "localhost:1", "LOCALHOST",
                           "[::1]:8087", "[::1]"}) {
    INFO(host);
    CHECK(is_own_host(host, loopback));
  }
  for (const auto* host :
       {"", "evil.example", "evil.example:8087", "127.0.0.1.evil.example",
        "localhost.evil.example", "127.0.0.2", "::1", "[::1", "127.0.0.1:80:80"}) {
    INFO(host);
    CHECK_FALSE(is_own_host(host, loopback));
  }
  CHECK(is_own_host("192.168.0.7:8087", {"192.168.0.7", 8087}));
  CHECK_FALSE(is_own_host("localhost", {"192.168.0.7", 8087}));
}

TEST_CASE("a secret equals only itself", "[web]") {
  CHECK(equals_secret(token, token));
  for (const auto& given : {std::string{}, std::string{"0"}, std::string{token} + "x",
                            std::string{token} + token, std::string{token}.substr(1)})
    CHECK_FALSE(equals_secret(given, token));
  CHECK_FALSE(equals_secret("", ""));
}

TEST_CASE("without a token requests need an accepted Host, with one the token", "[web]") {
  const web_request page{"/", {}};
  CHECK(status_of(check_origin({}, page, false, loopback, "")) == 400);
  CHECK(status_of(check_origin({"evil.example"}, page, false, loopback, "")) == 421);
  CHECK(status_of(check_origin({"evil.example"}, page, true, loopback, "")) == 421);
  CHECK(status_of(check_origin({"localhost"}, page, false, loopback, "")) == 0);

  const auto headers_with = [&](std::string authorization, std::string cookie) {
    return status_of(
        check_origin({"me.example", std::move(authorization), std::move(cookie)}, page,
                     false, everywhere, token));
  };
  const std::string right{token};
  CHECK(headers_with("", "") == 401);
  CHECK(headers_with("Bearer " + right, "") == 0);
  CHECK(headers_with("bearer " + right, "") == 0);
  CHECK(headers_with("Basic " + right, "") == 401);
  CHECK(headers_with("Bearer " + right + " ", "") == 401);
  CHECK(headers_with("", "performance_tracker_token=" + right) == 0);
  CHECK(headers_with("", "a=b; performance_tracker_token=" + right + "; c=d") == 0);
  CHECK(headers_with("", "performance_tracker_token=" + right + "x") == 401);
  CHECK(headers_with("", "xperformance_tracker_token=" + right) == 401);
  // A probe needs none.
  CHECK(status_of(
            check_origin({"me.example"}, {"/health", {}}, true, everywhere, token)) == 0);
}

TEST_CASE("a token in the address of the page becomes a cookie", "[web]") {
  const auto reply =
      check_origin({"me.example"}, {"/", {{"token", token}}}, false, everywhere, token);
  REQUIRE(status_of(reply) == 303);
  const auto header = [&](const std::string& name) {
    for (const auto& [key, value] : reply->headers)
      if (key == name)
        return value;
    return std::string{};
  };
  CHECK(header("Location") == "/");
  const auto cookie = header("Set-Cookie");
  for (const auto* part : {token, "HttpOnly", "SameSite=Strict", "Path=/"})
    CHECK(cookie.find(part) != std::string::npos);
  CHECK(status_of(check_origin({"me.example"}, {"/", {{"token", "wrong"}}}, false,
                               everywhere, token)) == 401);
  // For programs the parameter is enough, without a redirect.
  CHECK(status_of(check_origin({"me.example"}, {"/metrics", {{"token", token}}}, false,
                               everywhere, token)) == 0);
}

TEST_CASE("If-None-Match is a list of tags", "[web]") {
  for (const auto* header :
       {"\"a\"", "W/\"a\"", "\"b\", \"a\"", " \"a\" ", "*", "\"b\",W/\"a\",\"c\""}) {
    INFO(header);
    CHECK(matches_etag(header, "\"a\""));
  }
  for (const auto* header : {"", "a", "\"b\"", "\"a", "\"aa\"", ",", "W/"}) {
    INFO(header);
    CHECK_FALSE(matches_etag(header, "\"a\""));
  }
  CHECK_FALSE(matches_etag("*", ""));
}

TEST_CASE("an event is text that ends with an empty line", "[web]") {
  CHECK(to_text({"strip", "{}", 0}) == "event: strip\ndata: {}\n\n");
  CHECK(to_text({"grade", "{}", 7}) == "id: 7\nevent: grade\ndata: {}\n\n");
  CHECK(to_text({"x", "a\nb\r\nc", 0}) == "event: x\ndata: a\ndata: b\ndata: c\n\n");
}

namespace {

std::string taken(event_stream& events, std::uint64_t client, std::size_t room = 65536) {
  std::string text(room, '\0');
  text.resize(events.take(client, text.data(), room));
  return text;
}

} // namespace

TEST_CASE("a client that reconnects gets the events after its last one", "[web]") {
  event_stream events;
  events.publish({"grade", "1", 5});
  events.publish({"grade", "2", 6});
  events.publish({"strip", "old", 0});
  events.publish({"strip", "new", 0});
  REQUIRE(events.open(1, 0));
  CHECK(taken(events, 1) == "retry: 2000\n\nevent: strip\ndata: new\n\n");
  REQUIRE(events.open(2, 5));
  CHECK(taken(events, 2) ==
        "retry: 2000\n\nid: 6\nevent: grade\ndata: 2\n\nevent: strip\ndata: new\n\n");
  CHECK_FALSE(events.has_data(2));
  events.publish_comment();
  CHECK(taken(events, 2, 2) == ":\n");
  CHECK(taken(events, 2) == "\n");
  events.close(2);
  CHECK(events.clients() == 1);
  CHECK(taken(events, 2).empty());
}

TEST_CASE("a client that does not read costs a bounded amount", "[web]") {
  event_stream events{{2, 100, 3, 1000}};
  REQUIRE(events.open(1, 0));
  REQUIRE(events.open(2, 0));
  CHECK_FALSE(events.open(3, 0));
  for (std::uint64_t i = 1; i <= 50; ++i) {
    events.publish({"grade", std::string(20, 'x'), i});
    taken(events, 2);
  }
  CHECK(taken(events, 1).size() <= 100);
  CHECK(events.dropped() >= 45);
  // The server keeps the last three events for clients that reconnect.
  events.close(2);
  REQUIRE(events.open(2, 1));
  const auto text = taken(events, 2, 1000);
  CHECK(text.find("id: 47") == std::string::npos);
}
