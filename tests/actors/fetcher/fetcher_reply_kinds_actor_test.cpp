// SPDX-License-Identifier: MIT
// Every kind of answer and of failure, produced on real sockets.
#include "tests/actors/fetcher/fetcher_rig.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/raw_server.hpp"

#include <zlib.h>

#include <fstream>

namespace tracker::test {
namespace {

using kind = fetch_error_kind;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::string gzip(const std::string& text) {
  z_stream stream{};
  constexpr int with_gzip_header = 15 + 16;
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, with_gzip_header, 9,
               Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

raw_answer gzipped(const std::string& packed) {
  return http(200, packed, "Content-Encoding: gzip\r\n");
}

/// The error of one attempt against a server that answers everything with `answer`.
fetch_error one_attempt(const raw_answer& answer, fetcher_options options = {}) {
  raw_server server{[&](const std::string&, std::size_t) { return answer; }};
  options.gamma_url = options.data_url = options.clob_url = server.url();
  options.max_attempts = 1;
  options.now = wall_time;
  fetcher_rig rig{options};
  return error_in(rig.ask("/x"));
}

fetch_error one_attempt_at(const std::string& url) {
  auto options = local_options(url);
  options.max_attempts = 1;
  fetcher_rig rig{options};
  return error_in(rig.ask("/x"));
}

TEST_CASE("a reply has the body, the status, the cache's age and the host's time") {
  raw_server server{[](const std::string&, std::size_t) {
    return http(200, R"({"a":1})",
                "aGe: 67\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX: y\r\n");
  }};
  fetcher_rig rig{server.url()};
  const auto result = rig.ask("/markets?slug=btc-updown-15m-1768936500");
  const auto& reply = reply_in(result);
  CHECK(*reply.body == R"({"a":1})");
  CHECK(reply.status == 200);
  CHECK(reply.age == seconds{67});
  CHECK(reply.date == from_unix_seconds(784111777));
  CHECK(reply.attempts == 1);
}

TEST_CASE("a request is a GET with a User-Agent that accepts gzip") {
  raw_server server{[](const std::string&, std::size_t) { return http(200, "[]"); }};
  auto options = local_options(server.url() + "/base/");
  options.user_agent = "PerformanceTracker/test";
  fetcher_rig rig{options};
  reply_in(rig.ask("/time?x=%20"));
  const auto heads = server.heads();
  REQUIRE(heads.size() == 1);
  const auto& head = heads.front();
  INFO(head);
  CHECK(head.substr(0, 35) == "GET /base/time?x=%20 HTTP/1.1\r\nHost");
  CHECK(head.find("\r\nUser-Agent: PerformanceTracker/test") != std::string::npos);
  CHECK(head.find("\r\nAccept-Encoding: gzip") != std::string::npos);
  CHECK(head.find("Cookie") == std::string::npos);
  CHECK(head.find("Authorization") == std::string::npos);
}

TEST_CASE("a compressed body arrives decompressed") {
  const auto body = "[" + std::string(100'000, '7') + "]";
  raw_server server{[&](const std::string&, std::size_t) { return gzipped(gzip(body)); }};
  fetcher_rig rig{server.url()};
  const auto result = rig.ask("/x");
  CHECK(*reply_in(result).body == body);
}

TEST_CASE("chunked bodies and bodies that end with the connection are replies too") {
  raw_server server{[](const std::string&, std::size_t number) {
    if (number == 1)
      return raw_answer{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "2\r\n[1\r\n3\r\n,2]\r\n0\r\n\r\n",
                        ending::keep,
                        {}};
    return raw_answer{"HTTP/1.1 200 OK\r\n\r\n[3]", ending::close, {}};
  }};
  fetcher_rig rig{server.url()};
  const auto first = rig.ask("/1");
  const auto second = rig.ask("/2");
  CHECK(*reply_in(first).body == "[1,2]");
  CHECK(*reply_in(second).body == "[3]");
}

TEST_CASE("statuses other than 2xx are errors with a short cleaned excerpt") {
  struct status_case {
    int status;
    const char* body;
    bool retryable;
    const char* detail;
  };
  const status_case cases[] = {
      {400, R"({"error":"Invalid token id"})", false, "Invalid token id"},
      {404, R"({"error":"slug\u0007 not found"})", false, "slug not found"},
      {429, R"({"error":"Too Many Requests"})", true, "Too Many Requests"},
      {500, "Internal\r\n\x1b[31mServer Error", true, "Internal [31mServer Error"},
      {403, "<html><title>Attention Required! | Cloudflare</title>", true,
       "Attention Required! | Cloudflare"},
  };
  for (const auto& [status, body, retryable, detail] : cases) {
    INFO(status);
    const auto error = one_attempt(http(status, body));
    CHECK(error.kind == kind::status);
    CHECK(error.status == status);
    CHECK(error.retryable == retryable);
    CHECK(error.detail == detail);
    CHECK(error.target == host::gamma);
    CHECK(error.endpoint == "/test");
    CHECK(error.attempts == 1);
  }
}

TEST_CASE("a redirect is refused and not followed") {
  raw_server elsewhere{[](const std::string&, std::size_t) { return http(200, "[]"); }};
  const auto error =
      one_attempt(http(302, "", "Location: " + elsewhere.url() + "/stolen\r\n"));
  CHECK(error.kind == kind::status);
  CHECK(error.status == 302);
  CHECK_FALSE(error.retryable);
  CHECK(error.detail.find("/stolen") != std::string::npos);
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("a 200 without a JSON value of the platform is an error reply") {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"error":"Too Many Requests"})", "Too Many Requests"},
      {"<html><title>Just a moment...</title>",
       "a web page instead of JSON, perhaps of a captive portal: Just a moment..."},
      {"", "empty body"},
      {R"([{"slug":"btc)", R"(broken JSON: [{"slug":"btc)"},
  };
  for (const auto& [body, detail] : cases) {
    INFO(body);
    const auto error = one_attempt(http(200, body));
    CHECK(error.kind == kind::platform);
    CHECK(error.status == 200);
    CHECK(error.detail == detail);
  }
}

TEST_CASE("bytes that are not HTTP and bodies that do not decompress are error replies") {
  CHECK(one_attempt({"\x16\x03\x01garbage\r\n\r\n", ending::close, {}}).kind ==
        kind::platform);
  CHECK(one_attempt(gzipped("this is not gzip at all")).kind == kind::platform);
  const auto packed = gzip("[" + std::string(1000, '1') + "]");
  auto damaged = packed;
  damaged[damaged.size() / 2] ^= 0x55;
  CHECK(one_attempt(gzipped(damaged)).kind == kind::platform);
  CHECK(one_attempt(gzipped(packed.substr(0, packed.size() / 2))).kind == kind::platform);
}

TEST_CASE("a body above the limit is too large in every encoding") {
  fetcher_options options;
  options.max_response_size = 1000;
  const auto large = "[" + std::string(1000, '1') + "]";
  const raw_answer cases[] = {
      http(200, large),
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n[", ending::keep, {}},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3ea\r\n" + large + "\r\n",
       ending::keep,
       {}},
      {"HTTP/1.1 200 OK\r\n\r\n" + large, ending::close, {}},
      // A decompression bomb: 10 MB in 10 kB.
      gzipped(gzip(std::string{}.append(10'000'000, ' '))),
      // A header that never ends.
      {"HTTP/1.1 200 OK\r\n" + std::string(1000, 'X') + ": " + std::string(200'000, 'y'),
       ending::keep,
       {}},
  };
  for (const auto& answer : cases) {
    INFO(answer.bytes.substr(0, 60));
    const auto error = one_attempt(answer, options);
    CHECK(error.kind == kind::too_large);
    CHECK_FALSE(error.retryable);
    CHECK(error.detail.size() > 10);
  }
}

TEST_CASE("a body of exactly the limit is a reply") {
  const auto body = "\"" + std::string(998, 'x') + "\"";
  raw_server server{[&](const std::string&, std::size_t number) {
    return number == 1 ? http(200, body) : gzipped(gzip(body));
  }};
  auto options = local_options(server.url());
  options.max_response_size = body.size();
  fetcher_rig rig{options};
  const auto plain = rig.ask("/1");
  const auto packed = rig.ask("/2");
  CHECK(*reply_in(plain).body == body);
  CHECK(*reply_in(packed).body == body);
}

TEST_CASE("a header with any number of lines is bounded") {
  std::string lines;
  for (auto i = 0; i < 20'000; ++i)
    lines += "X-" + std::to_string(i) + ": y\r\n";
  CHECK(one_attempt(http(200, "[]", lines)).kind == kind::too_large);
  std::string informational;
  for (auto i = 0; i < 20'000; ++i)
    informational += "HTTP/1.1 103 Early Hints\r\n\r\n";
  CHECK(one_attempt({informational, ending::keep, {}}).kind == kind::too_large);
}

TEST_CASE("a connection that ends inside the body leaves it truncated") {
  const raw_answer cases[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,2", ending::close, {}},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n[1,2\r\n",
       ending::close,
       {}},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n[1,2",
       ending::close,
       {}},
  };
  for (const auto& answer : cases) {
    INFO(answer.bytes);
    const auto error = one_attempt(answer);
    CHECK(error.kind == kind::truncated);
    CHECK(error.status == 200);
    CHECK(error.retryable);
  }
}

TEST_CASE("a connection that ends before an answer is a failed connection") {
  const raw_answer cases[] = {{"", ending::close, {}}, {"", ending::reset, {}}};
  for (const auto& answer : cases) {
    const auto error = one_attempt(answer);
    CHECK(error.kind == kind::connect);
    CHECK(error.status == 0);
    CHECK(error.retryable);
  }
}

TEST_CASE("no answer in time is a timeout, before its first byte and after") {
  fetcher_options options;
  options.timeout = milliseconds{150};
  const raw_answer cases[] = {
      silence(),
      {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,2", ending::keep, {}}};
  for (const auto& answer : cases) {
    const auto start_time = std::chrono::steady_clock::now();
    const auto error = one_attempt(answer, options);
    CHECK(error.kind == kind::timeout);
    CHECK(error.retryable);
    CHECK(std::chrono::steady_clock::now() - start_time >= milliseconds{150});
  }
}

TEST_CASE("hosts without an address, a listener or TLS are distinguished") {
  CHECK(one_attempt_at("https://no-such-host.invalid").kind == kind::resolve);
  CHECK(one_attempt_at("http://127.0.0.1:" + std::to_string(closed_port())).kind ==
        kind::connect);
  raw_server plain{[](const std::string&, std::size_t) { return http(200, "[]"); }};
  const auto https = "https://127.0.0.1:" + std::to_string(plain.port());
  CHECK(one_attempt_at(https).kind == kind::tls);
}

TEST_CASE("a stalled handshake is distinguished from a stalled connection") {
  raw_server mute{[](const std::string&, std::size_t) { return silence(); }};
  auto options = local_options("https://127.0.0.1:" + std::to_string(mute.port()));
  options.max_attempts = 1;
  options.connect_timeout = milliseconds{150};
  fetcher_rig rig{options};
  const auto result = rig.ask("/x");
  CHECK(error_in(result).kind == kind::tls);
  // A listener whose queue is full lets a connection wait.
  const full_listener full;
  options.gamma_url = "http://127.0.0.1:" + std::to_string(full.port());
  fetcher_rig other{options};
  const auto waiting = other.ask("/x");
  CHECK(error_in(waiting).kind == kind::connect);
}

TEST_CASE("a certificate without a trusted issuer is refused") {
  const temporary_directory folder;
  const auto file = [&](const char* name) { return (folder.path() / name).string(); };
  process make_certificate{
      {"/usr/bin/openssl",
       {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", file("key"), "-out",
        file("certificate"), "-subj", "/CN=localhost", "-addext",
        "subjectAltName=DNS:localhost"}}};
  REQUIRE(make_certificate.wait(long_enough) == 0);
  const auto port = std::to_string(closed_port());
  process server{{"/usr/bin/openssl",
                  {"s_server", "-accept", port, "-key", file("key"), "-cert",
                   file("certificate"), "-www"}}};
  REQUIRE(server.wait_for_line([](const std::string& line) { return line == "ACCEPT"; },
                               long_enough));
  const auto error = one_attempt_at("https://localhost:" + port);
  CHECK(error.kind == kind::tls);
  CHECK_FALSE(error.retryable);
  CHECK(error.detail.find("certificate") != std::string::npos);
}

TEST_CASE("a proxy from the environment is not used") {
  raw_server proxy{
      [](const std::string&, std::size_t) { return http(200, "[\"proxy\"]"); }};
  raw_server host{
      [](const std::string&, std::size_t) { return http(200, "[\"host\"]"); }};
  for (const auto* name : {"http_proxy", "all_proxy", "ALL_PROXY"})
    setenv(name, proxy.url().c_str(), 1);
  fetcher_rig rig{host.url()};
  const auto result = rig.ask("/x");
  for (const auto* name : {"http_proxy", "all_proxy", "ALL_PROXY"})
    unsetenv(name);
  CHECK(*reply_in(result).body == "[\"host\"]");
  CHECK(proxy.connections() == 0);
}

TEST_CASE("a forbidden path is refused without a connection") {
  raw_server server{[](const std::string&, std::size_t) { return http(200, "[]"); }};
  fetcher_rig rig{server.url()};
  for (const auto* path :
       {"", "x", "@evil.example/", "/a b", "/../x", "/a\r\nHost: evil"}) {
    INFO(path);
    const auto result = rig.ask(path);
    CHECK(error_in(result).kind == kind::refused);
    CHECK_FALSE(error_in(result).retryable);
  }
  CHECK(server.connections() == 0);
}

TEST_CASE("an invalid base URL or a missing clock is an error at the start") {
  actor_fixture other_system;
  const log_port log{
      spawn_log_double(other_system.system, std::make_shared<std::vector<log_line>>()),
      "fetcher", [] { return timestamp{}; }};
  for (const auto* url :
       {"", "http://gamma-api.polymarket.com", "https://a@b", "ftp://x"}) {
    auto options = local_options("http://127.0.0.1:1");
    options.data_url = url;
    CHECK_THROWS_AS(spawn_fetcher(other_system.system, options, log),
                    std::invalid_argument);
  }
  auto options = local_options("http://127.0.0.1:1");
  options.now = nullptr;
  CHECK_THROWS_AS(spawn_fetcher(other_system.system, options, log),
                  std::invalid_argument);
}

} // namespace
} // namespace tracker::test
